/**
 * The host-target interface of bare-metal programs: an odd value in `tohost` ends the machine, its code above
 * bit 0. Stores to the page of `tohost` are watched, so that the machine looks right after each.
 */
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import { type MemoryPlan, PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';

export class Htif {
  readonly tohost: number;
  private readonly ram: PhysicalMemory;
  private readonly bytes = new Uint8Array(8);

  constructor(tohost: number, ram: PhysicalMemory, buffer: ArrayBufferLike, plan: MemoryPlan) {
    this.tohost = tohost;
    this.ram = ram;
    const page = Math.floor((tohost - plan.ramStart) / PAGE_BYTES);
    const flags = new Uint8Array(buffer, plan.pageFlagsBase + page, 1);
    flags[0] = (flags[0] ?? 0) | PAGE_FLAG.watched;
  }

  /** The code that the program ended with. */
  endCode(): number | undefined {
    this.ram.read(this.tohost, this.bytes);
    const value = new DataView(this.bytes.buffer).getBigUint64(0, true);
    return (value & 1n) === 0n ? undefined : Number(BigInt.asUintN(31, value >> 1n));
  }
}
