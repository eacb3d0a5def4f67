/**
 * Loads and stores off the fast path: TLB misses, misaligned and page-crossing accesses, devices, pages whose
 * stores are watched. One function for each width.
 *
 * A store that crosses pages translates both pages before it writes a byte, so that a fault leaves memory as
 * it was.
 */
import type { Builder, Value, VariableHandle } from '../../ir/builder.ts';
import { defineFunction } from '../../ir/builder.ts';
import type { AccessBytes, FunctionDefinition } from '../../ir/node.ts';
import { dataEntry, getEngine, insertTranslation, setEngine, WALK } from '../../isa/define.ts';
import { DATA_TLB_BYTES, TLB_ADDEND, TLB_TAG } from '../../memory/hart.ts';
import { definePrepareStore, storesWatched } from './code.ts';
import { type AccessEnvironment, imports, reportAccessFault, translateOrReturn } from './environment.ts';

export type LoadFunctions = Readonly<Record<AccessBytes, FunctionDefinition>>;
export type StoreFunctions = Readonly<Record<AccessBytes, FunctionDefinition>>;

const WIDTHS: readonly AccessBytes[] = [1, 2, 4, 8];

export const pageOf = (b: Builder, address: Value): Value => b.and(address, b.i64(-4096));

const crossesPage = (b: Builder, address: Value, bytes: AccessBytes): Value =>
  b.gtU(b.and(b.wrap(address), b.i32(4095)), b.i32(4096 - bytes));

function forEachWidth(define: (bytes: AccessBytes) => FunctionDefinition): LoadFunctions {
  const [one, two, four, eight] = WIDTHS.map(define);
  if (!one || !two || !four || !eight) throw new Error('four widths');
  return { 1: one, 2: two, 4: four, 8: eight };
}

/** Runs `hit` with the address in shared memory if the table translates the page. */
function ifTranslated(b: Builder, table: Value, address: VariableHandle, hit: (host: Value) => void): void {
  const entry = b.variable('entry', dataEntry(b, table, address.get()));
  b.if(b.eq(b.hostLoad('i64', 8, entry.get(), TLB_TAG), pageOf(b, address.get())), () => {
    hit(b.add(b.wrap(address.get()), b.hostLoad('i32', 4, entry.get(), TLB_ADDEND)));
  });
}

/** Keeps a translation, if the walker allows it: later accesses to the page hit inline. */
export function keepTranslation(
  b: Builder,
  env: AccessEnvironment,
  table: 'loadTlb' | 'storeTlb',
  address: Value,
  page: Value,
  host: Value,
): void {
  b.if(b.and(getEngine(b, 'walkFlags'), b.i32(WALK.cacheable)), () => {
    const base = b.variable('table', getEngine(b, table));
    const entry = b.variable('slot', dataEntry(b, base.get(), address));
    const addend = b.sub(host, b.wrap(address));
    const place = { base: base.get(), bytes: DATA_TLB_BYTES, bytesInUse: 'dataTlbBytes' } as const;
    insertTranslation(b, env.plan, env.hart, place, entry.get(), { tag: pageOf(b, address), addend, page });
    // A page that becomes code just now in another thread is taken out of this table, there or here.
    if (env.plan.concurrent && table === 'storeTlb') {
      b.fence(true);
      b.if(storesWatched(b, env, page), () => b.hostStore(8, entry.get(), b.i64(-1n)));
    }
  });
}

function count(b: Builder, name: 'tlbLoadMisses' | 'tlbStoreMisses'): void {
  setEngine(b, name, b.add(getEngine(b, name), b.i64(1)));
}

const transferValue = (b: Builder): Value =>
  b.or(b.extendU(getEngine(b, 'transferLow')), b.shl(b.extendU(getEngine(b, 'transferHigh')), b.i64(32)));

/** `(virtual: i64) -> value: i64`, zero-extended; 0 after a fault. */
function defineLoad(
  env: AccessEnvironment,
  bytes: AccessBytes,
  byteLoad: () => FunctionDefinition,
): FunctionDefinition {
  return defineFunction(`load${bytes}`, ['i64'], ['i64'], (b, address) => {
    const zero = b.i64(0);
    if (bytes > 1) {
      b.if(crossesPage(b, address.get(), bytes), () => {
        const value = b.variable('value', b.i64(0));
        for (let index = 0; index < bytes; index++) {
          const byte = b.call(byteLoad(), b.add(address.get(), b.i64(index)));
          value.set(b.or(value.get(), b.shl(byte, b.i64(8 * index))));
          b.if(getEngine(b, 'faulted'), () => b.return(zero));
        }
        b.return(value.get());
      });
    }
    ifTranslated(b, getEngine(b, 'loadTlb'), address, (host) => b.return(b.hostLoad('i64', bytes, host)));
    count(b, 'tlbLoadMisses');
    setEngine(b, 'accessBytes', b.i32(bytes));
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'load', zero));
    b.if(env.memory.isRam(b, physical.get()), () => {
      const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
      keepTranslation(b, env, 'loadTlb', address.get(), env.memory.pageNumber(b, physical.get()), host.get());
      b.return(b.hostLoad('i64', bytes, host.get()));
    });
    b.if(deviceAccessFails(b, env, imports.deviceLoad, physical.get(), bytes), () => {
      reportAccessFault(b, env, 'load', address.get());
      b.return(zero);
    });
    b.return(transferValue(b));
  });
}

