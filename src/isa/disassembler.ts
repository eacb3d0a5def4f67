/**
 * Words back to assembly text, from the rows: the syntax says what is printed where, the operand kinds how.
 *
 * The text assembles to the same word again, but for what assembly text cannot say (reserved fields that
 * the guest's manual tells processors to ignore).
 *
 *   disassemble(riscv64, 0xfe010113, 0x80000000n)  ->  { text: 'addi sp, sp, -32', lengthBytes: 4 }
 */
import { u64 } from '../base/bits.ts';
import { extractField, type OperandKind } from './row-language.ts';
import type { InstructionSet } from './instruction-set.ts';
import { parseSyntax } from './syntax.ts';

/** A guest's instruction set, whatever its rows' meanings are built with. */
export type AnyInstructionSet = InstructionSet<never>;

export interface Disassembled {
  /** One instruction, or data where the encoding is reserved. */
  readonly text: string;
  readonly lengthBytes: number;
}

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** The name of a number, where the kind has words. */
function wordFor(words: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.keys(words).find((word) => words[word] === value);
}

function operandText(kind: OperandKind, value: number, pc: bigint): string {
  if (kind.kind === 'register') return kind.names[value]?.[0] ?? String(value);
  if (kind.relative) return hex(u64(pc + BigInt(value)));
  if (kind.words) return wordFor(kind.words, value) ?? hex(value);
  if (kind.shift !== undefined) return hex((value & (2 ** kind.width - 1)) >>> kind.shift);
  return String(value);
}

/** `aq` and `rl` set: `.aqrl`. */
function suffixes(set: AnyInstructionSet, values: ReadonlyMap<string, number>): string {
  let text = '';
  for (const [name, value] of values) {
    const kind = set.kinds[name];
    if (value === 1 && kind?.kind === 'immediate' && kind.suffix) text += kind.suffix;
  }
  return text === '' ? '' : `.${text}`;
}

/** Disassembles the instruction that starts at the low end of a 32-bit word, which stands at `pc`. */
export function disassemble(set: AnyInstructionSet, word: number, pc: bigint): Disassembled {
  const lengthBytes = set.lengthOf(word);
  const decoded = set.decode(word);
  if (!decoded) {
    const data = lengthBytes === 2 ? word & 0xffff : word >>> 0;
    return { text: `${lengthBytes === 2 ? '.half' : '.word'} ${hex(data)}`, lengthBytes };
  }
  const { encoding, syntax, mnemonic } = decoded.short ?? decoded.row;
  const values = new Map(encoding.fields.map((field) => [field.name, extractField(field, word)]));
  let text = '';
  for (const part of parseSyntax(syntax, (name) => values.has(name))) {
    if ('literal' in part) {
      text += part.literal === ',' ? ', ' : part.literal;
      continue;
    }
    const kind = set.kinds[part.operand];
    const value = values.get(part.operand);
    if (kind === undefined || value === undefined) continue;
    if (kind.kind === 'immediate' && kind.implied === value) text = text.replace(/, $/, '');
    else text += operandText(kind, value, pc);
  }
  const head = mnemonic + suffixes(set, values);
  return { text: text === '' ? head : `${head} ${text}`, lengthBytes };
}
