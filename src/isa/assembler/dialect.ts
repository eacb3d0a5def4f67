/**
 * What an assembler needs to know about a guest besides its rows: pseudo-instructions, modifiers, and what an
 * ELF file says about the machine. All of it is data.
 */
import type { OperandKind } from '../row-language.ts';
import type { AnyInstructionSet } from '../disassembler.ts';

/**
 * `pseudo('neg rd, rs2', 'sub rd, x0, rs2')`: a syntax that stands for other instructions. Operand names in
 * the expansion stand for what was written there; `.` is the address of the expanded instruction.
 */
export interface Pseudo {
  readonly syntax: string;
  readonly expansion: readonly string[];
  /** Taken instead where short encodings are allowed and this one fits. */
  readonly short?: string;
}

export const pseudo = (syntax: string, ...expansion: readonly string[]): Pseudo => ({ syntax, expansion });

/** A syntax whose expansion depends on the value of its immediate operand. */
export interface Computed {
  readonly syntax: string;
  /** The operand whose value decides; the text uses the others by name. */
  readonly operand: string;
  readonly expand: (value: bigint) => readonly string[];
}

export interface ModifierScope {
  /** The address of the instruction. */
  readonly here: bigint;
  /** Keeps a number for this address, */
  remember(value: bigint): void;
  /** and gives what another address kept. */
  recall(address: bigint): bigint | undefined;
}

export interface Modifier {
  /** The value of `%name(value)`, or nothing where there is none. */
  readonly apply: (value: bigint, scope: ModifierScope) => bigint | undefined;
  /** What is wrong where `apply` has no value, and what to do about it. */
  readonly failure?: { readonly what: string; readonly action: string };
}

export interface Dialect {
  readonly set: AnyInstructionSet;
  readonly pseudos: readonly Pseudo[];
  readonly computed: readonly Computed[];
  /** Operand names that only pseudo-instructions have. */
  readonly kinds: Readonly<Record<string, OperandKind>>;
  readonly modifiers: Readonly<Record<string, Modifier>>;
  /** An instruction without effect, for gaps in code. */
  readonly filler: string;
  /** ELF `e_machine` and `e_flags`. */
  readonly elfMachine: number;
  readonly elfFlags: number;
  /** Where the first section goes unless told otherwise. */
  readonly baseAddress: bigint;
}
