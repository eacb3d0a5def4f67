/**
 * Standard input as the guest's keyboard: a terminal in raw mode, or a pipe whose bytes are typed as they come.
 *
 * In a terminal Ctrl-A is our prefix, as in QEMU and screen: Ctrl-A x quits, Ctrl-A Ctrl-A sends Ctrl-A.
 */
import type { ReadStream } from 'node:tty';

type InputStream = NodeJS.ReadStream | ReadStream;

const PREFIX = 1;
const QUIT_KEYS = new Set([0x78, 0x58]);
/** Input that waits for the guest; above this the pipe's writer is made to wait. */
const MAX_QUEUED_BYTES = 64 * 1024;

/** Takes the prefix key out of what is typed; pure, so that it can be tested without a terminal. */
export class PrefixKey {
  private pending = false;

  /** The bytes for the guest, and whether the user quits. */
  filter(bytes: Uint8Array): { bytes: Uint8Array; quits: boolean } {
    const kept: number[] = [];
    for (const byte of bytes) {
      if (!this.pending) {
        if (byte === PREFIX) this.pending = true;
        else kept.push(byte);
        continue;
      }
      this.pending = false;
      if (QUIT_KEYS.has(byte)) return { bytes: Uint8Array.from(kept), quits: true };
      if (byte === PREFIX) kept.push(PREFIX);
    }
    return { bytes: Uint8Array.from(kept), quits: false };
  }
}

export class Keyboard {
  private readonly stream: InputStream;
  private readonly prefix = new PrefixKey();
  private queue = new Uint8Array(0);
  private wake: (() => void) | undefined;
  private hasQuit = false;
  private hasEnded = false;

  constructor(stream: InputStream) {
    this.stream = stream;
    if (stream.isTTY) stream.setRawMode(true);
    stream.on('data', (chunk: Buffer) => this.take(chunk));
    for (const event of ['end', 'error', 'close']) {
      stream.on(event, () => {
        this.hasEnded = true;
        this.wake?.();
      });
    }
  }

  /** True for a pipe or a file, which does not look at the screen before it types. */
  get isBlind(): boolean {
    return !this.stream.isTTY;
  }

  /** True after Ctrl-A x. */
  get quits(): boolean {
    return this.hasQuit;
  }

  /** True when nothing more can come. */
  get isOver(): boolean {
    return this.hasEnded && this.queue.length === 0;
  }

  private take(chunk: Uint8Array): void {
    const { bytes, quits } = this.stream.isTTY ? this.prefix.filter(chunk) : { bytes: chunk, quits: false };
    this.queue = Buffer.concat([this.queue, bytes]);
    this.hasQuit ||= quits;
    if (this.queue.length > MAX_QUEUED_BYTES) this.stream.pause();
    this.wake?.();
  }

  /** Hands over up to `room` bytes. */
  read(room: number): Uint8Array {
    const taken = this.queue.subarray(0, room);
    this.queue = this.queue.subarray(taken.length);
    if (this.queue.length <= MAX_QUEUED_BYTES && this.stream.isPaused()) this.stream.resume();
    return taken;
  }

  /** Resolves after `timeoutMs`, or as soon as something was typed. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.queue.length > 0 || this.hasQuit) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }

  /** Gives the terminal back, and lets the process end although the stream is open. */
  close(): void {
    if (this.stream.isTTY) this.stream.setRawMode(false);
    this.stream.removeAllListeners();
    this.stream.destroy();
  }
}
