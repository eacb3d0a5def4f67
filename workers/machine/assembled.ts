/** Assembly text as a program. */
import { type Result, success } from '../../src/base/problem.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';

export async function assembled({ name, bytes }: NamedFile): Promise<Result<Uint8Array<ArrayBuffer>>> {
  // The assembler brings the whole instruction set: loaded only for those who use it.
  const { assembleProgram } = await import('../../src/machine/programs.ts');
  const program = assembleProgram(new TextDecoder().decode(bytes), name);
  return program.ok ? success(new Uint8Array(program.value.elf)) : program;
}
