/** What the machine worker and a vCPU thread post to each other. What is urgent goes through the channel. */
import type { Problem, Result } from '../../base/problem.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { RunRecord } from '../log/recording.ts';
import type { Verdict } from '../log/reproduction.ts';
import type { InspectAnswer, InspectQuestion } from '../inspect/views.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';
import type { Snapshot } from '../snapshot/file.ts';
import type { TravelRequest, TravelView } from '../time-travel/requests.ts';
import type { VcpuReport } from './loop.ts';

export type VcpuCommand =
  | VcpuStart
  /** A line (a MessagePort) to the library, which keeps the machine. */
  | { readonly kind: 'keep'; readonly port: object }
  /** Asks for the state hash. Answered when the thread has a moment, so the machine should be paused. */
  | { readonly kind: 'hash'; readonly number: number }
  /** Asks for something of the machine's past; what was asked before and isn't answered never will be. */
  | { readonly kind: 'travel'; readonly number: number; readonly request: TravelRequest }
  /** Asks what became of guest code, or where instructions are spent. Answered between two slices. */
  | { readonly kind: 'inspect'; readonly number: number; readonly question: InspectQuestion }
  /** Whether code is used before it first runs and kept for later visits; at once. */
  | { readonly kind: 'warming'; readonly on: boolean }
  /** Forgets the code of this image, or of every one. */
  | { readonly kind: 'clearCode'; readonly all: boolean }
  /** Asks for what was recorded until now, likewise. */
  | { readonly kind: 'record'; readonly number: number };

/** The first message to the thread: what to build. It is built paused. */
export interface VcpuStart {
  readonly kind: 'start';
  /** VCPU_CHANNEL_BYTES, zeroed; shared memory, unless both ends live in one thread. */
  readonly channel: ArrayBufferLike;
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  /** Generated code is kept from visit to visit for this build alone; an unnamed build keeps nothing. */
  readonly code: { readonly build: string; readonly warms: boolean };
  /** Features of the host's WebAssembly that are not to be used, though they may be there. */
  readonly without: readonly string[];
  /** Raw disks, copy-on-write. */
  readonly disks: readonly NamedDisk[];
  /** Of a program, as far as its file has them. */
  readonly symbols: readonly (readonly [name: string, address: bigint])[];
  /** Whether the run goes the same way again, and so is written down. */
  readonly isRecorded: boolean;
  /** Set where the machine came as a link: what it does before anything else. */
  readonly replay: LinkedRun | undefined;
  /** Set where the machine goes on from a kept state, then along what came in after it. */
  readonly resume: KeptState | undefined;
}

export interface KeptState {
  readonly snapshot: Snapshot;
  /** As a log; perhaps empty. */
  readonly log: Uint8Array;
}

export interface LinkedRun {
  /** What it goes along and is compared with; undefined where nothing can be expected of it. */
  readonly record: RunRecord | undefined;
  /** Where there is no record: typed at these virtual times. */
  readonly typed: readonly { readonly atNs: number; readonly bytes: Uint8Array }[];
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
  | { readonly kind: 'travel'; readonly number: number; readonly answer: Result<TravelView> }
  | { readonly kind: 'inspected'; readonly number: number; readonly answer: Result<InspectAnswer> }
  /**
   * A machine in its past shows what had been printed by now: so many bytes of its console; out of it, all.
   * `forked`: what came after them is no more.
   */
  | { readonly kind: 'shows'; readonly consoleBytes: number | undefined; readonly forked: boolean }
  /** Undefined where nothing was written down; and where the machine stands. */
  | {
      readonly kind: 'record';
      readonly number: number;
      readonly record: RunRecord | undefined;
      readonly instructions: number;
    }
  /** A machine that came as a link has gone its way, and pauses. */
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** A machine from a kept state goes along what came in after it, between these counts; until `caughtUp`. */
  | { readonly kind: 'catchUp'; readonly from: number; readonly to: number }
  /** It is live now; where it was stopped on the way, so many instructions before the end. */
  | { readonly kind: 'caughtUp'; readonly left: number }
  /** The machine cannot be built, or broke; the thread does nothing any more. */
  | { readonly kind: 'failed'; readonly problem: Problem };
