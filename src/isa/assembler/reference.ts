/** What a dialect's assembler takes, for whoever helps to write it: from the same rows that it assembles by. */
import type { Dialect } from './dialect.ts';

export interface InstructionHelp {
  readonly mnemonic: string;
  /** One for each way to write it: `jalr rd, rs1, imm`. */
  readonly forms: readonly InstructionForm[];
}

export interface InstructionForm {
  readonly syntax: string;
  /** Instructions that a pseudo-instruction stands for; empty for one of the rows. */
  readonly standsFor: readonly string[];
  /** Of a row: its bits, the most significant first, with dots for operands. */
  readonly bits: string;
}

function bitsOf({ lengthBytes, mask, match }: { lengthBytes: number; mask: number; match: number }): string {
  const bits: string[] = [];
  for (let bit = lengthBytes * 8 - 1; bit >= 0; bit--) {
    bits.push((mask >>> bit) & 1 ? String((match >>> bit) & 1) : '.');
    if (bit > 0 && bit % 8 === 0) bits.push(' ');
  }
  return bits.join('');
}

/** By mnemonic, in alphabetical order. */
export function instructionHelp({ set, pseudos, computed }: Dialect): readonly InstructionHelp[] {
  const found = new Map<string, InstructionForm[]>();
  const add = (form: InstructionForm): void => {
    const [mnemonic = ''] = form.syntax.split(' ');
    found.set(mnemonic, [...(found.get(mnemonic) ?? []), form]);
  };
  for (const { syntax, encoding } of [...set.rows, ...set.shortRows])
    add({ syntax, standsFor: [], bits: bitsOf(encoding) });
  for (const { syntax, expansion } of pseudos) add({ syntax, standsFor: expansion, bits: '' });
  for (const { syntax } of computed) add({ syntax, standsFor: ['as many as the value needs'], bits: '' });
  return [...found]
    .map(([mnemonic, forms]) => ({ mnemonic, forms }))
    .sort((a, b) => (a.mnemonic < b.mnemonic ? -1 : 1));
}
