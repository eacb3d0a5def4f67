/** Ratios of one pair of contenders: a dot for each benchmark, its interval as a line, on a logarithmic scale. */
import type { BenchmarkReport } from '../../protocol/benchmarks.ts';
import { type Pair, ratioText } from './figures.ts';

const WIDTH = 640;
const LABEL_WIDTH = 90;
const VALUE_WIDTH = 130;
const ROW_HEIGHT = 22;
const AXIS_HEIGHT = 28;
const DOT_RADIUS = 4;

/** Powers of two from at most `low` to at least `high`, with 1 among them. */
function ticks(low: number, high: number): number[] {
  const first = Math.floor(Math.log2(Math.min(low, 1)));
  const last = Math.ceil(Math.log2(Math.max(high, 1)));
  const step = Math.max(1, Math.ceil((last - first) / 8));
  const found: number[] = [];
  for (let power = first; power < last + step; power += step) found.push(2 ** power);
  return found;
}

const tickText = (value: number): string => (value >= 1 ? `${value}` : `1/${1 / value}`);

interface RatioChartProps {
  readonly report: BenchmarkReport;
  readonly pair: Pair;
}

export function RatioChart({ report, pair }: RatioChartProps) {
  const rows = report.rows.flatMap(({ name, ratios }) => {
    const ratio = ratios.find(({ of, to }) => of === pair.of && to === pair.to);
    return ratio ? [{ name, ...ratio }] : [];
  });
  const marks = ticks(Math.min(...rows.map(({ low }) => low)), Math.max(...rows.map(({ high }) => high)));
  const [first = 1, last = 1] = [marks[0], marks.at(-1)];
  const span = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const place = (ratio: number): number =>
    LABEL_WIDTH + (span * Math.log2(ratio / first)) / Math.max(1, Math.log2(last / first));
  const height = rows.length * ROW_HEIGHT + AXIS_HEIGHT;
  const bottom = rows.length * ROW_HEIGHT + 4;
  const title = `Time of ${pair.of} divided by time of ${pair.to}; left of 1, ${pair.of} is faster`;
  return (
    <figure className="bench-chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={`${title}. The table has the figures.`}>
        {marks.map((mark) => (
          <g key={mark}>
            <line
              className={mark === 1 ? 'bench-one' : 'bench-grid'}
              x1={place(mark)}
              x2={place(mark)}
              y1={0}
              y2={bottom}
            />
            <text className="bench-tick" x={place(mark)} y={bottom + 16} textAnchor="middle">
              {tickText(mark)}
            </text>
          </g>
        ))}
        {rows.map((row, index) => {
          const y = (index + 0.5) * ROW_HEIGHT;
          return (
            <g key={row.name} className={row.high < 1 ? 'bench-faster' : 'bench-slower'}>
              <text className="bench-name" x={0} y={y + 4}>
                {row.name}
              </text>
              <line className="bench-interval" x1={place(row.low)} x2={place(row.high)} y1={y} y2={y} />
              {row.high < 1 ? (
                <circle className="bench-dot" cx={place(row.ratio)} cy={y} r={DOT_RADIUS} />
              ) : (
                <rect
                  className="bench-dot"
                  x={place(row.ratio) - DOT_RADIUS}
                  y={y - DOT_RADIUS}
                  width={2 * DOT_RADIUS}
                  height={2 * DOT_RADIUS}
                />
              )}
              <text className="bench-value" x={WIDTH} y={y + 4} textAnchor="end">
                {ratioText(row)}
              </text>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
