/**
 * The page's readings as a table for other programs: one row a second since the page was there, the last hour of it.
 * What was not counted is an empty cell, never 0. Figures of several harts have a column each.
 */
import type { MachineSample, StatsSource } from '../../stats/stats-source.ts';

const EVERY_MS = 1000;
const MOST_ROWS = 3600;

export class FigureLog {
  private rows: MachineSample[] = [];

  /** Follows a source from now on. */
  follow(stats: StatsSource): void {
    stats.subscribe(() => {
      const sample = stats.latest();
      const last = this.rows.at(-1);
      // Anything else than going on is told by its own row.
      if (!sample || (last && sample.atMs > last.atMs && sample.atMs - last.atMs < EVERY_MS)) return;
      this.rows.push(sample);
      if (this.rows.length > MOST_ROWS) this.rows.shift();
    });
  }

  csv(): string {
    const columns = columnsOf(this.rows);
    const first = this.rows[0]?.atMs ?? 0;
    const lines = this.rows.map((row) => [
      String(Math.round(row.atMs - first)),
      ...columns.map(({ name, index }) =>
        String((name === 'instructions' ? row.instructions : row.counters[name])?.[index] ?? ''),
      ),
    ]);
    const head = ['ms', ...columns.map(({ title }) => title)];
    return `${[head, ...lines].map((cells) => cells.join(',')).join('\r\n')}\r\n`;
  }
}

interface Column {
  readonly name: string;
  readonly index: number;
  readonly title: string;
}

function columnsOf(rows: readonly MachineSample[]): readonly Column[] {
  const widths = new Map<string, number>();
  const note = (name: string, width: number): void =>
    void widths.set(name, Math.max(widths.get(name) ?? 1, width));
  for (const { instructions, counters } of rows) {
    note('instructions', instructions.length);
    for (const [name, values] of Object.entries(counters)) note(name, values?.length ?? 1);
  }
  return [...widths].flatMap(([name, width]) =>
    Array.from({ length: width }, (_, index) => ({
      name,
      index,
      title: width === 1 ? name : `${name} hart ${index}`,
    })),
  );
}
