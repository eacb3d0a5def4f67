/** Guest RAM as devices and the built-in SBI reach it: bounded, and telling harts what was written. */
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import { type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';

/** `written` is called after each write, once for each page that it touches. */
export function guestRam(
  buffer: ArrayBufferLike,
  plan: MemoryPlan,
  written: (physical: number, bytes: number) => void,
): PhysicalMemory {
  const ram = new Uint8Array(buffer, plan.ramBase, plan.ramBytes);
  const has = (address: number, bytes: number): boolean =>
    address >= plan.ramStart && bytes >= 0 && address + bytes <= plan.ramStart + plan.ramBytes;
  return {
    has,
    read(address, into) {
      if (!has(address, into.length)) return false;
      const offset = address - plan.ramStart;
      into.set(ram.subarray(offset, offset + into.length));
      return true;
    },
    write(address, from) {
      if (!has(address, from.length)) return false;
      ram.set(from, address - plan.ramStart);
      let start = address;
      const end = address + from.length;
      while (start < end) {
        const pageEnd = (Math.floor(start / PAGE_BYTES) + 1) * PAGE_BYTES;
        written(start, Math.min(end, pageEnd) - start);
        start = pageEnd;
      }
      return true;
    },
  };
}
