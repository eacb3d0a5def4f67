/**
 * The assembler: source text to an ELF executable, or everything that is wrong with the text.
 *
 * The steps: `lines.ts` expands macros, `tokens.ts` splits lines, `reader.ts` makes sections of items,
 * `layout.ts` finds addresses, `elf.ts` writes the file. What it knows of the guest is its rows and a
 * `Dialect`.
 */
import type { Problem } from '../../base/problem.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Dialect } from './dialect.ts';
import { writeElf } from './elf.ts';
import { type Layout, layOut } from './layout.ts';
import { SourceReader } from './reader.ts';

export interface Assembly {
  /** An ELF64 executable. */
  readonly elf: Uint8Array;
  /** `_start`, or the beginning of the first section where there is none. */
  readonly entry: bigint;
  readonly sections: Layout['sections'];
  readonly symbols: ReadonlyMap<string, bigint>;
}

/** Like `Result`, with every problem in the order of the source; `problem` is the first. */
export type AssemblyResult =
  | { readonly ok: true; readonly value: Assembly }
  | { readonly ok: false; readonly problem: Problem; readonly problems: readonly Problem[] };

/** Assembles a text; `file` names it in messages. */
export function assembleFor(dialect: Dialect, source: string, file: string): AssemblyResult {
  const diagnostics = new Diagnostics(file);
  const program = new SourceReader(dialect, diagnostics).read(source);
  const layout = layOut(program, dialect, diagnostics);
  const isEmpty = layout?.sections.every((placed) => placed.lengthBytes === 0);
  if (isEmpty && diagnostics.problems.length === 0) {
    const what = 'the program is empty';
    diagnostics.report({ line: 1, column: 1 }, 'empty', what, 'write at least one instruction');
  }
  const { problems } = diagnostics;
  const [problem] = problems;
  if (problem) return { ok: false, problem, problems };
  if (!layout) throw new Error('a layout failed without a problem');
  const entry = layout.symbols.get('_start') ?? layout.sections[0]?.address ?? dialect.baseAddress;
  const elf = writeElf(program, layout, dialect, entry);
  return { ok: true, value: { elf, entry, sections: layout.sections, symbols: layout.symbols } };
}
