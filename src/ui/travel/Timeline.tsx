/** The run as a slider: by instructions, from the first moment that is known to the newest. */
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import type { TravelView } from '../../protocol/travel.ts';
import { Button } from '../components/Button.tsx';
import { stats } from '../state/page.ts';
import { dragTo, stopTravel, travel, useTravel } from './travel.ts';
import { exact, readCount } from './words.ts';

/** Where something was typed, and where states are kept: decoration, told in words beside it. */
function Marks({ view }: { readonly view: TravelView }) {
  const { firstCount, newestCount, kept, typed } = view;
  const at = (count: number): number => (100 * (count - firstCount)) / Math.max(1, newestCount - firstCount);
  return (
    <svg className="travel-marks" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {kept.counts.map((count) => (
        <path key={`kept ${count}`} className="travel-kept" d={`M${at(count)} 5v3`} />
      ))}
      {typed.map((count) => (
        <path key={`typed ${count}`} className="travel-typed" d={`M${at(count)} 0v8`} />
      ))}
    </svg>
  );
}

function GoTo() {
  const [text, setText] = useState('');
  const count = readCount(text);
  const go = (event: FormEvent): void => {
    event.preventDefault();
    if (count !== undefined) void travel({ kind: 'goTo', count });
  };
  return (
    <form className="travel-jump" onSubmit={go}>
      <label className="travel-field">
        Instruction
        <input
          inputMode="numeric"
          value={text}
          aria-invalid={text !== '' && count === undefined}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button" aria-disabled={count === undefined}>
        Go
      </button>
    </form>
  );
}

const retired = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;
const subscribe = (listener: () => void): (() => void) => stats.subscribe(listener);

/** From the state that it goes on from to where it was sent; what searches the past does not know how far it is. */
function OnTheWay({ view, goal }: { readonly view: TravelView; readonly goal: number | undefined }) {
  const count = useSyncExternalStore(subscribe, retired);
  const states = [view.count, ...view.kept.counts].filter((state) => state <= (goal ?? 0));
  const from = Math.max(view.firstCount, ...states);
  const length = (goal ?? 0) - from;
  const bar =
    goal === undefined || length <= 0
      ? {}
      : { max: length, value: Math.max(0, Math.min(goal, count) - from) };
  return (
    <span className="travel-late">
      <span className="quiet"> on the way, at {exact(count)} </span>
      <progress aria-label="On the way" {...bar} />
      <Button onPress={() => void stopTravel()}>Stop here</Button>
    </span>
  );
}

export function Timeline() {
  const { view, doing, goal } = useTravel();
  const [dragged, setDragged] = useState<number>();
  if (!view) return null;
  const { count, firstCount, newestCount, isLive, kept } = view;
  const shown = dragged ?? count;
  const rest = (): void => setDragged(undefined);
  return (
    <div className="travel-timeline">
      <p className="travel-position">
        Instruction <strong>{exact(shown)}</strong> of {exact(newestCount)}{' '}
        <span className={isLive ? 'travel-live' : 'travel-past'}>{isLive ? 'now' : 'in the past'}</span>
        {doing !== undefined && doing !== 'look' && <OnTheWay view={view} goal={goal} />}
      </p>
      <input
        type="range"
        aria-label="Moment of the run"
        aria-valuetext={`instruction ${exact(shown)} of ${exact(newestCount)}`}
        min={firstCount}
        max={newestCount}
        step={1}
        value={shown}
        onChange={(event) => {
          const wanted = Number(event.target.value);
          setDragged(wanted);
          void dragTo(wanted).then(rest);
        }}
      />
      <Marks view={view} />
      <div className="travel-row">
        <Button onPress={() => void travel({ kind: 'goTo', count: firstCount })}>Beginning</Button>
        <Button onPress={() => void travel({ kind: 'stepBack', instructions: 1000 })}>Back 1,000</Button>
        <Button
          disabled={isLive}
          onPress={() => void travel({ kind: 'goTo', count: Math.min(newestCount, count + 1000) })}
        >
          Ahead 1,000
        </Button>
        <Button disabled={isLive} onPress={() => void travel({ kind: 'goTo', count: newestCount })}>
          Now
        </Button>
        <GoTo />
      </div>
      <p className="quiet travel-legend">
        Kept: {kept.counts.length} {kept.counts.length === 1 ? 'state' : 'states'},{' '}
        {(kept.bytes / 2 ** 20).toFixed(0)} of at most {(kept.budgetBytes / 2 ** 20).toFixed(0)} MiB (short
        marks). Tall marks: something was typed.
      </p>
    </div>
  );
}
