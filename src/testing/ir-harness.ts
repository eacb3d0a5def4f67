/**
 * Runs IR functions of a guest as WebAssembly over one hart's state, without an interpreter: for direct
 * tests of CSR access, traps and other helpers.
 *
 * Example:
 *   const machine = instantiateFunctions([takeTrap], { sbiCall: () => {} });
 *   machine.hart.privilege = 1;
 *   machine.call(takeTrap, 2n, 0n, 0x1000n);
 */
import { FunctionTable } from '../exec/wasm/functions.ts';
import { WasmModule } from '../exec/wasm/module.ts';
import type { FunctionDefinition } from '../ir/node.ts';
import { type HartState, hartState } from '../isa/riscv64/state.ts';
import { engineState, GUEST_STATE_OFFSET } from '../memory/hart.ts';

const PAGES = 1;
/** Not 0, so that a place computed without the hart's base is noticed. */
const HART_BASE = 4096;

export type WasmValue = number | bigint;

export interface FunctionMachine {
  readonly hart: HartState;
  readonly engine: ReturnType<typeof engineState.bind>;
  /** The result of a root function; 64-bit results come as unsigned, nothing as undefined. */
  call(definition: FunctionDefinition, ...args: readonly WasmValue[]): WasmValue | undefined;
  /** Everything back to 0. */
  clear(): void;
}

export function instantiateFunctions(
  roots: readonly FunctionDefinition[],
  imports: Readonly<Record<string, (...args: never[]) => unknown>> = {},
): FunctionMachine {
  const module = new WasmModule(PAGES);
  const table = new FunctionTable(module, HART_BASE, roots);
  for (const root of roots) module.export(root.name, table.index(root));
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const bytes = new Uint8Array(module.encode());
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory, readClock: () => undefined, codeWritten: () => undefined, ...imports },
  });
  return {
    hart: hartState.bind(memory.buffer, HART_BASE + GUEST_STATE_OFFSET),
    engine: engineState.bind(memory.buffer, HART_BASE),
    call(definition, ...args) {
      const run = exports[definition.name] as (...args: WasmValue[]) => WasmValue | undefined;
      const result = run(...args);
      return typeof result === 'bigint' ? BigInt.asUintN(64, result) : result;
    },
    clear: () => new Uint8Array(memory.buffer).fill(0),
  };
}
