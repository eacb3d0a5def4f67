/** The browser's WebAssembly as a machine wants it: one shared memory, and instances made at once. */

import { TAIL_CALL_PROBE } from '../tail-calls.ts';

export interface ModuleHost {
  readonly memory: WebAssembly.Memory;
  /** The exports of a module whose imports are `env.memory` and the functions under `env`. */
  instantiate(bytes: Uint8Array, imports: Readonly<Record<string, object>>): object;
  readonly tailCalls: boolean;
  readonly branchHints: boolean;
  nowNs(): number;
  /** An empty table of functions. */
  createTable(elements: number): WebAssembly.Table;
}

const WASM_PAGE_BYTES = 65536;

export const hasTailCalls = (without: readonly string[]): boolean =>
  !without.includes('tail-calls') && WebAssembly.validate(TAIL_CALL_PROBE);

/**
 * A new shared memory of zeros, `totalBytes` rounded up to 64 KiB; features named in `without` are taken to be
 * missing. Throws a RangeError if there is not that much memory.
 */
export function createModuleHost(totalBytes: number, without: readonly string[] = []): ModuleHost {
  const pages = Math.ceil(totalBytes / WASM_PAGE_BYTES);
  return moduleHost(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }), without);
}

/** The same over a memory that another thread has made. */
export function moduleHost(memory: WebAssembly.Memory, without: readonly string[] = []): ModuleHost {
  return {
    memory,
    tailCalls: hasTailCalls(without),
    branchHints: !without.includes('branch-hints'),
    nowNs: () => performance.now() * 1e6,
    instantiate: (bytes, imports) =>
      new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)), {
        env: { memory, ...imports },
      }).exports,
    createTable: (elements) => new WebAssembly.Table({ element: 'anyfunc', initial: elements }),
  };
}
