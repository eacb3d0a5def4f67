/** What a machine needs of the world outside: memory and module instances. Time is for figures alone. */

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
}
