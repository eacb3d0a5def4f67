/**
 * What the headless command needs of a machine. The engine implements it; tests put a small stand-in behind it.
 *
 * A machine is one life from power-on to its end. A restart makes another one from the same plan, with the same
 * disks; the command adds up what the lives retired.
 */
import type { Result } from '../base/problem.ts';
import type { BoardDisk } from '../machine/board/board.ts';
import type { MachineConfiguration } from '../machine/config/configuration.ts';
import type { BootPlan } from '../machine/loaders/boot-plan.ts';
import type { CodeCacheParts } from '../machine/run/tiers.ts';
import type { SliceEnd } from '../machine/vcpu/loop.ts';

export interface MachineInput {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  /** They outlive the machine: a restart sees what was written. */
  readonly disks: readonly BoardDisk[];
  /** Called inside the guest's write of each console byte, of whichever console the guest uses. */
  readonly output: (byte: number) => void;
  /** What is known of its code from an earlier run, and how much of it may be kept. */
  readonly cache?: CodeCacheParts;
}

export interface HeadlessMachine {
  /**
   * Retires at most `maxInstructions` (sum over harts). An end of kind `budget` means exactly that many in
   * deterministic mode, unless {@link requestStop} cut it short. Where every hart waits, deterministic mode
   * jumps to the next event by itself; `idle` then means that nothing will ever happen without input.
   */
  run(maxInstructions: number): SliceEnd | Promise<SliceEnd>;
  /** False while threads of harts are on their way. */
  readonly isReady?: boolean;
  /** Makes `run` return (as `budget`) after the instruction in progress. For use inside `output`. */
  requestStop(): void;
  /**
   * Types bytes: the first arrives `firstDelayNs` of virtual time from now, each further one `gapNs` after the
   * one before; a byte that the console has no room for waits. May be called inside `output`.
   */
  scheduleInput(bytes: Uint8Array, firstDelayNs: number, gapNs: number): void;
  /** Room for immediate input in bytes, and its delivery: real time only. Returns how many were taken. */
  inputRoom(): number;
  input(bytes: Uint8Array): number;
  /** Real time only: fits guest time to `wallNs` since this machine was made. */
  pace(wallNs: number): void;
  /** Retired, one element per hart. */
  instructions(): readonly number[];
  /** By name: one element per hart, or one; null for a counter that was not counted. */
  counters(): Readonly<Record<string, readonly number[] | null>>;
  /** Lower-case hex SHA-256 over {@link dump}'s bytes. */
  stateHash(): string;
  /** The very bytes that the state hash is computed over, in parts. */
  dump(): Iterable<Uint8Array>;
}

export interface Engine {
  /** Version of the deterministic semantics. */
  readonly semantics: number;
  /** Refuses, with a problem of kind `unsupported`, what this build cannot do. */
  create(input: MachineInput): Result<HeadlessMachine>;
}
