/**
 * What the engine needs of a guest: rows, state, and a handful of helpers in IR. The engine never asks which
 * guest it runs.
 */
import type { Builder, Value } from '../ir/builder.ts';
import type { FunctionDefinition, StatePlace } from '../ir/node.ts';
import type { InstructionSet } from './instruction-set.ts';

export type Access = 'fetch' | 'load' | 'store';

/** The number that helpers use for an access kind. */
export const ACCESS: Readonly<Record<Access, number>> = { fetch: 0, load: 1, store: 2 };

export interface Guest<B extends Builder = Builder> {
  readonly instructionSet: InstructionSet<B>;
  readonly makeBuilder: () => B;
  /** i32 condition: the halfword (i32) at an instruction's start is a two-byte instruction. */
  readonly isShort: (b: Builder, half: Value) => Value;
  /** Program counter in the hart's state. */
  readonly pc: StatePlace;
  /** Harts run at the same time, so that their atomics have to be the host's. */
  readonly concurrent: boolean;
  readonly reservation: {
    readonly valid: StatePlace;
    readonly bytes: StatePlace;
    readonly address: StatePlace;
    readonly value: StatePlace;
  };
  /**
   * `(virtual address: i64, access: i32) -> physical address: i64`. Faults are reported through the engine's
   * `faulted`, `cause`, `value`. Reads `accessBytes`; writes `walkFlags` (`WALK.cacheable`).
   */
  readonly translate: FunctionDefinition;
  /** `(cause: i64, value: i64, pc: i64) -> pc: i64`: enters the handler. */
  readonly takeTrap: FunctionDefinition;
  /** `() -> cause: i64`: the interrupt to take now, or 0. */
  readonly pendingInterrupt: FunctionDefinition;
  /** `() -> i32`: not 0 when a waiting hart has to wake. */
  readonly wakePending: FunctionDefinition;
  /** `()`: sets the engine's `fetchContext` and `dataContext` from privilege and mode bits. */
  readonly updateContexts: FunctionDefinition;
  /** Exception codes by access, for addresses with nothing behind them. */
  readonly accessFaults: Readonly<Record<Access, number>>;
  /** Exception codes of misaligned atomics. */
  readonly misalignedFaults: { readonly load: number; readonly store: number };
  readonly illegalInstruction: number;
  /** Registers that calls leave the return address in, by convention: a jump to one of them is a return. */
  readonly linkRegisters: readonly number[];
}

/** Bits of the engine's `walkFlags`. */
export const WALK = {
  /** The translation holds for the whole page and may be kept. */
  cacheable: 1,
} as const;
