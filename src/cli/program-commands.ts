/** `trampoline asm` and `trampoline disasm`. */
import { failure, type Result, success } from '../base/problem.ts';
import { readInputFile, writeOutputFile } from '../host/node/files.ts';
import { MAX_ELF_BYTES, MAX_SOURCE_BYTES } from '../machine/config/limits.ts';
import { assembleProgram, listProgram } from '../machine/programs.ts';
import { type ParsedArguments, usageProblem } from './arguments.ts';
import { readText } from './read-text.ts';
import { STATUS } from './report.ts';
import type { CommandContext } from './run.ts';

/** Lines of a listing that are written at once. */
const LINES_AT_ONCE = 1000;

export function asmCommand(args: ParsedArguments): Result<number> {
  const [file = ''] = args.operands;
  const output = args.one('output');
  if (output === undefined) {
    return failure(
      usageProblem('asm.output', '--output', 'the file for the program is missing', 'give -o ELF'),
    );
  }
  const source = readText(file, MAX_SOURCE_BYTES);
  if (!source.ok) return source;
  const assembled = assembleProgram(source.value, file);
  if (!assembled.ok) {
    const { problem, problems } = assembled;
    const more = problems.length - 1;
    const count = more > 0 ? ` (and ${more} more problem${more > 1 ? 's' : ''})` : '';
    return failure({ ...problem, action: problem.action + count });
  }
  const written = writeOutputFile(output, [assembled.value.elf]);
  return written.ok ? success(STATUS.success) : written;
}

export async function disasmCommand(args: ParsedArguments, context: CommandContext): Promise<Result<number>> {
  const [file = ''] = args.operands;
  const bytes = readInputFile(file === '-' ? '/dev/stdin' : file, MAX_ELF_BYTES);
  if (!bytes.ok) return bytes;
  const listing = listProgram(bytes.value, file);
  if (!listing.ok) return listing;
  const write = (lines: string[]) =>
    new Promise<void>((resolve) => context.stdout.write(`${lines.join('\n')}\n`, () => resolve()));
  let lines: string[] = [];
  for (const line of listing.value) {
    lines.push(line);
    if (lines.length < LINES_AT_ONCE) continue;
    await write(lines);
    lines = [];
  }
  if (lines.length > 0) await write(lines);
  return success(STATUS.success);
}
