/**
 * How much of a hart's TLBs is in use. The guest can't tell: a smaller one only walks the page tables more often
 * (`insertTranslation` in src/isa/physical.ts makes the tables behave as if they were smaller).
 */
import { assert } from '../../base/assert.ts';
import { DATA_TLB_BYTES, type engineState, FETCH_TLB_BYTES, TLB_ENTRY_BYTES } from '../../memory/hart.ts';
import { MAX_TLB_ENTRIES } from '../config/limits.ts';

/** Of each load and store TLB, and of each fetch TLB as far as it has so many. A power of two; between two runs only. */
export function setTlbEntries(engine: ReturnType<typeof engineState.bind>, entries: number): void {
  assert(entries >= 1 && entries <= MAX_TLB_ENTRIES && (entries & (entries - 1)) === 0, 'a size of TLBs');
  const bytes = entries * TLB_ENTRY_BYTES;
  engine.dataTlbBytes = Math.min(bytes, DATA_TLB_BYTES);
  engine.fetchTlbBytes = Math.min(bytes, FETCH_TLB_BYTES);
}
