/**
 * Instruction fetch off the fast path: from a virtual address to decoded entries.
 *
 * Most pages keep their decoded entries and their translation. An instruction that crosses a page, or lies in a
 * page whose protection is not uniform, is fetched alone into the hart's scratch entries each time.
 */
import type { Builder, Value, VariableHandle } from '../../ir/builder.ts';
import { defineFunction } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import { getEngine, insertTranslation, setEngine, WALK } from '../../isa/define.ts';
import { FETCH_TLB_BYTES, FETCH_TLB_SETS, TLB_ADDEND, TLB_ENTRY_BYTES, TLB_TAG } from '../../memory/hart.ts';
import {
  DECODED_PAGE_NUMBER,
  DECODED_STRADDLING_WORD,
  ENTRIES_PER_PAGE,
  ENTRY_BYTES,
  PAGE_BYTES,
  PAGE_SHIFT,
  STRADDLING_ENTRY,
} from '../../memory/layout.ts';
import { pageOf } from './data.ts';
import { type AccessEnvironment, imports, reportAccessFault, translateOrReturn } from './environment.ts';

/** What `fetchPage` returns besides an address. */
export const FETCH_FAULTED = 0;
export const FETCH_SCRATCH = 1;

export interface FetchAccess {
  /**
   * `(virtual: i64, entry: i32) -> entry | FETCH_FAULTED | FETCH_SCRATCH: i32`: the instruction in the last
   * halfword of a decoded page, of which `entry` is the last entry. It is kept, and checked against both halves.
   */
  readonly fetchStraddling: FunctionDefinition;
  /** `(virtual: i64) -> first entry of its page | FETCH_FAULTED | FETCH_SCRATCH: i32`. */
  readonly fetchPage: FunctionDefinition;
  /** `(virtual: i64) -> word: i32`: the instruction there, which has just been fetched. */
  readonly fetchWord: FunctionDefinition;
  /** `(virtual: i64) -> FETCH_FAULTED | FETCH_SCRATCH: i32`: one instruction into the scratch entries. */
  readonly fetchSingle: FunctionDefinition;
}

/** The fetch TLB entry (i32 address) of a virtual address. */
function fetchEntry(b: Builder, table: Value, address: Value): Value {
  const mask = (FETCH_TLB_SETS - 1) * TLB_ENTRY_BYTES;
  return b.add(table, b.and(b.shrU(b.wrap(address), b.i32(8)), b.i32(mask)));
}

/** The halfword at a virtual address (i32), or a return with the fault noted. */
function fetchHalf(b: Builder, env: AccessEnvironment, address: Value): Value {
  setEngine(b, 'accessBytes', b.i32(2));
  const faulted = b.i32(FETCH_FAULTED);
  const physical = b.variable('physical', translateOrReturn(b, env, address, 'fetch', faulted));
  b.if(b.eqz(env.memory.isRam(b, physical.get())), () => {
    reportAccessFault(b, env, 'fetch', address);
    b.return(faulted);
  });
  return b.hostLoad('i32', 2, env.memory.hostAddress(b, physical.get()));
}

/** The whole instruction at a virtual address, in a variable (i32), or a return with the fault noted. */
function fetchInstruction(b: Builder, env: AccessEnvironment, address: VariableHandle): VariableHandle {
  const word = b.variable('word', fetchHalf(b, env, address.get()));
  b.if(b.eqz(env.guest.isShort(b, word.get())), () => {
    const upper = fetchHalf(b, env, b.add(address.get(), b.i64(2)));
    word.set(b.or(word.get(), b.shl(upper, b.i32(16))));
  });
  return word;
}

function defineFetchSingle(env: AccessEnvironment): FunctionDefinition {
  return defineFunction('fetchSingle', ['i64'], ['i32'], (b, address) => {
    b.call(imports.decodeScratch, fetchInstruction(b, env, address).get());
    b.return(b.i32(FETCH_SCRATCH));
  });
}

const defineFetchWord = (env: AccessEnvironment): FunctionDefinition =>
  defineFunction('fetchWord', ['i64'], ['i32'], (b, address) => {
    b.return(fetchInstruction(b, env, address).get());
  });

