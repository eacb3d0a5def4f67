/**
 * Stores to pages that hold decoded code or page tables: what was derived from the bytes goes first, so that
 * the next instruction sees the new ones.
 *
 * A page that is written again and again without anything in it being decoded anew has stopped being code:
 * after {@link STORES_UNTIL_DROPPED} such stores its decoded entries are given back.
 */
import type { Builder, Value } from '../../ir/builder.ts';
import { defineFunction } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import { codeWritten, getEngine, requestAttention, setEngine } from '../../isa/define.ts';
import { ATTENTION } from '../../memory/hart.ts';
import { DECODED_REGIONS, DECODED_STORES, ENTRY_BYTES, PAGE_FLAG } from '../../memory/layout.ts';
import { type AccessEnvironment, imports } from './environment.ts';

const STORES_UNTIL_DROPPED = 64;

/** `(page: i32, offset in page: i32, bytes: i32)`: forgets the entries that the bytes reach. */
function defineInvalidateCode({ plan }: AccessEnvironment): FunctionDefinition {
  return defineFunction('invalidateCode', ['i32', 'i32', 'i32'], [], (b, page, offset, bytes) => {
    const index = b.add(b.i32(plan.decodedIndexBase), b.shl(page.get(), b.i32(2)));
    const entries = b.variable('entries', b.hostLoad('i32', 4, index));
    b.if(b.eqz(entries.get()), () => b.return());
    setEngine(b, 'codeStores', b.add(getEngine(b, 'codeStores'), b.i64(1)));
    const regions = b.hostLoad('i32', 4, b.add(entries.get(), b.i32(DECODED_REGIONS)));
    b.if(regions, () => b.call(imports.dropRegions, page.get(), offset.get(), bytes.get()));
    const header = b.add(entries.get(), b.i32(DECODED_STORES));
    const stores = b.variable('stores', b.add(b.hostLoad('i32', 4, header), b.i32(1)));
    b.hostStore(4, header, stores.get());
    b.if(b.gtU(stores.get(), b.i32(STORES_UNTIL_DROPPED)), () => {
      b.call(imports.dropDecodedPage, page.get());
      requestAttention(b, ATTENTION.contexts);
      b.return();
    });
    // A four-byte instruction that starts one halfword earlier reaches into the first byte.
    const first = b.select(b.sub(offset.get(), b.i32(2)), b.i32(0), b.geU(offset.get(), b.i32(2)));
    const entryOf = (at: Value): Value =>
      b.add(entries.get(), b.mul(b.shrU(at, b.i32(1)), b.i32(ENTRY_BYTES)));
    const entry = b.variable('entry', entryOf(first));
    const last = b.variable('last', entryOf(b.sub(b.add(offset.get(), bytes.get()), b.i32(1))));
    b.while(
      () => b.leU(entry.get(), last.get()),
      () => {
        b.hostStore(8, entry.get(), b.i64(0));
        entry.set(b.add(entry.get(), b.i32(ENTRY_BYTES)));
      },
    );
    b.return();
  });
}

/**
 * `(page: i32)`: a page-table page is about to change: every hart whose walks have read it drops its translations.
 */
function defineDropDerived({ plan, hart, memory }: AccessEnvironment): FunctionDefinition {
  return defineFunction('dropDerived', ['i32'], [], (b, page) => {
    const marks = b.variable('marks', b.hostLoad('i32', 1, page.get(), plan.pageWalkersBase));
    memory.flushes.forEach((flush, index) => {
      b.if(b.and(marks.get(), b.i32(1 << index)), () => {
        b.call(flush);
        if (index === hart) requestAttention(b, ATTENTION.contexts);
      });
    });
    b.return();
  });
}

/**
 * `(physical: i64, bytes: i32, changes: i32)`: readies a RAM page for a store of so many bytes inside
 * it. The caller says whether a live (non-zero) word there really changes; only that drops translations.
 */
export function definePrepareStore(env: AccessEnvironment): FunctionDefinition {
  const { plan, memory } = env;
  const invalidateCode = defineInvalidateCode(env);
  const dropDerived = defineDropDerived(env);
  return defineFunction('prepareStore', ['i64', 'i32', 'i32'], [], (b, physical, bytes, changes) => {
    const page = b.variable('page', memory.pageNumber(b, physical.get()));
    const flags = b.variable('flags', b.hostLoad('i32', 1, page.get(), plan.pageFlagsBase));
    b.hostStore(1, page.get(), b.or(flags.get(), b.i32(PAGE_FLAG.dirty)), plan.pageFlagsBase);
    b.if(memory.hasCode(b, page.get()), () =>
      b.call(invalidateCode, page.get(), b.and(b.wrap(physical.get()), b.i32(4095)), bytes.get()),
    );
    tellOthers(b, env, page.get());
    b.if(b.and(flags.get(), b.i32(PAGE_FLAG.watched)), () => requestAttention(b, ATTENTION.driver));
    if (plan.concurrent) return b.return();
    b.if(changes.get(), () => {
      b.if(b.hostLoad('i32', 1, page.get(), plan.pageWalkersBase), () => b.call(dropDerived, page.get()));
    });
    b.return();
  });
}

/**
 * Engines in other threads are told before the store: whoever decodes the page again after that waits until this
 * thread has stored.
 */
function tellOthers(b: Builder, { plan, memory }: AccessEnvironment, page: Value): void {
  if (plan.concurrent) b.if(memory.hasForeignCode(b, page), () => b.call(codeWritten, page));
}

/** i32 condition: no store TLB may hold this page. */
export function storesWatched(b: Builder, { plan, memory }: AccessEnvironment, page: Value): Value {
  const flags = b.hostLoad('i32', 1, page, plan.pageFlagsBase);
  if (plan.concurrent) {
    const watched = b.and(flags, b.i32(PAGE_FLAG.watched));
    return b.or(watched, b.or(memory.hasCode(b, page), memory.hasForeignCode(b, page)));
  }
  const walkers = b.hostLoad('i32', 1, page, plan.pageWalkersBase);
  return b.or(b.and(flags, b.i32(PAGE_FLAG.code | PAGE_FLAG.watched)), walkers);
}
