/** How the medians of one contender went from run to run: a small line for each benchmark, each on its own scale. */
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

interface HistoryChartProps {
  readonly history: readonly HistoryEntry[];
  readonly contender: string;
}

/** Nothing where there are fewer than two runs: a line needs two ends. */
export function HistoryChart({ history, contender }: HistoryChartProps) {
  if (history.length < 2) return null;
  const names = Object.keys(history.at(-1)?.medians[contender] ?? {});
  return (
    <div className="bench-history">
      {names.map((name) => {
        const values = history.flatMap(({ medians }) => medians[contender]?.[name] ?? []);
        return <Line key={name} name={name} values={values} />;
      })}
    </div>
  );
}
