/** RISC-V 64 as the engine sees it: rows by extension, in one instruction set. */
import { defineInstructionSet } from '../instruction-set.ts';
import type { RiscvBuilder } from './builder.ts';
import { operandKinds } from './operands.ts';
import { privileged, zifencei } from './rows/privileged.ts';
import { rv64a } from './rows/rv64a.ts';
import { rv64d } from './rows/rv64d.ts';
import { rv64f } from './rows/rv64f.ts';
import { rv64i } from './rows/rv64i.ts';
import { rv64m } from './rows/rv64m.ts';
import { rvc, rvcDouble, rvcSystem } from './rows/rvc.ts';
import { zba } from './rows/zba.ts';
import { zbb } from './rows/zbb.ts';
import { zbs } from './rows/zbs.ts';
import { zicond } from './rows/zicond.ts';
import { zicsr } from './rows/zicsr.ts';

/** Rows by extension, in the order the manual introduces them. */
export const extensions = {
  i: rv64i,
  m: rv64m,
  a: rv64a,
  f: rv64f,
  d: rv64d,
  zicsr,
  zifencei,
  zicond,
  zba,
  zbb,
  zbs,
  privileged,
} as const;

export const riscv64 = defineInstructionSet<RiscvBuilder>({
  name: 'riscv64',
  kinds: operandKinds,
  rows: Object.values(extensions).flat(),
  shortRows: [...rvc, ...rvcDouble, ...rvcSystem],
  lengthOf: (word) => ((word & 3) === 3 ? 4 : 2),
});
