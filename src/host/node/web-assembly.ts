/**
 * What we use of Node's WebAssembly: one shared memory, and modules that
 * are instantiated synchronously over it.
 */

interface SharedMemory {
  readonly buffer: ArrayBufferLike;
}

/** The part of the global that we use; declared here since Node's types leave it out. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const WASM_PAGE_BYTES = 65536;

export interface ModuleHost {
  readonly memory: SharedMemory;
  /** The exports of a module whose imports are `env.memory` and the functions under `env`. */
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, (...args: number[]) => number | void>>,
  ): object;
}

/** A new shared memory of zeros. Throws a RangeError where the host has not that much. */
export function createModuleHost(totalBytes: number): ModuleHost {
  const pages = Math.ceil(totalBytes / WASM_PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return {
    memory,
    instantiate(bytes, imports) {
      // A copy that no other thread can change, which is what the compiler demands.
      const module = new WebAssembly.Module(new Uint8Array(bytes));
      return new WebAssembly.Instance(module, { env: { memory, ...imports } }).exports;
    },
  };
}
