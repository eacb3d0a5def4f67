/**
 * Ratios against one contender: for each benchmark a mark for every other one, its interval as a line, on a
 * logarithmic scale. Contenders differ in shape and colour; where too few samples were taken there is no line.
 */
import { intervalOf } from '../../base/sampling.ts';
import type { BenchmarkReport } from '../../protocol/benchmarks.ts';
import { ratioOf, ratioText } from './figures.ts';

const WIDTH = 640;
const LABEL_WIDTH = 100;
const VALUE_WIDTH = 130;
const LANE_HEIGHT = 9;
const ROW_GAP = 13;
const AXIS_HEIGHT = 28;
const MARK = 4;

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

/** Outlines around 0, 0: circle, square, triangle, diamond. */
const SHAPES: readonly string[] = [
  `M${-MARK} 0a${MARK} ${MARK} 0 1 0 ${2 * MARK} 0a${MARK} ${MARK} 0 1 0 ${-2 * MARK} 0z`,
  `M${-MARK} ${-MARK}h${2 * MARK}v${2 * MARK}h${-2 * MARK}z`,
  `M0 ${-MARK}L${MARK} ${MARK}H${-MARK}z`,
  `M0 ${-MARK}L${MARK} 0L0 ${MARK}L${-MARK} 0z`,
];

const seriesClass = (index: number): string => `bench-series-${index % SHAPES.length}`;

function Mark({ index, x, y }: { readonly index: number; readonly x: number; readonly y: number }) {
  return <path className="bench-mark" d={SHAPES[index % SHAPES.length]} transform={`translate(${x} ${y})`} />;
}

function Legend({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className="bench-legend">
      {names.map((name, index) => (
        <li key={name} className={seriesClass(index)}>
          <svg viewBox="-6 -6 12 12" aria-hidden="true">
            <Mark index={index} x={0} y={0} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

interface Axis {
  readonly marks: readonly number[];
  readonly place: (ratio: number) => number;
}

function axisOf(values: readonly number[], right: number): Axis {
  const marks = ticks(Math.min(...values), Math.max(...values));
  const [first = 1, last = 1] = [marks[0], marks.at(-1)];
  const span = right - LABEL_WIDTH;
  const place = (ratio: number): number =>
    LABEL_WIDTH + (span * Math.log2(ratio / first)) / Math.max(1, Math.log2(last / first));
  return { marks, place };
}

function Grid({ axis: { marks, place }, bottom }: { readonly axis: Axis; readonly bottom: number }) {
  return marks.map((mark) => (
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
  ));
}

interface Drawn {
  readonly name: string;
  readonly ratios: readonly {
    readonly of: string;
    readonly ratio: number;
    readonly low: number;
    readonly high: number;
    readonly text: string;
  }[];
}

/** Rows that have a ratio of any of these; without an interval, its ends are the ratio. */
function rowsOf({ rows }: BenchmarkReport, series: readonly string[], to: string): Drawn[] {
  return rows
    .map((row) => ({
      name: row.name,
      ratios: series.flatMap((of) => {
        const found = ratioOf(row, { of, to });
        if (!found) return [];
        const { low, high } = intervalOf(found) ?? { low: found.ratio, high: found.ratio };
        return [{ of, ratio: found.ratio, low, high, text: ratioText(found) }];
      }),
    }))
    .filter(({ ratios }) => ratios.length > 0);
}

interface RatioChartProps {
  readonly report: BenchmarkReport;
  /** Contenders, and the one that they are compared with. */
  readonly series: readonly string[];
  readonly to: string;
}

export function RatioChart({ report, series, to }: RatioChartProps) {
  const rows = rowsOf(report, series, to);
  const isAlone = series.length === 1;
  const axis = axisOf(
    rows.flatMap(({ ratios }) => ratios.flatMap(({ low, high }) => [low, high])),
    isAlone ? WIDTH - VALUE_WIDTH : WIDTH - 2 * MARK,
  );
  const rowHeight = series.length * LANE_HEIGHT + ROW_GAP;
  const bottom = rows.length * rowHeight;
  const title = `Time of ${series.join(', ')} divided by time of ${to}; left of 1 is faster than ${to}`;
  return (
    <figure className="bench-chart">
      <figcaption>{title}</figcaption>
      {!isAlone && <Legend names={series} />}
      <svg
        viewBox={`0 0 ${WIDTH} ${bottom + AXIS_HEIGHT}`}
        role="img"
        aria-label={`${title}. The table has the figures.`}
      >
        <Grid axis={axis} bottom={bottom} />
        {rows.map((row, index) => (
          <g key={row.name} transform={`translate(0 ${index * rowHeight})`}>
            <text className="bench-name" x={0} y={rowHeight / 2 + 4}>
              {row.name}
            </text>
            {row.ratios.map(({ of, ratio, low, high, text }) => {
              const lane = series.indexOf(of);
              const y = ROW_GAP / 2 + (lane + 0.5) * LANE_HEIGHT;
              return (
                <g key={of} className={seriesClass(lane)}>
                  <title>{`${row.name}, ${of} ÷ ${to}: ${text}`}</title>
                  <line className="bench-interval" x1={axis.place(low)} x2={axis.place(high)} y1={y} y2={y} />
                  <Mark index={lane} x={axis.place(ratio)} y={y} />
                  {isAlone && (
                    <text className="bench-value" x={WIDTH} y={y + 4} textAnchor="end">
                      {text}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </figure>
  );
}
