/**
 * Where the cases of a batch stand: one every kilobyte of the middle four megabytes of the code area, at an offset
 * that is a function of its index alone, so that jump targets can avoid all of them. Offsets vary, so that
 * instructions lie across pages too.
 */
import { CODE_BASE } from '../case.ts';

const SLOT_BYTES = 1024;
const SLOTS = 4096;
const SLOTS_BASE = CODE_BASE + 0x20_0000;
/** No case has more bytes of instructions. */
const CODE_LIMIT_BYTES = 56;
const FIRST_OFFSET = 64;

/** The address of the index-th case. */
export function pcOf(index: number): number {
  const slot = index % SLOTS;
  const offset =
    FIRST_OFFSET + 2 * ((Math.imul(slot, 0x9e37_79b1) >>> 8) % ((SLOT_BYTES - FIRST_OFFSET) / 2));
  return SLOTS_BASE + slot * SLOT_BYTES + offset;
}

/** Whether an address lies in the instructions of any case. */
export function isOccupied(address: bigint): boolean {
  const slot = Number((address - BigInt(SLOTS_BASE)) / BigInt(SLOT_BYTES));
  if (slot < 0 || slot > SLOTS) return false;
  return [slot, slot - 1].some((near) => {
    if (near < 0 || near >= SLOTS) return false;
    const pc = BigInt(pcOf(near));
    return address >= pc && address < pc + BigInt(CODE_LIMIT_BYTES);
  });
}
