/**
 * One SBI call, as the extensions see it (RISC-V SBI specification 2.0, chapter 3): arguments in a0 to a5,
 * function in a6, extension in a7; an error and a value come back in a0 and a1.
 */
import { at } from '../../../base/assert.ts';
import { u64 } from '../../../base/bits.ts';
import type { HartState } from '../state.ts';
import type { SbiHost } from './host.ts';

export const SUCCESS = 0n;
export const FAILED = -1n;
export const NOT_SUPPORTED = -2n;
export const INVALID_PARAM = -3n;
export const INVALID_ADDRESS = -5n;
export const ALREADY_AVAILABLE = -6n;

/** Register numbers of the calling convention. */
export const A0 = 10;
export const A1 = 11;
export const A6 = 16;
export const A7 = 17;

export interface SbiCall {
  readonly hart: number;
  readonly state: HartState;
  readonly host: SbiHost;
}

/** The answer of an extension; undefined when the call does not return to its caller. */
export type SbiAnswer = { readonly error: bigint; readonly value: bigint } | undefined;

export const answer = (error: bigint, value = 0n): SbiAnswer => ({ error, value });

export const argument = ({ state }: SbiCall, index: number): bigint => at(state.x, A0 + index);

/** An argument whose C type has 32 bits: what stands above them is not looked at. */
export const argument32 = (call: SbiCall, index: number): number =>
  Number(argument(call, index) & 0xffff_ffffn);

export function setRegister(state: HartState, register: number, value: bigint): void {
  state.x[register] = u64(value);
}

/** The harts that a mask and its base name, or undefined when one of them does not exist. */
export function hartsOfMask(host: SbiHost, mask: bigint, base: bigint): readonly number[] | undefined {
  const count = host.hartCount;
  if (base === 0xffff_ffff_ffff_ffffn) return Array.from({ length: count }, (_, hart) => hart);
  if (base >= BigInt(count)) return undefined;
  const harts: number[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if (((mask >> BigInt(bit)) & 1n) === 0n) continue;
    const hart = Number(base) + bit;
    if (hart >= count) return undefined;
    harts.push(hart);
  }
  return harts;
}
