/** Memory as the hart sees it, from an address expression that is evaluated anew at every moment. */
import { type FormEvent, useState } from 'react';
import { formatProblem } from '../../base/problem.ts';
import type { TravelView } from '../../protocol/travel.ts';
import { focusOn, useTravel } from './travel.ts';

const ROW_BYTES = 16;

const printable = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·');
const two = (byte: number): string => byte.toString(16).padStart(2, '0');

type Memory = NonNullable<TravelView['hart']['memory']>;

function Dump({ memory, before }: { readonly memory: Memory; readonly before: Memory | undefined }) {
  const { address, bytes } = memory;
  const was = before?.address === address ? before.bytes : undefined;
  const rows = Array.from({ length: Math.ceil(bytes.length / ROW_BYTES) }, (_, row) => row * ROW_BYTES);
  return (
    <table className="memory">
      <tbody>
        {rows.map((start) => {
          const row = [...bytes.subarray(start, start + ROW_BYTES)];
          return (
            <tr key={start}>
              <th scope="row">{(address + BigInt(start)).toString(16).padStart(8, '0')}</th>
              <td>
                {row.map((byte, index) => (
                  <span key={start + index} className={changed(was, start + index, byte)}>
                    {two(byte)}
                  </span>
                ))}
              </td>
              <td aria-hidden="true">{row.map(printable).join('')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const changed = (was: Uint8Array | undefined, at: number, byte: number): string | undefined =>
  was && was[at] !== byte ? 'byte-changed' : undefined;

export function MemoryView() {
  const { view, before, focus } = useTravel();
  const [text, setText] = useState<string>();
  if (!view) return null;
  const { memory, problems } = view.hart;
  const show = (event: FormEvent): void => {
    event.preventDefault();
    void focusOn({ memory: text ?? focus.memory });
    setText(undefined);
  };
  return (
    <section aria-label="Memory">
      <form className="travel-row" onSubmit={show}>
        <label className="travel-field travel-wide">
          Memory at
          <input
            value={text ?? focus.memory}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit" className="button">
          Show
        </button>
      </form>
      {problems.map((problem) => (
        <p key={problem.what} className="travel-problem">
          {formatProblem(problem)}
        </p>
      ))}
      {memory && (
        <div className="travel-scroll" tabIndex={0} role="group" aria-label="Bytes">
          <Dump memory={memory} before={before?.hart.memory} />
        </div>
      )}
    </section>
  );
}
