/**
 * TLB misses of translated code: `(virtual: i64, bytes: i32) -> address in shared memory: i32`, or 0 where the
 * interpreter has to make the access: faults, devices, page crossings, stores that are watched, pages protected in
 * parts. A refill that answers 0 leaves nothing behind that making the access again would not do.
 */
import type { Builder, Value, VariableHandle } from '../../ir/builder.ts';
import { defineFunction } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import { ACCESS, dataEntry, getEngine, setEngine, WALK } from '../../isa/define.ts';
import { TLB_ADDEND, TLB_TAG } from '../../memory/hart.ts';
import { PAGE_FLAG } from '../../memory/layout.ts';
import { storesWatched } from './code.ts';
import { keepTranslation, pageOf } from './data.ts';
import type { AccessEnvironment } from './environment.ts';

export interface Refill {
  readonly load: FunctionDefinition;
  readonly store: FunctionDefinition;
}

function crosses(b: Builder, address: VariableHandle, bytes: VariableHandle): Value {
  const last = b.add(b.and(b.wrap(address.get()), b.i32(4095)), bytes.get());
  return b.gtU(last, b.i32(4096));
}

function markDirty(b: Builder, env: AccessEnvironment, page: Value): void {
  const flags = b.hostLoad('i32', 1, page, env.plan.pageFlagsBase);
  b.hostStore(1, page, b.or(flags, b.i32(PAGE_FLAG.dirty)), env.plan.pageFlagsBase);
}

function defineRefillOf(env: AccessEnvironment, access: 'load' | 'store'): FunctionDefinition {
  const table = access === 'load' ? 'loadTlb' : 'storeTlb';
  const misses = access === 'load' ? 'tlbLoadMisses' : 'tlbStoreMisses';
  return defineFunction(`refill-${access}`, ['i64', 'i32'], ['i32'], (b, address, bytes) => {
    const give = b.i32(0);
    b.if(crosses(b, address, bytes), () => b.return(give));
    const entry = b.variable('entry', dataEntry(b, getEngine(b, table), address.get()));
    b.if(b.eq(b.hostLoad('i64', 8, entry.get(), TLB_TAG), pageOf(b, address.get())), () =>
      b.return(b.add(b.wrap(address.get()), b.hostLoad('i32', 4, entry.get(), TLB_ADDEND))),
    );
    setEngine(b, 'accessBytes', bytes.get());
    setEngine(b, 'storesEvicted', b.i32(0));
    const physical = b.variable(
      'physical',
      b.call(env.guest.translate, address.get(), b.i32(ACCESS[access])),
    );
    b.if(getEngine(b, 'faulted'), () => {
      setEngine(b, 'faulted', b.i32(0));
      b.return(give);
    });
    // The walk may have taken away the very code that asks, or a page that this code has found and goes on to use.
    b.if(b.or(getEngine(b, 'attention'), getEngine(b, 'storesEvicted')), () => b.return(give));
    b.if(b.eqz(env.memory.isRam(b, physical.get())), () => b.return(give));
    // What holds of this access need not hold of the next one in the page: translated code would remember the page.
    b.if(b.eqz(b.and(getEngine(b, 'walkFlags'), b.i32(WALK.cacheable))), () => b.return(give));
    const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
    const page = b.variable('page', env.memory.pageNumber(b, physical.get()));
    if (access === 'store') {
      b.if(storesWatched(b, env, page.get()), () => b.return(give));
      markDirty(b, env, page.get());
    }
    setEngine(b, misses, b.add(getEngine(b, misses), b.i64(1)));
    keepTranslation(b, env, table, address.get(), page.get(), host.get());
    b.return(host.get());
  });
}

export const defineRefill = (env: AccessEnvironment): Refill => ({
  load: defineRefillOf(env, 'load'),
  store: defineRefillOf(env, 'store'),
});
