/** What a machine in its past can go on with: what happened, something else, or another future of before. */
import { Button } from '../components/Button.tsx';
import { travel, useTravel } from './travel.ts';
import { exact } from './words.ts';

const events = (count: number): string => `${exact(count)} ${count === 1 ? 'event' : 'events'}`;

export function Futures() {
  const view = useTravel((state) => state.view);
  if (!view) return null;
  const { isLive, newestCount, branches } = view;
  return (
    <>
      {!isLive && (
        <p className="travel-note">
          Run repeats what happened, up to instruction {exact(newestCount)}. Typing here begins another
          future; this one is kept.{' '}
          <Button onPress={() => void travel({ kind: 'fork' })}>Begin another future here</Button>
        </p>
      )}
      {branches.length > 0 && (
        <ul className="travel-futures" aria-label="Other futures">
          {branches.map(({ at, newestCount: newest, events: own }, index) => (
            <li key={`${at} ${newest} ${own}`}>
              From instruction {exact(at)} to {exact(newest)}, {events(own)}{' '}
              <Button onPress={() => void travel({ kind: 'adopt', branch: index })}>Take it up again</Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
