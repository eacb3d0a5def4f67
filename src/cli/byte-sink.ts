/**
 * Where console bytes go: gathered while the machine runs, written between slices. The guest is slowed, not
 * the output dropped: `flush` resolves once the stream has taken everything.
 */
import type { Writable } from 'node:stream';

/** More than this asks for the slice to end early, so that a guest cannot fill our memory. */
export const SINK_HIGH_BYTES = 256 * 1024;
/** The report's console holds the latest bytes, this many at most. */
const CAPTURE_BYTES = 16 * 1024 * 1024;

export class ByteSink {
  private readonly stream: Writable | undefined;
  private readonly captures: boolean;
  private buffer = new Uint8Array(64 * 1024);
  private filled = 0;
  private captured: Uint8Array[] = [];
  private capturedBytes = 0;
  private brokenPipe = false;

  /** Without a stream the bytes are shown nowhere; `captures` keeps the latest of them for {@link text}. */
  constructor(stream: Writable | undefined, captures: boolean) {
    this.stream = stream;
    this.captures = captures;
    stream?.on('error', () => {
      this.brokenPipe = true;
    });
  }

  /** True once the reader of the stream has gone away. */
  get isBroken(): boolean {
    return this.brokenPipe;
  }

  push(byte: number): void {
    if (this.filled === this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.filled++] = byte;
  }

  get isHigh(): boolean {
    return this.filled >= SINK_HIGH_BYTES;
  }

  async flush(): Promise<void> {
    if (this.filled === 0) return;
    const bytes = this.buffer.slice(0, this.filled);
    this.filled = 0;
    if (this.captures) this.capture(bytes);
    const { stream } = this;
    if (!stream || this.brokenPipe) return;
    await new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
  }

  private capture(bytes: Uint8Array): void {
    this.captured.push(bytes);
    this.capturedBytes += bytes.length;
    while (this.capturedBytes - (this.captured[0]?.length ?? 0) >= CAPTURE_BYTES) {
      this.capturedBytes -= this.captured.shift()?.length ?? 0;
    }
  }

  /** What was captured, one character for each byte. */
  text(): string {
    return Buffer.concat(this.captured).subarray(-CAPTURE_BYTES).toString('latin1');
  }
}
