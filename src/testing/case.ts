/**
 * One case of the comparison with outside witnesses: instructions at an address, the state they start from, and
 * the outcome: the whole state they leave.
 *
 * A case runs in user mode at a fixed address, so that results relative to the pc need no exception. All that it
 * does not name has a fixed background value, never zero, so that a write to the wrong register or byte is seen.
 * Memory that a case may touch is one window of 64 bytes across a page boundary. The same numbers stand in
 * witness/driver.c.
 */
import { u64 } from '../base/bits.ts';

/** Where instructions may stand and jumps may go; the witness fills it with `c.ebreak`. */
export const CODE_BASE = 0x8040_0000;
export const CODE_BYTES = 0x80_0000;
/** Four readable and writable 16-byte rows across the page boundary at 0x80300000. */
export const WINDOW_BASE = 0x802f_ffe0;
export const WINDOW_BYTES = 64;

/** A register's value: 0 to 31 are x0 to x31, 32 to 63 are f0 to f31. */
export interface RegisterValue {
  readonly register: number;
  readonly value: bigint;
}

/** Bytes at an offset of the window. */
export interface Patch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Case {
  readonly pc: number;
  /** Instructions in order, executed one after the other; a 16-bit one has its low bits other than 3. */
  readonly words: readonly number[];
  /** Registers that differ from the background. */
  readonly registers: readonly RegisterValue[];
  /** `fcsr`: flags in bits 4 to 0, rounding mode in bits 7 to 5. */
  readonly fcsr: number;
  /** Window bytes that differ from the background. */
  readonly patch?: Patch;
}

export const ENDS = ['next', 'illegal', 'breakpoint', 'access', 'misaligned'] as const;
/** How a case ended: all instructions retired, or the exception that one of them raised. */
export type End = (typeof ENDS)[number];

export interface Outcome {
  readonly end: End;
  /** The next instruction's address, or the one that raised the exception. */
  readonly pc: bigint;
  /** The address of an access that faulted, else 0. */
  readonly faultAddress: bigint;
  /** Registers that changed, in ascending order. */
  readonly changes: readonly RegisterValue[];
  readonly fcsr: number;
  /** The window from the first to the last byte that changed. */
  readonly memory?: Patch;
}

const isLong = (word: number): boolean => (word & 3) === 3;
export const bytesOf = (word: number): number => (isLong(word) ? 4 : 2);
export const codeBytesOf = (words: readonly number[]): number =>
  words.reduce((bytes, word) => bytes + bytesOf(word), 0);

const background = (index: number): bigint => u64(0xb5ad4eceda1ce2a9n * BigInt(index + 1));

/** The background of registers 0 to 63; x0 is 0. */
function backgroundRegisters(): bigint[] {
  return Array.from({ length: 64 }, (_, register) => (register === 0 ? 0n : background(register)));
}

function backgroundWindow(): Uint8Array {
  const bytes = new Uint8Array(WINDOW_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < WINDOW_BYTES / 8; i++) view.setBigUint64(i * 8, background(64 + i), true);
  return bytes;
}

/** The registers a case starts with, x0 to x31 and f0 to f31. */
export function startRegisters({ registers }: Case): bigint[] {
  const values = backgroundRegisters();
  for (const { register, value } of registers) values[register] = value;
  values[0] = 0n;
  return values;
}

export function startWindow({ patch }: Case): Uint8Array {
  const window = backgroundWindow();
  if (patch) window.set(patch.bytes, patch.offset);
  return window;
}

/** What changed between two register states. */
export function registerChanges(before: readonly bigint[], after: readonly bigint[]): RegisterValue[] {
  return after.flatMap((value, register) => (value === before[register] ? [] : [{ register, value }]));
}

/** The window from the first to the last byte that changed; nothing where none did. */
export function windowChange(before: Uint8Array, after: Uint8Array): Patch | undefined {
  const offset = after.findIndex((byte, index) => byte !== before[index]);
  if (offset < 0) return undefined;
  const last = after.findLastIndex((byte, index) => byte !== before[index]);
  return { offset, bytes: after.slice(offset, last + 1) };
}
