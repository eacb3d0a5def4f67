/** Relations over at most 31 events, as rows of bits: what axioms of memory models are written with. */
import { assert, at } from '../../base/assert.ts';

const MAX_EVENTS = 31;

export class Relation {
  readonly size: number;
  /** Row a has bit b where a is related to b. */
  private readonly rows: readonly number[];

  private constructor(rows: readonly number[]) {
    assert(rows.length <= MAX_EVENTS, 'a row has a bit for each event');
    this.size = rows.length;
    this.rows = rows;
  }

  static where(size: number, holds: (a: number, b: number) => boolean): Relation {
    const row = (a: number): number =>
      Array.from({ length: size }, (_, b) => (holds(a, b) ? 1 << b : 0)).reduce((sum, bit) => sum | bit, 0);
    return new Relation(Array.from({ length: size }, (_, a) => row(a)));
  }

  has(a: number, b: number): boolean {
    return ((at(this.rows, a) >>> b) & 1) !== 0;
  }

  get isEmpty(): boolean {
    return this.rows.every((row) => row === 0);
  }

  or(...others: readonly Relation[]): Relation {
    return new Relation(
      this.rows.map((row, index) => others.reduce((sum, other) => sum | at(other.rows, index), row)),
    );
  }

  and(other: Relation): Relation {
    return new Relation(this.rows.map((row, index) => row & at(other.rows, index)));
  }

  without(other: Relation): Relation {
    return new Relation(this.rows.map((row, index) => row & ~at(other.rows, index)));
  }

  /** First this, then the other. */
  then(other: Relation): Relation {
    return new Relation(
      this.rows.map((row) =>
        other.rows.reduce((sum, next, index) => ((row >>> index) & 1 ? sum | next : sum), 0),
      ),
    );
  }

  get inverse(): Relation {
    return Relation.where(this.size, (a, b) => this.has(b, a));
  }

  /** Only from events of one kind to events of another. */
  between(from: (event: number) => boolean, to: (event: number) => boolean): Relation {
    return Relation.where(this.size, (a, b) => this.has(a, b) && from(a) && to(b));
  }

  get transitive(): Relation {
    const rows = [...this.rows];
    for (let middle = 0; middle < rows.length; middle++) {
      for (let a = 0; a < rows.length; a++) {
        if ((at(rows, a) >>> middle) & 1) rows[a] = at(rows, a) | at(rows, middle);
      }
    }
    return new Relation(rows);
  }

  /** The events of a shortest cycle, the first not repeated at the end; nothing if there is none. */
  get cycle(): readonly number[] | undefined {
    let shortest: readonly number[] | undefined;
    for (let start = 0; start < this.size; start++) {
      const found = this.pathBack(start);
      if (found && (!shortest || found.length < shortest.length)) shortest = found;
    }
    return shortest;
  }

  private pathBack(start: number): readonly number[] | undefined {
    const paths: number[][] = [[start]];
    const seen = new Set<number>();
    for (let path = paths.shift(); path; path = paths.shift()) {
      const last = at(path, path.length - 1);
      if (this.has(last, start)) return path;
      for (let next = 0; next < this.size; next++) {
        if (!this.has(last, next) || seen.has(next)) continue;
        seen.add(next);
        paths.push([...path, next]);
      }
    }
    return undefined;
  }
}
