/** What a machine needs of the world outside: memory and module instances. Nothing here tells the time. */

export type ImportFunctions = Readonly<Record<string, (...args: number[]) => number | void>>;

export interface MachineHost {
  /** The shared memory, zeroed, of exactly the plan's `totalBytes`. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  /** Instantiates a module, synchronously; its imports are `env.memory` and these functions under `env`. */
  instantiate(bytes: Uint8Array, imports: ImportFunctions): object;
}
