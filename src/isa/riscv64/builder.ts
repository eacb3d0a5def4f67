/** The IR builder as RISC-V rows see it: register files, state places and the traps that rows raise. */
import { Builder, type Value } from '../../ir/builder.ts';
import type { RegisterFile, StatePlace } from '../../ir/node.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { rowLanguage } from '../row-language.ts';
import { hartState } from './state.ts';

type ScalarField = {
  [K in keyof typeof hartState.fields]: (typeof hartState.fields)[K] extends string ? K : never;
}[keyof typeof hartState.fields];

const BITS = { u8: 8, u16: 16, u32: 32, u64: 64 } as const;

/** The IR place of a scalar field of the hart's state. */
export function place(name: ScalarField): StatePlace {
  const type = hartState.fields[name];
  return { name, offset: GUEST_STATE_OFFSET + hartState.offsets[name], bits: BITS[type] };
}

/** The IR place of one element of a 64-bit array field. */
export const elementPlace = (name: 'pmpcfg' | 'pmpaddr', index: number): StatePlace => ({
  name: `${name}${index}`,
  offset: GUEST_STATE_OFFSET + hartState.offsets[name] + index * 8,
  bits: 64,
});

export const xFile: RegisterFile = {
  name: 'x',
  offset: GUEST_STATE_OFFSET + hartState.offsets.x,
  count: 32,
  zero: 0,
};

export const fFile: RegisterFile = { name: 'f', offset: GUEST_STATE_OFFSET + hartState.offsets.f, count: 32 };

/** Exception codes (privileged manual, `mcause`). */
export const CAUSE = {
  fetchMisaligned: 0,
  fetchAccess: 1,
  illegalInstruction: 2,
  breakpoint: 3,
  loadMisaligned: 4,
  loadAccess: 5,
  storeMisaligned: 6,
  storeAccess: 7,
  userCall: 8,
  supervisorCall: 9,
  machineCall: 11,
  fetchPage: 12,
  loadPage: 13,
  storePage: 15,
} as const;

export class RiscvBuilder extends Builder {
  /** Harts run at the same time: order has to be asked for, and what others wrote has to be looked at. */
  readonly concurrent: boolean;

  constructor(concurrent = false) {
    super();
    this.concurrent = concurrent;
  }
  override fence(): void {
    super.fence(this.concurrent);
  }
  x(index: Value): Value {
    return this.readRegister(xFile, index);
  }
  setX(index: Value, value: Value): void {
    this.writeRegister(xFile, index, value);
  }
  f(index: Value): Value {
    return this.readRegister(fFile, index);
  }
  setF(index: Value, value: Value): void {
    this.writeRegister(fFile, index, value);
  }
  get(name: ScalarField): Value {
    return this.readState(place(name));
  }
  set(name: ScalarField, value: Value): void {
    this.writeState(place(name), value);
  }
  /** Illegal-instruction exception; `mtval` is 0, as the manual allows. */
  illegal(): void {
    this.trap(this.i64(CAUSE.illegalInstruction), this.i64(0));
  }
}

export const insn = rowLanguage<RiscvBuilder>();
