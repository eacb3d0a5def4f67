/**
 * Guest physical memory in IR: is it RAM, where in shared memory, and the marks that keep decoded code and
 * TLBs coherent with what is written there.
 *
 * A page whose entries a walk has read is "walked": no store TLB may hold it, so that every store to it comes
 * by the slow path, which drops what was derived. A flush forgets the marks of its hart.
 */
import type { Builder, Value } from '../ir/builder.ts';
import { defineFunction, importFunction } from '../ir/builder.ts';
import type { FunctionDefinition } from '../ir/node.ts';
import {
  ALL_TLB_BYTES,
  DATA_TLB_BYTES,
  HART_BYTES,
  storeTlbOffset,
  TLB_ENTRY_BYTES,
  TLB_ADDEND,
  TLB_LOG_ENTRIES,
  TLB_OFFSET,
  TLB_PAGE,
  TLB_SETS,
  TRANSLATION_CONTEXTS,
  engineState,
} from '../memory/hart.ts';
import {
  hartBase,
  type MemoryPlan,
  PAGE_BYTES,
  PAGE_FLAG,
  PAGE_SHIFT,
  WALKED_LIST_ENTRIES,
  walkedListBase,
} from '../memory/layout.ts';
import { getEngine, setEngine } from './engine.ts';

export interface PhysicalMemory {
  /** i32 condition: the physical address lies in RAM. */
  isRam(b: Builder, physical: Value): Value;
  /** The RAM page number (i32) of a physical address in RAM. */
  pageNumber(b: Builder, physical: Value): Value;
  /** The address in shared memory (i32) of a physical address in RAM. */
  hostAddress(b: Builder, physical: Value): Value;
  /** `(page: i32)`: notes that this hart's walker reads the page. */
  readonly markWalked: FunctionDefinition;
  /** `()`, by hart: drops every translation of that hart. */
  readonly flushes: readonly FunctionDefinition[];
  /** `(page: i32)`: no store TLB of any hart holds the page afterwards. */
  readonly evictStores: FunctionDefinition;
  /** i32: not 0 when this engine has decoded code of the RAM page. */
  hasCode(b: Builder, page: Value): Value;
  /** i32: not 0 when an engine in another thread has. */
  hasForeignCode(b: Builder, page: Value): Value;
}

/** `(RAM page number)`: tells other engines that what they decoded of a page is about to change. */
export const codeWritten = importFunction('codeWritten', ['i32'], []);

const EMPTY = -1n;

function defineEvictStores(plan: MemoryPlan): FunctionDefinition {
  return defineFunction('evictStores', ['i32'], [], (b, page) => {
    const hart = b.variable('hart', b.i32(0));
    b.while(
      () => b.ltU(hart.get(), b.i32(plan.harts)),
      () => {
        for (let context = 0; context < TRANSLATION_CONTEXTS; context++) {
          const first = plan.hartsBase + storeTlbOffset(context);
          const entry = b.variable('entry', b.add(b.i32(first), b.mul(hart.get(), b.i32(HART_BYTES))));
          const end = b.variable('end', b.add(entry.get(), b.i32(DATA_TLB_BYTES)));
          b.while(
            () => b.ltU(entry.get(), end.get()),
            () => {
              b.if(b.eq(b.hostLoad('i32', 4, entry.get(), TLB_PAGE), page.get()), () =>
                b.hostStore(8, entry.get(), b.i64(EMPTY)),
              );
              entry.set(b.add(entry.get(), b.i32(TLB_ENTRY_BYTES)));
            },
          );
        }
        hart.set(b.add(hart.get(), b.i32(1)));
      },
    );
    b.return();
  });
}

