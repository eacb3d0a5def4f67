/** What a machine needs of the world outside: memory and module instances. Time is for figures alone. */

import type { MemoryPlan } from '../../memory/layout.ts';
import type { MachineConfiguration } from '../config/configuration.ts';

/** Functions by name, and the table of translated regions. */
export type Imports = Readonly<Record<string, ((...args: number[]) => number | void) | object>>;

/** A table of functions that modules call through. */
export interface FunctionTable {
  set(index: number, value: object | null): void;
}

export interface MachineHost {
  /** The shared memory, zeroed, of exactly the plan's `totalBytes`. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** Whether modules may use tail calls. */
  readonly tailCalls: boolean;
  /** False where modules are to go without branch hints. */
  readonly branchHints?: boolean;
  /** An empty table of functions. */
  createTable(elements: number): FunctionTable;
  /** Instantiates a module, synchronously; its imports are `env.memory` and these under `env`. */
  instantiate(bytes: Uint8Array, imports: Imports): object;
  /** Elapsed time, for figures alone: nothing may depend on it. */
  readonly nowNs?: () => number;
  /** Wall time in nanoseconds, the same in all threads of a machine. */
  readonly wallNs?: () => number;
  /** Begins a thread for a hart; absent where harts take turns. */
  readonly startHart?: (start: HartStart) => HartThreadHandle;
}

/** What a hart's thread is made from, beside the memory. */
export interface HartStart {
  readonly hart: number;
  readonly plan: MemoryPlan;
  readonly tiers: MachineConfiguration['tiers'];
}

/** The first message to a hart's thread. */
export interface HartThreadData {
  readonly start: HartStart;
  readonly memory: { readonly buffer: ArrayBufferLike };
}

export interface HartThreadHandle {
  end(): void;
}
