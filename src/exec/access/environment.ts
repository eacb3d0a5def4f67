/** What the access helpers are built from: one guest, one plan, one hart, and the imports they call. */
import type { Builder, Value } from '../../ir/builder.ts';
import { importFunction } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import {
  type Access,
  ACCESS,
  definePhysicalMemory,
  getEngine,
  type Guest,
  type PhysicalMemory,
  reportFault,
} from '../../isa/define.ts';
import type { MemoryPlan } from '../../memory/layout.ts';

/** Functions that the embedder provides in JavaScript, for what is rare. */
export const imports = {
  /** `(physical low, physical high, bytes) -> 0 when done, 1 when nothing answers`; value in `transfer*`. */
  deviceLoad: importFunction('deviceLoad', ['i32', 'i32', 'i32'], ['i32']),
  deviceStore: importFunction('deviceStore', ['i32', 'i32', 'i32'], ['i32']),
  /** `(entry address)`: decodes the instruction there, and may decode what follows it. */
  decode: importFunction('decode', ['i32'], []),
  /** `(instruction word)`: decodes into the hart's scratch entries. */
  decodeScratch: importFunction('decodeScratch', ['i32'], []),
  /** `(entry address, instruction word)`: decodes an instruction that reaches into the next page. */
  decodeStraddling: importFunction('decodeStraddling', ['i32', 'i32'], []),
  /** `(RAM page number) -> first entry`: gives the page decoded entries. */
  newDecodedPage: importFunction('newDecodedPage', ['i32'], ['i32']),
  /** `(RAM page number, offset in it, bytes)`: takes translated regions away that depend on these bytes. */
  dropRegions: importFunction('dropRegions', ['i32', 'i32', 'i32'], []),
  /** `(RAM page number)`: takes the page's decoded entries away. */
  dropDecodedPage: importFunction('dropDecodedPage', ['i32'], []),
} as const;

export interface AccessEnvironment {
  readonly guest: Pick<Guest, 'translate' | 'accessFaults' | 'misalignedFaults' | 'reservation' | 'isShort'>;
  readonly plan: MemoryPlan;
  readonly hart: number;
  readonly memory: PhysicalMemory;
}

export const accessEnvironment = (
  guest: AccessEnvironment['guest'],
  plan: MemoryPlan,
  hart: number,
  memory: PhysicalMemory = definePhysicalMemory(plan, hart),
): AccessEnvironment => ({ guest, plan, hart, memory });

/** Reports that nothing answers at an address. */
export const reportAccessFault = (b: Builder, env: AccessEnvironment, access: Access, virtual: Value): void =>
  reportFault(b, b.i64(env.guest.accessFaults[access]), virtual);

/** Translates, and returns from the function being built (with 0 if it has a result) where that faults. */
export function translateOrReturn(
  b: Builder,
  env: AccessEnvironment,
  virtual: Value,
  access: Access,
  result: Value | undefined,
): Value {
  const translate: FunctionDefinition = env.guest.translate;
  const physical = b.call(translate, virtual, b.i32(ACCESS[access]));
  b.if(getEngine(b, 'faulted'), () => b.return(result));
  return physical;
}
