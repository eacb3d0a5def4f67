/**
 * CSR access by name over one hart, for tests: `illegal` stands for the illegal-instruction exception.
 */
import { assert } from '../base/assert.ts';
import type { FunctionDefinition } from '../ir/node.ts';
import { CAUSE } from '../isa/riscv64/builder.ts';
import { CSR_OPERATION, csrAccess } from '../isa/riscv64/csr/access.ts';
import { csrNumbers } from '../isa/riscv64/csr/numbers.ts';
import { MACHINE } from '../isa/riscv64/state.ts';
import { type FunctionMachine, instantiateFunctions, type WasmValue } from './ir-harness.ts';

export type CsrResult = bigint | 'illegal';

export interface CsrMachine extends FunctionMachine {
  /** The old value. */
  readonly access: (
    csr: string | number,
    operation: keyof typeof CSR_OPERATION,
    operand?: bigint,
  ) => CsrResult;
  readonly read: (csr: string | number) => CsrResult;
  readonly write: (csr: string | number, value: bigint) => CsrResult;
  /** Machine mode, everything else 0, Sv57 allowed, the clock at 1 ns for each instruction. */
  readonly reset: () => void;
  /** Lets so many instructions retire. */
  readonly retire: (count: bigint) => void;
  /** The attention mask since the last call. */
  readonly takeAttention: () => number;
  /** The result of a helper that may fault. */
  readonly callOrFault: (
    definition: FunctionDefinition,
    ...args: readonly WasmValue[]
  ) => WasmValue | 'illegal' | undefined;
}

export function csrMachine(
  others: readonly FunctionDefinition[] = [],
  imports: Parameters<typeof instantiateFunctions>[1] = {},
): CsrMachine {
  const machine = instantiateFunctions([csrAccess, ...others], imports);
  const { hart, engine } = machine;

  const callOrFault: CsrMachine['callOrFault'] = (definition, ...args) => {
    const result = machine.call(definition, ...args);
    if (engine.faulted === 0) return result;
    assert(engine.cause === BigInt(CAUSE.illegalInstruction), `fault ${engine.cause}`);
    engine.faulted = 0;
    return 'illegal';
  };

  const access: CsrMachine['access'] = (csr, operation, operand = 0n) => {
    const number = typeof csr === 'number' ? csr : csrNumbers[csr];
    assert(number !== undefined, `no CSR ${csr}`);
    return callOrFault(csrAccess, number, CSR_OPERATION[operation], operand) as CsrResult;
  };

  return {
    ...machine,
    access,
    callOrFault,
    read: (csr) => access(csr, 'read'),
    write: (csr, value) => access(csr, 'write', value),
    reset() {
      machine.clear();
      hart.privilege = MACHINE;
      hart.maximumMode = 10;
      engine.nsPerInstruction = 65536;
    },
    retire(count) {
      engine.runEnd += count;
    },
    takeAttention() {
      const { attention } = engine;
      engine.attention = 0;
      return attention;
    },
  };
}
