/**
 * Addresses for atomics, and the reservation of load-reserved and store-conditional.
 *
 * A store-conditional succeeds if the reservation is held for that physical address and width and memory still
 * holds the value that was read, by compare-and-exchange. Alignment is checked before anything else: a
 * misaligned WebAssembly atomic would throw.
 */
import type { Builder, Value, VariableHandle } from '../../ir/builder.ts';
import { defineFunction } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import { dataEntry, getEngine, reportFault, setEngine } from '../../isa/define.ts';
import { TLB_ADDEND, TLB_TAG } from '../../memory/hart.ts';
import { type DataAccess, pageOf } from './data.ts';
import { type AccessEnvironment, reportAccessFault, translateOrReturn } from './environment.ts';

export interface AtomicAccess {
  /** `(virtual: i64, bytes: i32) -> address in shared memory: i32`, readied for a store; 0 after a fault. */
  readonly writableAddress: FunctionDefinition;
  /** `(virtual: i64, bytes: i32) -> value: i64`, sign-extended; takes the reservation. */
  readonly loadReserved: FunctionDefinition;
  /** `(virtual: i64, bytes: i32, value: i64) -> 0 when stored, 1 when not: i64`. */
  readonly storeConditional: FunctionDefinition;
}

function checkAlignment(
  b: Builder,
  address: VariableHandle,
  bytes: VariableHandle,
  cause: number,
  result: Value,
): void {
  const low = b.and(b.wrap(address.get()), b.sub(bytes.get(), b.i32(1)));
  b.if(low, () => {
    reportFault(b, b.i64(cause), address.get());
    b.return(result);
  });
}

function defineWritableAddress(env: AccessEnvironment, data: DataAccess): FunctionDefinition {
  return defineFunction('writableAddress', ['i64', 'i32'], ['i32'], (b, address, bytes) => {
    const zero = b.i32(0);
    checkAlignment(b, address, bytes, env.guest.misalignedFaults.store, zero);
    const entry = b.variable('entry', dataEntry(b, getEngine(b, 'storeTlb'), address.get()));
    b.if(b.eq(b.hostLoad('i64', 8, entry.get(), TLB_TAG), pageOf(b, address.get())), () =>
      b.return(b.add(b.wrap(address.get()), b.hostLoad('i32', 4, entry.get(), TLB_ADDEND))),
    );
    setEngine(b, 'accessBytes', bytes.get());
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'store', zero));
    b.if(b.eqz(env.memory.isRam(b, physical.get())), () => {
      reportAccessFault(b, env, 'store', address.get());
      b.return(zero);
    });
    const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
    const live = b.ne(b.hostLoad('i64', 8, b.and(host.get(), b.i32(-8))), b.i64(0));
    b.call(data.prepareStore, physical.get(), bytes.get(), live);
    b.return(host.get());
  });
}

/** Loads four or eight bytes, sign-extended. */
const loadSigned = (b: Builder, host: VariableHandle, bytes: VariableHandle): VariableHandle => {
  const value = b.variable('value', b.i64(0));
  b.if(
    b.eq(bytes.get(), b.i32(8)),
    () => value.set(b.hostLoad('i64', 8, host.get())),
    () => value.set(b.hostLoad('i64', 4, host.get(), 0, true)),
  );
  return value;
};

function defineLoadReserved(env: AccessEnvironment): FunctionDefinition {
  const { reservation, misalignedFaults } = env.guest;
  return defineFunction('loadReserved', ['i64', 'i32'], ['i64'], (b, address, bytes) => {
    const zero = b.i64(0);
    checkAlignment(b, address, bytes, misalignedFaults.load, zero);
    setEngine(b, 'accessBytes', bytes.get());
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'load', zero));
    b.if(b.eqz(env.memory.isRam(b, physical.get())), () => {
      reportAccessFault(b, env, 'load', address.get());
      b.return(zero);
    });
    const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
    const value = loadSigned(b, host, bytes);
    b.writeState(reservation.valid, b.i32(1));
    b.writeState(reservation.bytes, bytes.get());
    b.writeState(reservation.address, physical.get());
    b.writeState(reservation.value, value.get());
    b.return(value.get());
  });
}

function defineStoreConditional(env: AccessEnvironment, data: DataAccess): FunctionDefinition {
  const { reservation, misalignedFaults } = env.guest;
  return defineFunction('storeConditional', ['i64', 'i32', 'i64'], ['i64'], (b, address, bytes, value) => {
    const failed = b.i64(1);
    checkAlignment(b, address, bytes, misalignedFaults.store, failed);
    const held = b.variable('held', b.readState(reservation.valid));
    b.writeState(reservation.valid, b.i32(0));
    b.if(b.eqz(held.get()), () => b.return(failed));
    setEngine(b, 'accessBytes', bytes.get());
    const physical = b.variable('physical', translateOrReturn(b, env, address.get(), 'store', failed));
    const sameAddress = b.eq(b.readState(reservation.address), physical.get());
    const sameBytes = b.eq(b.readState(reservation.bytes), bytes.get());
    b.if(b.eqz(b.and(sameAddress, sameBytes)), () => b.return(failed));
    const host = b.variable('host', env.memory.hostAddress(b, physical.get()));
    const live = b.ne(b.hostLoad('i64', 8, b.and(host.get(), b.i32(-8))), b.i64(0));
    b.call(data.prepareStore, physical.get(), bytes.get(), live);
    const expected = b.variable('expected', b.readState(reservation.value));
    b.if(b.eq(bytes.get(), b.i32(8)), () => {
      const seen = b.hostCompareExchange(8, host.get(), expected.get(), value.get());
      b.return(b.extendU(b.ne(seen, expected.get())));
    });
    const narrow = b.wrap(expected.get());
    const seen = b.hostCompareExchange(4, host.get(), narrow, b.wrap(value.get()));
    b.return(b.extendU(b.ne(seen, narrow)));
  });
}

export function defineAtomicAccess(env: AccessEnvironment, data: DataAccess): AtomicAccess {
  return {
    writableAddress: defineWritableAddress(env, data),
    loadReserved: defineLoadReserved(env),
    storeConditional: defineStoreConditional(env, data),
  };
}
