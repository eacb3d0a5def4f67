/** Bare-metal programs of a test, from assembly text to what a machine starts with. */
import type { BootPlan } from '../../machine/loaders/boot-plan.ts';
import { planElf } from '../../machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../../machine/loaders/elf.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import type { Result } from '../../base/problem.ts';

/** The value, or an error that says what the problem is. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.problem.where}: ${result.problem.what}`);
}

const TARGET = { where: 'program.s', machine: EM_RISCV, machineName: 'RISC-V' };

/** Every hart starts at `_start` in machine mode. */
export function programPlan(source: string, ramBytes: number): BootPlan {
  const { elf } = valueOf(assembleProgram(source, TARGET.where));
  const ram = { start: RAM_BASE, sizeBytes: ramBytes };
  return valueOf(planElf(valueOf(parseElf(elf, TARGET)), ram, '', TARGET.where));
}

/** The bytes of a program's one segment, for code that is put somewhere else: it must not depend on its address. */
export function programBytes(source: string): Uint8Array {
  const { elf } = valueOf(assembleProgram(source, TARGET.where));
  const [segment] = valueOf(parseElf(elf, TARGET)).segments;
  if (!segment) throw new Error('the program has no segment');
  return segment.bytes.slice(segment.headerBytes);
}