/** i32: not 0 when no device answers or the access is misaligned (devices take natural accesses only). */
function deviceAccessFails(
  b: Builder,
  _env: AccessEnvironment,
  callee: FunctionDefinition,
  physical: Value,
  bytes: AccessBytes,
): Value {
  const status = b.variable('status', b.i32(1));
  b.if(b.eqz(b.and(b.wrap(physical), b.i32(bytes - 1))), () => {
    const high = b.wrap(b.shrU(physical, b.i64(32)));
    status.set(b.call(callee, b.wrap(physical), high, b.i32(bytes)));
  });
  return status.get();
}

/** i32: not 0 where the store changes a 64-bit word that is not 0 now. */
function changesLiveWord(b: Builder, host: Value, value: Value, bytes: AccessBytes): Value {
  const word = b.and(host, b.i32(-8));
  // A misaligned store may reach into the next word: that one counts as changed whenever it is not 0.
  const nextWord = b.and(b.add(host, b.i32(bytes - 1)), b.i32(-8));
  const live = b.ne(b.or(b.hostLoad('i64', 8, word), b.hostLoad('i64', 8, nextWord)), b.i64(0));
  const mask = bytes === 8 ? -1n : (1n << BigInt(bytes * 8)) - 1n;
  const differs = b.ne(b.hostLoad('i64', bytes, host), b.and(value, b.i64(mask)));
  return b.and(live, differs);
}

/** `(virtual: i64, value: i64)`; the value's low bytes are stored. */
function defineStore(env: AccessEnvironment, bytes: AccessBytes, parts: StoreParts): FunctionDefinition {
  return defineFunction(`store${bytes}`, ['i64', 'i64'], [], (b, address, value) => {
    if (bytes > 1) {
      b.if(crossesPage(b, address.get(), bytes), () => {
        setEngine(b, 'accessBytes', b.i32(1));
        const last = b.add(address.get(), b.i64(bytes - 1));
        translateOrReturn(b, env, address.get(), 'store', undefined);
        translateOrReturn(b, env, pageOf(b, last), 'store', undefined);
        for (let index = 0; index < bytes; index++) {
          const byte = b.shrU(value.get(), b.i64(8 * index));
          b.call(parts.byteStore(), b.add(address.get(), b.i64(index)), byte);
          b.if(getEngine(b, 'faulted'), () => b.return());
        }
        b.return();
      });
    }
    ifTranslated(b, getEngine(b, 'storeTlb'), address, (host) => {
      b.hostStore(bytes, host, value.get());
      b.return();
    });
    count(b, 'tlbStoreMisses');
    setEngine(b, 'accessBytes', b.i32(bytes));
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'store', undefined));
    b.if(env.memory.isRam(b, physical.get()), () => {
      const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
      const page = b.variable('page', env.memory.pageNumber(b, physical.get()));
      const changes = changesLiveWord(b, host.get(), value.get(), bytes);
      b.call(parts.prepareStore, physical.get(), b.i32(bytes), changes);
      b.hostStore(bytes, host.get(), value.get());
      b.if(b.eqz(storesWatched(b, env, page.get())), () =>
        keepTranslation(b, env, 'storeTlb', address.get(), page.get(), host.get()),
      );
      b.return();
    });
    setEngine(b, 'transferLow', b.wrap(value.get()));
    setEngine(b, 'transferHigh', b.wrap(b.shrU(value.get(), b.i64(32))));
    b.if(deviceAccessFails(b, env, imports.deviceStore, physical.get(), bytes), () =>
      reportAccessFault(b, env, 'store', address.get()),
    );
    b.return();
  });
}

interface StoreParts {
  readonly prepareStore: FunctionDefinition;
  readonly byteStore: () => FunctionDefinition;
}

export interface DataAccess {
  readonly loads: LoadFunctions;
  readonly stores: StoreFunctions;
  readonly prepareStore: FunctionDefinition;
}

export function defineDataAccess(env: AccessEnvironment): DataAccess {
  const prepareStore = definePrepareStore(env);
  let byteLoad: FunctionDefinition | undefined;
  let byteStore: FunctionDefinition | undefined;
  const known = (definition: FunctionDefinition | undefined): FunctionDefinition => {
    if (!definition) throw new Error('the byte access is defined first');
    return definition;
  };
  const loads = forEachWidth((bytes) => {
    const definition = defineLoad(env, bytes, () => known(byteLoad));
    byteLoad ??= definition;
    return definition;
  });
  const stores = forEachWidth((bytes) => {
    const definition = defineStore(env, bytes, { prepareStore, byteStore: () => known(byteStore) });
    byteStore ??= definition;
    return definition;
  });
  return { loads, stores, prepareStore };
}