/** The halfword (i32) at an offset of the RAM page that belongs to decoded entries. */
function halfOfPage(b: Builder, env: AccessEnvironment, firstEntry: Value, offset: number): Value {
  const page = b.hostLoad('i32', 4, b.add(firstEntry, b.i32(DECODED_PAGE_NUMBER)));
  return b.hostLoad('i32', 2, b.shl(page, b.i32(PAGE_SHIFT)), env.plan.ramBase + offset);
}

function defineFetchStraddling(
  env: AccessEnvironment,
  fetchPage: FunctionDefinition,
  fetchSingle: FunctionDefinition,
): FunctionDefinition {
  return defineFunction('fetchStraddling', ['i64', 'i32'], ['i32'], (b, address, last) => {
    const nextPage = b.variable('nextPage', b.add(address.get(), b.i64(2)));
    const slot = b.variable('slot', fetchEntry(b, getEngine(b, 'fetchTlb'), nextPage.get()));
    const next = b.variable('next', b.i32(0));
    const first = b.variable('first', b.sub(last.get(), b.i32((ENTRIES_PER_PAGE - 1) * ENTRY_BYTES)));
    // Read before the next page is looked up: that may give these very entries to another page.
    const lower = b.variable('lower', halfOfPage(b, env, first.get(), PAGE_BYTES - 2));
    b.if(
      b.eq(b.hostLoad('i64', 8, slot.get(), TLB_TAG), nextPage.get()),
      () => next.set(b.hostLoad('i32', 4, slot.get(), TLB_ADDEND)),
      () => next.set(b.call(fetchPage, nextPage.get())),
    );
    b.if(b.eq(next.get(), b.i32(FETCH_FAULTED)), () => b.return(next.get()));
    b.if(b.eq(next.get(), b.i32(FETCH_SCRATCH)), () => b.return(b.call(fetchSingle, address.get())));
    const upper = b.shl(halfOfPage(b, env, next.get(), 0), b.i32(16));
    const word = b.variable('word', b.or(lower.get(), upper));
    const known = b.add(first.get(), b.i32(DECODED_STRADDLING_WORD));
    const entry = b.variable('entry', b.add(first.get(), b.i32(STRADDLING_ENTRY * ENTRY_BYTES)));
    b.if(b.ne(b.hostLoad('i32', 4, known), word.get()), () => {
      b.call(imports.decodeStraddling, entry.get(), word.get());
      b.hostStore(4, known, word.get());
    });
    b.return(entry.get());
  });
}

export function defineFetchAccess(env: AccessEnvironment): FetchAccess {
  const fetchSingle = defineFetchSingle(env);
  const fetchPage = defineFunction('fetchPage', ['i64'], ['i32'], (b, address) => {
    const faulted = b.i32(FETCH_FAULTED);
    setEngine(b, 'tlbFetchMisses', b.add(getEngine(b, 'tlbFetchMisses'), b.i64(1)));
    setEngine(b, 'accessBytes', b.i32(2));
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'fetch', faulted));
    b.if(b.eqz(env.memory.isRam(b, physical.get())), () => {
      reportAccessFault(b, env, 'fetch', address.get());
      b.return(faulted);
    });
    b.if(b.eqz(b.and(getEngine(b, 'walkFlags'), b.i32(WALK.cacheable))), () =>
      b.return(b.call(fetchSingle, address.get())),
    );
    const page = b.variable('page', env.memory.pageNumber(b, physical.get()));
    const index = b.add(b.i32(env.plan.decodedIndexBase), b.shl(page.get(), b.i32(2)));
    const entries = b.variable('entries', b.hostLoad('i32', 4, index));
    b.if(b.eqz(entries.get()), () => entries.set(b.call(imports.newDecodedPage, page.get())));
    const base = b.variable('table', getEngine(b, 'fetchTlb'));
    const slot = b.variable('slot', fetchEntry(b, base.get(), address.get()));
    const place = { base: base.get(), bytes: FETCH_TLB_BYTES, bytesInUse: 'fetchTlbBytes' } as const;
    insertTranslation(b, env.plan, env.hart, place, slot.get(), {
      tag: pageOf(b, address.get()),
      addend: entries.get(),
      page: page.get(),
    });
    b.return(entries.get());
  });
  return {
    fetchPage,
    fetchSingle,
    fetchWord: defineFetchWord(env),
    fetchStraddling: defineFetchStraddling(env, fetchPage, fetchSingle),
  };
}
