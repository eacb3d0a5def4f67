/**
 * Where a machine spends its instructions: by counts where translated code counts what it does, else by samples of
 * where the harts were found. The two are never mixed.
 */
import type { RegionCount } from '../../exec/jit/counts.ts';
import { disassemble } from '../../isa/disassembler.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import { inspectorOf } from './inspection.ts';
import { hex } from './place.ts';
import type { HotBlock, Hottest } from './views.ts';

interface Found {
  readonly page: number;
  readonly offset: number;
  hart: number;
  virtual: bigint | undefined;
  executions: number | null;
  instructions: number | null;
  samples: number;
  /** What shares are made of. */
  weight: number;
}

const isInPage = (offset: number): boolean => offset >= 0 && offset < PAGE_BYTES;

/** Instructions of a block that were not made there, because control left before them. */
function leftOut({ sites, blocks }: RegionCount, block: number): number {
  let sum = 0;
  const instructions = blocks[block]?.instructions ?? [];
  for (const { site, count } of sites) {
    if (site.kind !== 'exit' || site.how !== 'instruction' || site.block !== block) continue;
    sum += count * instructions.filter((offset) => offset >= (site.target ?? 0)).length;
  }
  return sum;
}

interface List {
  readonly found: readonly Found[];
  /** Weight of code that does not stand there any more. */
  readonly gone: number;
}

/** Blocks of regions that stand somewhere, and what was retired in others. */
function counted(machine: Machine): List {
  const found: Found[] = [];
  let gone = 0;
  for (const { figures, counted: count } of machine.regions?.inspect() ?? []) {
    const [page] = figures.pages;
    for (const { site, count: executions } of count?.sites ?? []) {
      const block = site.kind === 'block' ? count?.blocks[site.block] : undefined;
      if (!count || site.kind !== 'block' || !block || executions === 0) continue;
      const instructions = executions * block.instructions.length - leftOut(count, site.block);
      if (page === undefined || !isInPage(block.offset)) gone += instructions;
      else {
        const { offset } = block;
        const none = { samples: 0, virtual: undefined, hart: 0 };
        found.push({ page, offset, executions, instructions, ...none, weight: instructions });
      }
    }
  }
  return { found, gone };
}

/** Code that was found being run: what follows from one of its places without a jump is one. */
function sampled(machine: Machine): List {
  const found: Found[] = [];
  let gone = 0;
  const { ramBase } = machine.memoryPlan;
  const halves = new Uint16Array(machine.buffer);
  const places = machine.harts
    .flatMap(({ samples, index }) => Array.from(samples.all(), (sample) => ({ ...sample, hart: index })))
    .sort((a, b) => a.page - b.page || a.offset - b.offset);
  let last: { readonly found: Found; readonly end: number } | undefined;
  for (const { hart, page, offset, pc, half: known, count, instructions } of places) {
    const start = (ramBase + page * PAGE_BYTES) >>> 1;
    if (halves[start + (offset >>> 1)] !== known) {
      gone += instructions;
      continue;
    }
    if (last && last.found.page === page && offset < last.end) {
      last.found.samples += count;
      last.found.weight += instructions;
      continue;
    }
    const half = (at: number): number => (isInPage(at) ? (halves[start + (at >>> 1)] ?? 0) : 0);
    const { end } = inspectorOf(machine).straight(half, offset);
    const one: Found = {
      ...{ page, offset, hart, virtual: pc, executions: null, instructions: null },
      samples: count,
      weight: instructions,
    };
    found.push(one);
    last = { found: one, end: Math.max(end, offset + 2) };
  }
  return { found, gone };
}

function blockOf(machine: Machine, found: Found, total: number): HotBlock {
  const { page, offset, hart, virtual, executions, instructions, samples, weight } = found;
  const { ramStart, ramBase } = machine.memoryPlan;
  const physical = BigInt(ramStart + page * PAGE_BYTES + offset);
  const view = new DataView(machine.buffer, ramBase + page * PAGE_BYTES + offset);
  const word = view.getUint16(0, true) | (offset + 4 <= PAGE_BYTES ? view.getUint16(2, true) << 16 : 0);
  const isTranslated = (machine.regions?.inspect(page) ?? []).some(({ translation }) =>
    translation.pages.some((distance) => translation.places.includes(distance * PAGE_BYTES + offset)),
  );
  return {
    hart,
    virtual: virtual === undefined ? null : hex(virtual),
    physical: hex(physical),
    text: disassemble(riscv64, word, virtual ?? physical).text,
    tier: isTranslated ? 'baseline' : 'interpreter',
    ...{ executions, instructions, samples },
    share: total === 0 ? 0 : weight / total,
  };
}

/** The blocks that most was retired in, at most so many. Between two slices only. */
export function hottest(machine: Machine, most: number): Hottest {
  const measure = machine.tiers.isCounting ? 'executions' : 'samples';
  const { found, gone } = measure === 'executions' ? counted(machine) : sampled(machine);
  const total = found.reduce((sum, { weight }) => sum + weight, gone);
  const hot = [...found].sort((a, b) => b.weight - a.weight).slice(0, most);
  return {
    measure,
    known: found.length,
    gone: total === 0 ? 0 : gone / total,
    blocks: hot.map((one) => blockOf(machine, one, total)),
  };
}
