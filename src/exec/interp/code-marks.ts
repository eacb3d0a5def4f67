/** The marks of pages that are code: a flag where one engine runs all harts, else a bit for each engine. */
import { type MemoryPlan, PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';

export interface CodeMarks {
  add(page: number): void;
  remove(page: number): void;
  has(page: number): boolean;
}

export function codeMarks(plan: MemoryPlan, buffer: ArrayBufferLike): CodeMarks {
  const pages = plan.ramBytes / PAGE_BYTES;
  if (plan.concurrent) {
    const engines = new Uint16Array(buffer, plan.pageCodeBase, pages);
    const own = 1 << plan.engine;
    return {
      add: (page) => void Atomics.or(engines, page, own),
      remove: (page) => void Atomics.and(engines, page, ~own),
      has: (page) => (Atomics.load(engines, page) & own) !== 0,
    };
  }
  const flags = new Uint8Array(buffer, plan.pageFlagsBase, pages);
  return {
    add: (page) => {
      flags[page] = (flags[page] ?? 0) | PAGE_FLAG.code;
    },
    remove: (page) => {
      flags[page] = (flags[page] ?? 0) & ~PAGE_FLAG.code;
    },
    has: (page) => ((flags[page] ?? 0) & PAGE_FLAG.code) !== 0,
  };
}
