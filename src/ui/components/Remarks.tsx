/** The page's remarks, each with its way on and a way to be rid of it. */
import { forgetRemark, type RemarkAction, useRemarks } from '../state/remarks.ts';
import { Button } from './Button.tsx';

function Action({ action: { label, does } }: { readonly action: RemarkAction }) {
  if (typeof does === 'function') {
    return (
      <Button look="primary" onPress={does}>
        {label}
      </Button>
    );
  }
  return (
    <a className="button button-primary" href={does.href} target="_blank" rel="noopener">
      {label}
    </a>
  );
}

export function Remarks() {
  const remarks = useRemarks((state) => state.remarks);
  return (
    <div aria-live="polite">
      {remarks.map(({ id, text, actions }) => (
        <div className="notice" key={id}>
          <p>{text}</p>
          <div className="notice-actions">
            {actions.map((action) => (
              <Action key={action.label} action={action} />
            ))}
            <Button onPress={() => forgetRemark(id)}>Dismiss</Button>
          </div>
        </div>
      ))}
    </div>
  );
}
