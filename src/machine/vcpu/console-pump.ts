/**
 * The reader's end of the output ring: sends what the guest prints in batches, as long as there is credit.
 *
 * Credit is what the receiver may still be given before it has shown some of it. Without credit the ring fills
 * and the guest waits, so that a guest that prints without end costs a constant amount of memory.
 */
import type { VcpuChannel } from './channel.ts';

/** The largest batch. */
const BATCH_BYTES = 32 * 1024;

export class ConsolePump {
  private readonly channel: VcpuChannel;
  private readonly send: (bytes: Uint8Array<ArrayBuffer>) => void;
  private creditBytes: number;

  constructor(channel: VcpuChannel, creditBytes: number, send: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.channel = channel;
    this.creditBytes = creditBytes;
    this.send = send;
  }

  /** The receiver has shown this many bytes. */
  addCredit(bytes: number): void {
    this.creditBytes += bytes;
    this.pump();
  }

  /** Sends what there is. To be called for every announcement of output. */
  pump(): void {
    const { channel } = this;
    // Before reading: whatever comes after the last read is then announced again.
    channel.outputAnnounced.store(0);
    while (this.creditBytes > 0) if (!this.sendBatch(this.creditBytes)) return;
  }

  /** Sends what there is, credit or not: for a writer that can't wait. The receiver's later credit makes up for it. */
  flush(): void {
    while (this.sendBatch(BATCH_BYTES));
  }

  private sendBatch(limitBytes: number): boolean {
    const { channel } = this;
    const batch = new Uint8Array(Math.min(BATCH_BYTES, limitBytes, channel.output.available()));
    const count = channel.output.read(batch);
    if (count === 0) return false;
    channel.drained.bump();
    this.creditBytes -= count;
    this.send(batch);
    return true;
  }
}