function defineMarkWalked(
  plan: MemoryPlan,
  hart: number,
  evictStores: FunctionDefinition,
): FunctionDefinition {
  const bit = 1 << hart;
  const list = walkedListBase(plan, hart);
  return defineFunction('markWalked', ['i32'], [], (b, page) => {
    // Nothing watches page tables that several threads may store to at once: there the guest's fences count.
    if (plan.concurrent) return b.return();
    const marks = b.variable('marks', b.hostLoad('i32', 1, page.get(), plan.pageWalkersBase));
    b.if(b.and(marks.get(), b.i32(bit)), () => b.return());
    b.hostStore(1, page.get(), b.or(marks.get(), b.i32(bit)), plan.pageWalkersBase);
    const count = b.variable('count', b.hostLoad('i32', 4, b.i32(list)));
    b.if(b.ltU(count.get(), b.i32(WALKED_LIST_ENTRIES)), () =>
      b.hostStore(4, b.add(b.i32(list + 4), b.shl(count.get(), b.i32(2))), page.get()),
    );
    b.hostStore(4, b.i32(list), b.add(count.get(), b.i32(1)));
    b.if(b.eqz(marks.get()), () => {
      setEngine(b, 'storesEvicted', b.i32(1));
      b.call(evictStores, page.get());
    });
    b.return();
  });
}

/** Forgets a hart's walked marks: by the list, or everywhere when the list has overflowed. */
function forgetWalked(b: Builder, plan: MemoryPlan, hart: number): void {
  if (plan.concurrent) return;
  const keep = b.i32(0xff & ~(1 << hart));
  const list = walkedListBase(plan, hart);
  const forget = (page: Value): void => {
    const marks = b.hostLoad('i32', 1, page, plan.pageWalkersBase);
    b.hostStore(1, page, b.and(marks, keep), plan.pageWalkersBase);
  };
  const count = b.variable('walked', b.hostLoad('i32', 4, b.i32(list)));
  const index = b.variable('index', b.i32(0));
  const overflowed = b.variable('overflowed', b.gtU(count.get(), b.i32(WALKED_LIST_ENTRIES)));
  b.if(overflowed.get(), () => count.set(b.i32(plan.ramBytes / PAGE_BYTES)));
  b.while(
    () => b.ltU(index.get(), count.get()),
    () => {
      b.if(
        overflowed.get(),
        () => forget(index.get()),
        () => forget(b.hostLoad('i32', 4, b.add(b.i32(list + 4), b.shl(index.get(), b.i32(2))))),
      );
      index.set(b.add(index.get(), b.i32(1)));
    },
  );
  b.hostStore(4, b.i32(list), b.i32(0));
}

/** Any hart may flush any other that is not running: every field is reached by its absolute address. */
function defineFlush(plan: MemoryPlan, hart: number): FunctionDefinition {
  const base = hartBase(plan, hart);
  const { tlbLog, tlbLogged, tlbFlushes } = engineState.offsets;
  return defineFunction(`flushTranslations${hart}`, [], [], (b) => {
    const count = b.variable('count', b.hostLoad('i32', 4, b.i32(base + tlbLogged)));
    b.if(
      b.gtU(count.get(), b.i32(TLB_LOG_ENTRIES)),
      () => b.hostFill(b.i32(base + TLB_OFFSET), b.i32(0xff), b.i32(ALL_TLB_BYTES)),
      () => {
        const index = b.variable('logIndex', b.i32(0));
        b.while(
          () => b.ltU(index.get(), count.get()),
          () => {
            const entry = b.hostLoad('i32', 4, b.add(b.i32(base + tlbLog), b.shl(index.get(), b.i32(2))));
            b.hostStore(8, entry, b.i64(EMPTY));
            index.set(b.add(index.get(), b.i32(1)));
          },
        );
      },
    );
    b.hostStore(4, b.i32(base + tlbLogged), b.i32(0));
    const flushes = b.hostLoad('i64', 8, b.i32(base + tlbFlushes));
    b.hostStore(8, b.i32(base + tlbFlushes), b.add(flushes, b.i64(1)));
    forgetWalked(b, plan, hart);
    b.return();
  });
}

/** A direct-mapped table of TLB entries, and how much of it is in use. */
export interface TlbTable {
  /** Its address (i32). */
  readonly base: Value;
  readonly bytes: number;
  readonly bytesInUse: 'dataTlbBytes' | 'fetchTlbBytes';
}

/**
 * Makes the table behave as one that is no larger than what is in use: of the entries that would share a place there,
 * none stays. Look-ups need not know, so that the fast path is the same at every size.
 */
