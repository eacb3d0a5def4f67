/**
 * What may change in the shared memory and what may not. Everything between the declared regions, and the
 * regions that nothing uses in a test, must stay zero whatever a guest does.
 */
import { GUEST_STATE_OFFSET, TLB_OFFSET, ALL_TLB_BYTES, engineState } from '../../memory/hart.ts';
import {
  DECODED_PAGE_BYTES,
  hartBase,
  MAX_REGIONS,
  type MemoryPlan,
  PAGE_BYTES,
  REGION_RECORD_BYTES,
  WALKED_LIST_ENTRIES,
  walkedListBase,
} from '../../memory/layout.ts';
import { hartState } from '../../isa/riscv64/state.ts';

export interface Region {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function declaredRegions(plan: MemoryPlan): Region[] {
  const ramPages = plan.ramBytes / PAGE_BYTES;
  const regions: Region[] = [];
  const add = (name: string, start: number, sizeBytes: number): void => {
    regions.push({ name, start, end: start + sizeBytes });
  };
  add('devices', plan.devicesBase, plan.deviceBytes);
  for (let hart = 0; hart < plan.harts; hart++) {
    const base = hartBase(plan, hart);
    add(`hart ${hart} engine`, base, engineState.sizeBytes);
    add(`hart ${hart} state`, base + GUEST_STATE_OFFSET, hartState.sizeBytes);
    add(`hart ${hart} TLBs`, base + TLB_OFFSET, ALL_TLB_BYTES);
    add(`hart ${hart} walked pages`, walkedListBase(plan, hart), 4 + WALKED_LIST_ENTRIES * 4);
  }
  add('page flags', plan.pageFlagsBase, ramPages);
  add('page walkers', plan.pageWalkersBase, ramPages);
  add('decoded index', plan.decodedIndexBase, ramPages * 4);
  add('decoded code', plan.decodedBase, plan.decodedPages * DECODED_PAGE_BYTES);
  add('region index', plan.regionIndexBase, (plan.decodedPages * DECODED_PAGE_BYTES) / 2);
  add('region records', plan.regionRecordsBase, MAX_REGIONS * REGION_RECORD_BYTES);
  add('RAM', plan.ramBase, plan.ramBytes);
  return regions.sort((a, b) => a.start - b.start);
}

/** The parts of the memory that stay zero: the guard page, the machine's block, rings, and every gap. */
export function quietRegions(plan: MemoryPlan): Region[] {
  const quiet: Region[] = [];
  let end = 0;
  let before = 'the start';
  for (const region of [...declaredRegions(plan), { name: 'the end', start: plan.totalBytes, end: 0 }]) {
    if (region.start < end) throw new Error(`${region.name} overlaps ${before}`);
    if (region.start > end)
      quiet.push({ name: `${before} to ${region.name}`, start: end, end: region.start });
    end = region.end;
    before = region.name;
  }
  return quiet;
}

/** The first byte that is not zero in regions that must be. */
export function disturbance(bytes: Uint8Array, regions: readonly Region[]): string | undefined {
  for (const { name, start, end } of regions) {
    const length = end - start;
    const words = new BigUint64Array(bytes.buffer, Math.ceil(start / 8) * 8, Math.floor(length / 8) - 1);
    const head = bytes.subarray(start, Math.ceil(start / 8) * 8);
    const tail = bytes.subarray(words.byteOffset + words.byteLength, end);
    if (words.some((word) => word !== 0n) || head.some(Boolean) || tail.some(Boolean)) {
      return `${name} (${start.toString(16)}..${end.toString(16)}) was written`;
    }
  }
  return undefined;
}
