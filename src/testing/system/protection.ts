/**
 * Physical memory protection written once more from the manual (3.7.1), for a whole page at once: what a TLB
 * may hold.
 */
import type { HartState } from '../../isa/riscv64/state.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { TranslatedAccess } from './table-walk.ts';

const NEEDED = { load: 1, store: 2, fetch: 4 } as const;
const ENTRIES = 16;
const TOP_OF_RANGE = 1;
const FOUR_BYTES = 2;

interface Range {
  readonly low: bigint;
  /** The first address after it. */
  readonly high: bigint;
}

function rangeOf(state: HartState, entry: number, mode: number): Range {
  const own = state.pmpaddr[entry] ?? 0n;
  if (mode === TOP_OF_RANGE)
    return { low: entry === 0 ? 0n : (state.pmpaddr[entry - 1] ?? 0n) << 2n, high: own << 2n };
  if (mode === FOUR_BYTES) return { low: own << 2n, high: (own << 2n) + 4n };
  let ones = 0n;
  while (((own >> ones) & 1n) === 1n) ones++;
  const sizeBytes = 8n << ones;
  const low = (own >> ones) << (ones + 2n);
  return { low, high: low + sizeBytes };
}

/** Whether every byte of a page may be accessed so; a page that is judged in parts may not be held. */
export function pageIsOpen(
  state: HartState,
  page: bigint,
  access: TranslatedAccess,
  isMachine: boolean,
): boolean {
  const end = page + BigInt(PAGE_BYTES);
  for (let entry = 0; entry < ENTRIES; entry++) {
    const config = Number(((state.pmpcfg[entry >> 3] ?? 0n) >> BigInt((entry & 7) * 8)) & 0xffn);
    const mode = (config >> 3) & 3;
    if (mode === 0) continue;
    const { low, high } = rangeOf(state, entry, mode);
    if (low >= end || high <= page || low >= high) continue;
    if (low > page || high < end) return false;
    return (isMachine && (config & 0x80) === 0) || (config & NEEDED[access]) !== 0;
  }
  // What no entry matches is machine mode's alone.
  return isMachine;
}
