/** What something holds, as a list of terms. */
import './share.css';
import type { Row } from './describe.ts';

export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl className="link-rows">
      {rows.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
