/** "Time travel": where the machine is in its run, going elsewhere in it, and what a hart looks like there. */
import './travel.css';
import { type KeyboardEvent, useEffect } from 'react';
import { formatProblem } from '../../base/problem.ts';
import { usePage } from '../state/store.ts';
import { CodeView } from './CodeView.tsx';
import { Futures } from './Futures.tsx';
import { MemoryView } from './MemoryView.tsx';
import { Places } from './Places.tsx';
import { Registers } from './Registers.tsx';
import { Timeline } from './Timeline.tsx';
import { focusOn, followMachine, isStill, travel, useTravel } from './travel.ts';
import { step } from './step.ts';

function HartChoice() {
  const view = useTravel((state) => state.view);
  if (!view) return null;
  const { hart, harts, turn } = view;
  const place = hart.place ? `, at ${hart.place}` : '';
  return (
    <p className="travel-hart">
      {harts > 1 ? (
        <label>
          Hart{' '}
          <select value={hart.hart} onChange={(event) => void focusOn({ hart: Number(event.target.value) })}>
            {Array.from({ length: harts }, (_, index) => (
              <option key={index} value={index}>
                {index === turn ? `${index} (its turn)` : index}
              </option>
            ))}
          </select>
        </label>
      ) : (
        'Hart 0'
      )}{' '}
      {hart.activity}, {hart.mode} mode{place}
    </p>
  );
}

/** Said when it changes; what was asked for and cannot be done comes first. */
function Outcome() {
  const problem = useTravel((state) => state.problem);
  const view = useTravel((state) => state.view);
  const text = problem ? formatProblem(problem) : (view?.outcome ?? '');
  return (
    <p className={problem ? 'travel-outcome travel-problem' : 'travel-outcome'} role="status">
      {text}
    </p>
  );
}

const IN_FIELDS = 'input, select, textarea';

function onKey(event: KeyboardEvent<HTMLDivElement>): void {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
  if (target.matches(IN_FIELDS) && !target.matches('input[type="range"]')) return;
  if (key === ',') step(-1);
  else if (key === '.') step(1);
  else if (key === 'b') void travel({ kind: 'back' });
  else return;
  event.preventDefault();
}

export function TravelPanel() {
  const state = usePage((page) => page.state);
  const view = useTravel((travelled) => travelled.view);
  useEffect(followMachine, []);
  const isShown = isStill(state) && view !== undefined;
  return (
    <>
      {!isShown && (
        <p className="quiet">
          {state === 'running'
            ? 'The machine runs. Pause it to look at its registers, and to go back to any moment of its run.'
            : 'There is no run to look at yet.'}
        </p>
      )}
      {/* Kept while the machine runs, with what was typed into its fields. */}
      <div className="travel" hidden={!isShown} onKeyDown={onKey}>
        <Timeline />
        <Outcome />
        <Futures />
        <Places />
        <HartChoice />
        <CodeView />
        <Registers />
        <MemoryView />
        <p className="quiet travel-keys">
          Keys here: <kbd>,</kbd> steps back, <kbd>.</kbd> steps, <kbd>b</kbd> goes back to the last stop.
        </p>
      </div>
    </>
  );
}
