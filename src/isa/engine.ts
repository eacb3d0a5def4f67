/** The engine's own per-hart fields as IR places, and how helpers report faults and ask for attention. */
import type { Builder, Value } from '../ir/builder.ts';
import type { FunctionDefinition, StatePlace } from '../ir/node.ts';
import { engineState } from '../memory/hart.ts';

type ScalarField = {
  [K in keyof typeof engineState.fields]: (typeof engineState.fields)[K] extends string ? K : never;
}[keyof typeof engineState.fields];

const BITS = { u8: 8, u16: 16, u32: 32, u64: 64 } as const;

export const enginePlace = (name: ScalarField): StatePlace => ({
  name,
  offset: engineState.offsets[name],
  bits: BITS[engineState.fields[name]],
});

export const getEngine = (b: Builder, name: ScalarField): Value => b.readState(enginePlace(name));
export const setEngine = (b: Builder, name: ScalarField, value: Value): void =>
  b.writeState(enginePlace(name), value);

/** For helpers: records a guest fault; the helper then returns, and the row that called it traps. */
export function reportFault(b: Builder, cause: Value, value: Value): void {
  setEngine(b, 'cause', cause);
  setEngine(b, 'value', value);
  setEngine(b, 'faulted', b.i32(1));
}

/** For helpers: has things looked at (see `ATTENTION`) before the next instruction. */
export const requestAttention = (b: Builder, mask: number): void =>
  setEngine(b, 'attention', b.or(getEngine(b, 'attention'), b.i32(mask)));

/** For rows: calls a helper and traps if it reported a fault. */
export function callOrTrap(b: Builder, callee: FunctionDefinition, ...args: Value[]): Value {
  const result = b.call(callee, ...args);
  b.if(getEngine(b, 'faulted'), () => {
    setEngine(b, 'faulted', b.i32(0));
    b.trap(getEngine(b, 'cause'), getEngine(b, 'value'));
  });
  return result;
}
