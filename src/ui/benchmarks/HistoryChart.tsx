/** How medians went from run to run: for each contender a small line for each benchmark, each on its own scale. */
import type { HistoryEntry } from '../../protocol/benchmarks.ts';
import { seconds } from './figures.ts';

const WIDTH = 160;
const HEIGHT = 36;
const MARGIN = 4;

function Line({ name, values }: { readonly name: string; readonly values: readonly number[] }) {
  const most = Math.max(...values);
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1);
  const points = values
    .map(
      (value, index) =>
        `${MARGIN + index * step},${HEIGHT - MARGIN - (value / most) * (HEIGHT - 2 * MARGIN)}`,
    )
    .join(' ');
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const text = `${name}: ${seconds(first)} at first, ${seconds(last)} at last`;
  return (
    <figure className="bench-line">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
        <polyline points={points} />
      </svg>
      <figcaption>
        {name} <span>{seconds(last)}</span>
      </figcaption>
    </figure>
  );
}

/** The values of one benchmark, oldest first; runs without it are left out. */
const valuesOf = (history: readonly HistoryEntry[], contender: string, name: string): number[] =>
  history.flatMap(({ medians }) => medians[contender]?.[name] ?? []);

/** A line needs two ends. */
const FEWEST_RUNS = 2;

function Contender({
  history,
  contender,
}: {
  readonly history: readonly HistoryEntry[];
  readonly contender: string;
}) {
  const names = [...new Set(history.flatMap(({ medians }) => Object.keys(medians[contender] ?? {})))];
  const lines = names
    .map((name) => ({ name, values: valuesOf(history, contender, name) }))
    .filter(({ values }) => values.length >= FEWEST_RUNS);
  if (lines.length === 0) return null;
  return (
    <>
      <h4>{contender}</h4>
      <div className="bench-history">
        {lines.map(({ name, values }) => (
          <Line key={name} name={name} values={values} />
        ))}
      </div>
    </>
  );
}

function Runs({ history }: { readonly history: readonly HistoryEntry[] }) {
  return (
    <ol className="bench-runs">
      {history.map(({ startedAt, commit, cpu, runtimes, command }) => (
        <li key={startedAt}>
          {startedAt.slice(0, 16).replace('T', ' ')}, commit {commit}, {cpu};{' '}
          {Object.entries(runtimes)
            .map(([name, runtime]) => `${name}: ${runtime}`)
            .join(', ')}
          ; <code>{command}</code>
        </li>
      ))}
    </ol>
  );
}

/** Nothing where there are fewer than two runs. */
export function HistoryChart({ history }: { readonly history: readonly HistoryEntry[] }) {
  if (history.length < FEWEST_RUNS) return null;
  const contenders = [...new Set(history.flatMap(({ medians }) => Object.keys(medians)))];
  return (
    <section>
      <h3>History</h3>
      <p className="bench-note">Medians from run to run, the oldest on the left; each line begins at 0.</p>
      {contenders.map((contender) => (
        <Contender key={contender} history={history} contender={contender} />
      ))}
      <details>
        <summary>Runs</summary>
        <Runs history={history} />
      </details>
    </section>
  );
}
