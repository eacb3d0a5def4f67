/** What the machine worker and a vCPU thread post to each other. What is urgent goes through the channel. */
import type { Problem } from '../../base/problem.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';
import type { VcpuReport } from './loop.ts';

export type VcpuCommand =
  | VcpuStart
  /** Asks for the state hash. Answered when the thread has a moment, so the machine should be paused. */
  | { readonly kind: 'hash'; readonly number: number };

/** The first message to the thread: what to build. It is built paused. */
export interface VcpuStart {
  readonly kind: 'start';
  /** VCPU_CHANNEL_BYTES, zeroed; shared memory, unless both ends live in one thread. */
  readonly channel: ArrayBufferLike;
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  /** Raw disks, copy-on-write. */
  readonly disks: readonly NamedDisk[];
}

export interface NamedDisk {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A machine's figures as its own thread reads them. */
export interface VcpuStats {
  /** Retired, one element per hart. */
  readonly instructions: readonly number[];
  readonly counters: Readonly<Record<string, readonly number[] | null>>;
}

export type VcpuMessage =
  | VcpuReport<VcpuStats>
  /** The thread's code has loaded. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'hash'; readonly number: number; readonly hash: string }
  /** The machine cannot be built, or broke; the thread does nothing any more. */
  | { readonly kind: 'failed'; readonly problem: Problem };
