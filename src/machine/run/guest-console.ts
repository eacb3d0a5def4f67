/**
 * The guest's consoles as one: output from whichever the guest prints on, typed bytes to the one it last printed
 * on.
 *
 * A typed byte is offered when it arrives, and after everything the guest or a device does that may have made
 * room: never at other moments, or how a run is cut into slices would show. A byte that was refused waits.
 */
import type { Board, ConsoleName } from '../board/board.ts';
import { ConsoleInput, MAX_PENDING_INPUT_BYTES, type ScheduledBytes } from './console-input.ts';

export type ActiveConsole = ConsoleName | 'sbi';

/** Takes each byte that the guest prints, inside its write, with the console it went to. */
export type ConsoleOutput = (byte: number, console: ActiveConsole) => void;

export class GuestConsole {
  readonly input = new ConsoleInput();
  active: ActiveConsole = 'uart';
  private readonly output: ConsoleOutput;
  /** Bytes that arrived up to this time have been offered. */
  private offeredNs = -1n;

  constructor(output: ConsoleOutput) {
    this.output = output;
  }

  print(console: ActiveConsole, byte: number): void {
    this.active = console;
    this.output(byte, console);
  }

  schedule(bytes: Uint8Array, firstNs: bigint, gapNs: bigint): void {
    this.input.schedule(bytes, firstNs, gapNs);
    this.offeredNs = -1n;
  }

  /** Puts a snapshot's state in place of this one. */
  load(active: ActiveConsole, input: readonly ScheduledBytes[]): void {
    this.active = active;
    this.input.load(input);
    this.offeredNs = -1n;
  }

  get room(): number {
    return MAX_PENDING_INPUT_BYTES - this.input.pendingBytes;
  }

  /** When a byte will have to be offered. */
  nextArrivalNs(nowNs: bigint): bigint | undefined {
    const { nextNs } = this.input;
    return nextNs !== undefined && nextNs > nowNs ? nextNs : undefined;
  }

  /** Offers a byte that has arrived since the last time. */
  arrive(consoles: Board['consoles'], nowNs: bigint): void {
    const { nextNs } = this.input;
    if (nextNs !== undefined && nextNs > this.offeredNs) this.offer(consoles, nowNs);
  }

  /** Gives the console what has arrived, as far as it has room. */
  offer(consoles: Board['consoles'], nowNs: bigint): void {
    if (this.input.nextNs === undefined) return;
    this.offeredNs = nowNs;
    // The SBI console is polled.
    if (this.active === 'sbi') return;
    const port = consoles[this.active];
    while (port.canReceive()) {
      const byte = this.input.take(nowNs);
      if (byte < 0) return;
      port.receive(byte);
    }
  }
}
