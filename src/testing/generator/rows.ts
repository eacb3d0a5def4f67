/** The instruction set's rows by extension, and what kind of row each is, read off its syntax. */
import { extensions, riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { EXCLUDED_MNEMONICS } from './exclusions.ts';
import type { OperandKind } from '../../isa/row-language.ts';
import type { RiscvRow, RiscvShort } from './words.ts';

/**
 * Beside the tables by extension: `c` has every 16-bit encoding, `reserved` the words that are no instruction,
 * `sequences` several instructions of any extension after one another.
 */
export type ExtensionName = keyof typeof extensions | 'c' | 'reserved' | 'sequences';

export const extensionNames = (): ExtensionName[] => [
  ...(Object.keys(extensions) as (keyof typeof extensions)[]),
  'c',
  'reserved',
  'sequences',
];

/** The rows of an extension of which cases are made. */
export function rowsOf(extension: ExtensionName): readonly (RiscvRow | RiscvShort)[] {
  if (extension === 'reserved' || extension === 'sequences') return [];
  if (extension === 'c') return riscv64.shortRows.filter(({ row }) => !EXCLUDED_MNEMONICS.has(row.mnemonic));
  const syntaxes = new Set<string>(extensions[extension].map((row) => row.syntax));
  return riscv64.rows.filter((row) => syntaxes.has(row.syntax) && !EXCLUDED_MNEMONICS.has(row.mnemonic));
}

export const kindOf = (name: string): OperandKind | undefined => riscv64.kinds[name];

export const isJump = (row: RiscvRow): boolean => row.mnemonic === 'jalr';
export const isAccess = (row: RiscvRow): boolean => row.syntax.includes('(rs1)') && !isJump(row);
export const isAtomic = (row: RiscvRow): boolean => /^(?:lr|sc|amo)/.test(row.mnemonic);
