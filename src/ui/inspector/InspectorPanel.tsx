/** "Inspector": the hottest blocks, and what became of one: assembly, IR at each stage, WebAssembly. */
import './inspector.css';
import { type FormEvent, useEffect, useState } from 'react';
import { formatProblem } from '../../base/problem.ts';
import { usePage } from '../state/store.ts';
import { HotList } from './HotList.tsx';
import { forget, inspectAt, listHottest, useInspector } from './inspector.ts';
import { Panes } from './Panes.tsx';
import { RegionFacts } from './RegionFacts.tsx';

function AddressForm() {
  const harts = usePage((page) => page.machine?.harts ?? 1);
  const [address, setAddress] = useState('');
  const [space, setSpace] = useState<'virtual' | 'physical'>('virtual');
  const [hart, setHart] = useState(0);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void inspectAt({ hart, address, space });
  };
  return (
    <form className="inspect-form" onSubmit={submit}>
      <label>
        Address
        <input
          value={address}
          placeholder="0x80000000"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setAddress(event.target.value)}
        />
      </label>
      <label>
        Kind
        <select
          value={space}
          onChange={(event) => setSpace(event.target.value === 'physical' ? 'physical' : 'virtual')}
        >
          <option value="virtual">virtual</option>
          <option value="physical">physical</option>
        </select>
      </label>
      {harts > 1 && (
        <label>
          Hart
          <select value={hart} onChange={(event) => setHart(Number(event.target.value))}>
            {Array.from({ length: harts }, (_, index) => (
              <option key={index} value={index}>
                {index}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" className="button">
        Inspect
      </button>
    </form>
  );
}

export function InspectorPanel() {
  const machine = usePage((page) => page.machine);
  const inspection = useInspector((state) => state.inspection);
  const problem = useInspector((state) => state.problem);
  const started = usePage((page) => page.started);
  const hasMachine = machine !== undefined;
  useEffect(() => {
    forget();
    if (hasMachine && started) void listHottest();
  }, [hasMachine, started]);
  if (!hasMachine) return <p className="quiet">There is no machine to look into yet.</p>;
  return (
    <div className="inspector">
      <div className="inspector-rows">
        <HotList />
        <div className="inspected">
          <AddressForm />
          <p className={problem ? 'inspect-problem' : 'unseen'} role="status">
            {problem ? formatProblem(problem) : ''}
          </p>
          {inspection ? (
            <RegionFacts inspection={inspection} />
          ) : (
            <p className="quiet">
              Choose a block, or give an address: its assembly, the translator’s intermediate form (IR) and
              the WebAssembly that your browser runs stand side by side, and what belongs together lights up
              together.
            </p>
          )}
        </div>
        {inspection && <Panes inspection={inspection} />}
      </div>
    </div>
  );
}
