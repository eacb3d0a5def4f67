/** Follows a console as it prints, and notes when each of some texts has appeared, in their order. */
import type { CpuReading } from './cpu-time.ts';

/** A moment at which the console had shown a text. */
export interface Moment {
  readonly text: string;
  /** Since whoever watches began to. */
  readonly wallSeconds: number;
  readonly cpu: CpuReading | undefined;
}

export type ReadClocks = () => Omit<Moment, 'text'>;

export class TextFollower {
  readonly moments: Moment[] = [];
  console = '';
  private readonly texts: readonly string[];
  private searchedTo = 0;

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  get isDone(): boolean {
    return this.moments.length === this.texts.length;
  }

  /** The first text that has not appeared. */
  get missing(): string {
    return this.texts[this.moments.length] ?? '';
  }

  /** `read` is asked at once for each piece in which a text is seen. */
  push(piece: string, read: ReadClocks): void {
    this.console += piece;
    let now: Omit<Moment, 'text'> | undefined;
    while (!this.isDone) {
      const wanted = this.missing;
      const place = this.console.indexOf(wanted, this.searchedTo);
      if (place < 0) {
        // What was looked through need not be again, but for the beginning of a text at its end.
        this.searchedTo = Math.max(this.searchedTo, this.console.length - wanted.length + 1);
        return;
      }
      this.searchedTo = place + wanted.length;
      now ??= read();
      this.moments.push({ text: wanted, ...now });
    }
  }
}
