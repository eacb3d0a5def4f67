/**
 * What we use of Node's WebAssembly: one shared memory, and modules that
 * are instantiated synchronously over it.
 */

import { TAIL_CALL_PROBE } from '../tail-calls.ts';

interface SharedMemory {
  readonly buffer: ArrayBufferLike;
}

interface FunctionTable {
  set(index: number, value: object | null): void;
}

/** The part of the global that we use; declared here since Node's types leave it out. */
declare const WebAssembly: {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => SharedMemory;
  readonly Table: new (descriptor: { element: 'anyfunc'; initial: number }) => FunctionTable;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const WASM_PAGE_BYTES = 65536;

export interface ModuleHost {
  readonly memory: SharedMemory;
  /** The exports of a module whose imports are `env.memory` and the functions under `env`. */
  instantiate(bytes: Uint8Array, imports: Readonly<Record<string, object>>): object;
  createTable(elements: number): FunctionTable;
  readonly tailCalls: boolean;
  nowNs(): number;
  /** The same in all threads of a process. */
  wallNs(): number;
}

export const hasTailCalls = (): boolean => WebAssembly.validate(TAIL_CALL_PROBE);

/** A new shared memory of zeros. Throws a RangeError where the host has not that much. */
export function createModuleHost(totalBytes: number): ModuleHost {
  const pages = Math.ceil(totalBytes / WASM_PAGE_BYTES);
  return moduleHost(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }));
}

/** The same over a memory that another thread has made. */
export function moduleHost(memory: SharedMemory): ModuleHost {
  return {
    memory,
    tailCalls: hasTailCalls(),
    nowNs: () => performance.now() * 1e6,
    wallNs: () => {
      const [seconds, nanoseconds] = process.hrtime();
      return seconds * 1e9 + nanoseconds;
    },
    createTable: (elements) => new WebAssembly.Table({ element: 'anyfunc', initial: elements }),
    instantiate(bytes, imports) {
      // A copy that no other thread can change, which is what the compiler demands.
      const module = new WebAssembly.Module(new Uint8Array(bytes));
      return new WebAssembly.Instance(module, { env: { memory, ...imports } }).exports;
    },
  };
}
