/** Text on its way to the guest: in order, in pieces, and bounded, however little is taken at a time. */
import { ProblemError, problem } from '../../base/problem.ts';
import { MAX_TYPED_BYTES } from '../../protocol/machine.ts';

/** One piece of a paste, as handed to the worker at a time. */
const PIECE_BYTES = 32 * 1024;

/** Takes leading bytes and tells how many; undefined once they are for nobody. */
type Take = (piece: Uint8Array<ArrayBuffer>, generation: number) => Promise<number | undefined>;

export class TypedText {
  private readonly generation: () => number;
  private readonly take: Take;
  private queue: Promise<void> = Promise.resolve();
  private queuedBytes = 0;

  /** What one generation of machines was typed is not for the next. */
  constructor(generation: () => number, take: Take) {
    this.generation = generation;
    this.take = take;
  }

  /** Resolves when all of it, and what came before, is taken. */
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.queuedBytes + bytes.length > MAX_TYPED_BYTES) {
      const what = `more than ${MAX_TYPED_BYTES / 2 ** 20} MiB of typed text wait for the guest`;
      return Promise.reject(
        new ProblemError(problem('limit', 'type.long', 'the terminal', what, 'type or paste less at a time')),
      );
    }
    this.queuedBytes += bytes.length;
    const done = this.queue.then(() => this.deliver(bytes)).finally(() => (this.queuedBytes -= bytes.length));
    // A failed delivery is its caller's to report and must not stop the next one.
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async deliver(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const generation = this.generation();
    for (let sent = 0; sent < bytes.length; ) {
      const taken = await this.take(bytes.slice(sent, sent + PIECE_BYTES), generation);
      if (taken === undefined) return;
      sent += taken;
    }
  }
}

/** What a terminal says by itself when a program asks it where its cursor is, or what it can do. */
export function isTerminalAnswer(bytes: Uint8Array): boolean {
  const [escape, bracket] = bytes;
  return (
    escape === 0x1b &&
    bracket === 0x5b &&
    /^[?>]?[\d;]+[Rcn]$/.test(String.fromCharCode(...bytes.slice(2, 40)))
  );
}
