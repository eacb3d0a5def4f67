/**
 * Typed bytes on their way to the guest, each with the virtual time at which it arrives. A byte that is due but
 * for which the console has no room waits, and those behind it with it.
 */

/** Bytes that may wait here at once: what one scheduled text may be. */
export const MAX_PENDING_INPUT_BYTES = 1 << 24;

/** Bytes that were scheduled together. */
export interface ScheduledBytes {
  readonly bytes: Uint8Array;
  /** Of the next byte. */
  readonly nextNs: bigint;
  readonly gapNs: bigint;
}

interface Burst extends ScheduledBytes {
  nextNs: bigint;
  position: number;
}

export class ConsoleInput {
  private bursts: Burst[] = [];
  private waiting = 0;

  /** A text whose first byte arrives at `firstNs`, after everything that was scheduled before. */
  schedule(bytes: Uint8Array, firstNs: bigint, gapNs: bigint): void {
    const taken = bytes.slice(0, MAX_PENDING_INPUT_BYTES - this.waiting);
    if (taken.length === 0) return;
    this.waiting += taken.length;
    this.bursts.push({ bytes: taken, nextNs: firstNs, gapNs, position: 0 });
  }

  get pendingBytes(): number {
    return this.waiting;
  }

  /** When the next byte arrives. */
  get nextNs(): bigint | undefined {
    return this.bursts[0]?.nextNs;
  }

  /** Takes the next byte if it has arrived, or gives -1. */
  take(nowNs: bigint): number {
    const [burst] = this.bursts;
    if (!burst || burst.nextNs > nowNs) return -1;
    const byte = burst.bytes[burst.position++] ?? 0;
    burst.nextNs += burst.gapNs;
    this.waiting--;
    if (burst.position === burst.bytes.length) this.bursts.shift();
    return byte;
  }

  /** What waits, for snapshots. */
  save(): ScheduledBytes[] {
    return this.bursts.map(({ bytes, nextNs, gapNs, position }) => ({
      bytes: bytes.slice(position),
      nextNs,
      gapNs,
    }));
  }

  /** Puts what {@link save} gave in place of what waits. */
  load(saved: readonly ScheduledBytes[]): void {
    this.bursts = saved.map(({ bytes, nextNs, gapNs }) => ({ bytes, nextNs, gapNs, position: 0 }));
    this.waiting = saved.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Every waiting byte with its time, for the state hash. */
  *pending(): Iterable<{ readonly atNs: bigint; readonly byte: number }> {
    for (const { bytes, nextNs, gapNs, position } of this.bursts) {
      for (let index = position; index < bytes.length; index++) {
        yield { atNs: nextNs + gapNs * BigInt(index - position), byte: bytes[index] ?? 0 };
      }
    }
  }
}