function makePlace(b: Builder, { base, bytes, bytesInUse }: TlbTable, entry: Value): void {
  const size = b.variable('size', getEngine(b, bytesInUse));
  // Of 0 bytes, which stands for the whole table, 1 less is most of all.
  const mask = b.variable('mask', b.sub(size.get(), b.i32(1)));
  b.if(b.ltU(mask.get(), b.i32(bytes - 1)), () => {
    const within = b.and(b.sub(entry, base), mask.get());
    const other = b.variable('other', b.add(base, within));
    const end = b.variable('end', b.add(base, b.i32(bytes)));
    b.while(
      () => b.ltU(other.get(), end.get()),
      () => {
        b.hostStore(8, other.get(), b.i64(EMPTY));
        other.set(b.add(other.get(), size.get()));
      },
    );
  });
}

/** Fills one TLB entry and logs it for the next flush. */
export function insertTranslation(
  b: Builder,
  plan: MemoryPlan,
  hart: number,
  table: TlbTable,
  entry: Value,
  fields: { readonly tag: Value; readonly addend: Value; readonly page: Value },
): void {
  makePlace(b, table, entry);
  // Another thread that takes a page out of this table finds the entry by its page, and clears the tag.
  b.hostStore(4, entry, fields.page, TLB_PAGE);
  b.hostStore(4, entry, fields.addend, TLB_ADDEND);
  b.hostStore(8, entry, fields.tag);
  const count = b.variable('logged', getEngine(b, 'tlbLogged'));
  b.if(b.ltU(count.get(), b.i32(TLB_LOG_ENTRIES)), () => {
    const log = hartBase(plan, hart) + engineState.offsets.tlbLog;
    b.hostStore(4, b.add(b.i32(log), b.shl(count.get(), b.i32(2))), entry);
  });
  setEngine(b, 'tlbLogged', b.add(count.get(), b.i32(1)));
}

/** The data TLB entry (i32 address) of a virtual address in a table. */
export function dataEntry(b: Builder, table: Value, address: Value): Value {
  const shift = PAGE_SHIFT - Math.log2(TLB_ENTRY_BYTES);
  const mask = (TLB_SETS - 1) * TLB_ENTRY_BYTES;
  return b.add(table, b.and(b.shrU(b.wrap(address), b.i32(shift)), b.i32(mask)));
}

export function definePhysicalMemory(plan: MemoryPlan, hart: number): PhysicalMemory {
  const evictStores = defineEvictStores(plan);
  const offset = (b: Builder, physical: Value): Value => b.sub(physical, b.i64(plan.ramStart));
  return {
    isRam: (b, physical) => b.ltU(offset(b, physical), b.i64(plan.ramBytes)),
    pageNumber: (b, physical) => b.wrap(b.shrU(offset(b, physical), b.i64(PAGE_SHIFT))),
    hostAddress: (b, physical) => b.add(b.wrap(offset(b, physical)), b.i32(plan.ramBase)),
    markWalked: defineMarkWalked(plan, hart, evictStores),
    flushes: Array.from({ length: plan.harts }, (_, index) => defineFlush(plan, index)),
    evictStores,
    ...codeMarks(plan),
  };
}

/** Who has decoded code of a page: a flag where one engine runs all harts, else a bit for each engine. */
function codeMarks(plan: MemoryPlan): Pick<PhysicalMemory, 'hasCode' | 'hasForeignCode'> {
  if (!plan.concurrent) {
    return {
      hasCode: (b, page) => b.and(b.hostLoad('i32', 1, page, plan.pageFlagsBase), b.i32(PAGE_FLAG.code)),
      hasForeignCode: (b) => b.i32(0),
    };
  }
  const engines = (b: Builder, page: Value): Value =>
    b.hostLoad('i32', 2, b.shl(page, b.i32(1)), plan.pageCodeBase);
  return {
    hasCode: (b, page) => b.and(engines(b, page), b.i32(1 << plan.engine)),
    hasForeignCode: (b, page) => b.and(engines(b, page), b.i32(0xffff & ~(1 << plan.engine))),
  };
}
