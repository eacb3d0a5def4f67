/** What the built-in SBI needs of the machine around it. */
import type { HartState } from '../state.ts';

export type RemoteFence =
  | { readonly kind: 'instruction' }
  /** `asid` absent: all address spaces. `start` 0 and `sizeBytes` 2^64-1 mean everything. */
  | { readonly kind: 'address'; readonly start: bigint; readonly sizeBytes: bigint; readonly asid?: bigint };

export type ResetKind = 'shutdown' | 'reboot';

export interface SbiHost {
  readonly hartCount: number;
  /** The state of an existing hart. */
  hart(hart: number): HartState;
  /** Sets the supervisor timer to an absolute value of `time` and clears a pending one. */
  setTimer(hart: number, ticks: bigint): void;
  /** Sets `mip.SSIP` of a hart, which may be running. */
  raiseSoftwareInterrupt(hart: number): void;
  /** Called for each hart that a remote fence names, the caller included, before the call returns. */
  remoteFence(hart: number, fence: RemoteFence): void;
  /** The hart's state says what it is to do: it has been started, stopped or suspended. */
  hartChanged(hart: number): void;
  reset(kind: ResetKind, failure: boolean): void;
  consoleOutput(byte: number): void;
  /** The next typed byte, or -1. */
  consoleInput(): number;
  /** Copies guest-physical memory; false, with nothing copied, when a part of it is not RAM. */
  readMemory(address: bigint, into: Uint8Array): boolean;
  writeMemory(address: bigint, from: Uint8Array): boolean;
  /** Whether a hart may begin to execute at a physical address. */
  isExecutable(address: bigint): boolean;
}
