/** The code around the program counter, or at a chosen address. */
import { Fragment } from 'react';
import { Button } from '../components/Button.tsx';
import { focusOn, useTravel } from './travel.ts';
import { hex } from './words.ts';

export function CodeView() {
  const { view, focus } = useTravel();
  if (!view) return null;
  const { code, pc } = view.hart;
  const isElsewhere = focus.code !== '';
  return (
    <section aria-label="Code">
      <div className="travel-head">
        <h3>Code {isElsewhere ? `at ${focus.code}` : 'around the program counter'}</h3>
        {isElsewhere && (
          <Button onPress={() => void focusOn({ code: '' })}>Follow the program counter</Button>
        )}
      </div>
      {code.length === 0 && <p className="quiet">Nothing is mapped at {hex(pc)}.</p>}
      <div className="travel-scroll" tabIndex={0} role="group" aria-label="Instructions">
        <table className="code">
          <tbody>
            {code.map(({ address, word, text, labels }) => (
              <Fragment key={hex(address)}>
                {labels.map((label) => (
                  <tr key={label} className="code-label">
                    <td />
                    <th colSpan={3} scope="row">
                      {label}:
                    </th>
                  </tr>
                ))}
                <tr aria-current={address === pc ? 'true' : undefined}>
                  <td>{address === pc && <span aria-label="next">▶</span>}</td>
                  <td>{hex(address)}</td>
                  <td className="quiet code-word">{word}</td>
                  <td>{text}</td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
