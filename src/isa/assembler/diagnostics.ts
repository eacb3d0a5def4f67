/**
 * What is wrong with a source text, all of it at once: every stage reports here and goes on with the next
 * line. Nothing in the assembler throws for bad text.
 */
import { type Problem, problem } from '../../base/problem.ts';

/** A place in the source: line and column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** More than this is noise: one mistake in a long file can repeat on every line. */
const MAX_PROBLEMS = 100;

export class Diagnostics {
  private readonly file: string;
  private readonly found = new Map<string, { place: Place; problem: Problem }>();

  constructor(file: string) {
    this.file = file;
  }

  /** `code` is completed to `assembly.CODE`. The same complaint about the same place counts once. */
  report(place: Place, code: string, what: string, action: string): void {
    if (this.found.size >= MAX_PROBLEMS) return;
    const where = `${this.file}:${place.line}:${place.column}`;
    this.found.set(`${where} ${code} ${what}`, {
      place,
      problem: problem('input', `assembly.${code}`, where, what, action),
    });
  }

  /** In the order of the source. */
  get problems(): Problem[] {
    return [...this.found.values()]
      .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      .map((entry) => entry.problem);
  }
}
