/** Each part of the thread's time, with what exactly it counts. */
import '../statistics/statistics.css';
import './strip.css';
import { Explained } from '../statistics/FigureTable.tsx';
import { usePage } from '../state/store.ts';
import { useRecent } from '../statistics/use-recent.ts';
import { time } from '../statistics/words.ts';
import { lastSecond, PARTS, type PartShare, sinceStart } from './parts.ts';
import { SpeedChoice } from './SpeedChoice.tsx';
import { TimeBar } from './TimeBar.tsx';

const percentOf = (shares: readonly PartShare[] | undefined, counter: string): string => {
  const share = shares?.find((one) => one.counter === counter);
  return share ? `${share.percent} %` : '–';
};

export function TiersPanel() {
  const recent = useRecent();
  const second = lastSecond(recent);
  const start = sinceStart(recent);
  const machine = usePage((page) => page.machine);
  // A tier that this build does not have takes no time.
  const shown = PARTS.filter(({ part }) => part !== 'optimizing' || machine?.availableTiers.includes(part));
  return (
    <div className="statistics">
      <SpeedChoice />
      <TimeBar shares={second} />
      <table className="figures">
        <caption>Where the machine’s time goes</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Last second</th>
            <th scope="col">Since the start</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ part, name, counter, meaning }) => (
            <tr key={part}>
              <th scope="row">
                <span className="tier-name">
                  <span className={`part part-${part}`} aria-hidden="true" />
                  <Explained label={name} name={counter}>
                    {meaning}
                  </Explained>
                </span>
              </th>
              <td>{percentOf(second, counter)}</td>
              <td>{percentOf(start, counter)}</td>
              <td>{time(start?.find((one) => one.counter === counter)?.spent ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        Each moment that the machine runs belongs to one part, so they add up to 100 %. Time while it is
        paused belongs to none.
      </p>
    </div>
  );
}
