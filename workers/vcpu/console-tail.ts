/** The latest console output, as a snapshot takes it along: a restored machine's terminal shows it again. */

/** Stated limit: some thirty screens. */
const TAIL_BYTES = 64 * 1024;

export class ConsoleTail {
  private readonly bytes = new Uint8Array(TAIL_BYTES);
  private printed = 0;

  /** Keeps what goes to `output`. */
  before(output: (byte: number) => void): (byte: number) => void {
    this.printed = 0;
    return (byte) => {
      this.bytes[this.printed++ % TAIL_BYTES] = byte;
      output(byte);
    };
  }

  /** As Latin-1, from the beginning of a line where some was forgotten. */
  text(): string {
    const start = Math.max(0, this.printed - TAIL_BYTES);
    let text = '';
    for (let index = start; index < this.printed; index++) {
      text += String.fromCharCode(this.bytes[index % TAIL_BYTES] ?? 0);
    }
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  }
}
