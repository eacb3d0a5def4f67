/**
 * Where a machine spends its instructions: by counts where translated code counts what it does, else by samples of
 * where the harts were found. The two are never mixed.
 */
import type { RegionCount } from '../../exec/jit/counts.ts';
import { disassemble } from '../../isa/disassembler.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import type { Sample } from '../run/samples.ts';
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

/** Offsets in a RAM page at which blocks of regions begin, ascending. */
function blockStarts(machine: Machine, page: number): readonly number[] {
  const starts = new Set<number>();
  for (const { translation } of machine.regions?.inspect(page) ?? []) {
    for (const distance of translation.pages) {
      for (const block of translation.blocks) starts.add(block - distance * PAGE_BYTES);
    }
  }
  return [...starts].filter(isInPage).sort((a, b) => a - b);
}

/** Gives samples of one page to the blocks that they lie in: those of regions, or what runs on without a jump. */
class PageBlocks {
  private readonly starts: readonly number[];
  private readonly half: (offset: number) => number;
  private readonly endOf: (offset: number) => number;
  /** Where the code of the block that was found last begins and ends. */
  private last = { start: -1, end: -1 };

  constructor(machine: Machine, page: number) {
    const first = (machine.memoryPlan.ramBase + page * PAGE_BYTES) >>> 1;
    const halves = new Uint16Array(machine.buffer);
    this.half = (offset) => (isInPage(offset) ? (halves[first + (offset >>> 1)] ?? 0) : 0);
    this.starts = blockStarts(machine, page);
    this.endOf = (offset) => Math.max(offset + 2, inspectorOf(machine).straight(this.half, offset).end);
  }

  isThere({ offset, half }: Sample): boolean {
    return this.half(offset) === half;
  }

  /** Where the block begins that an offset lies in; offsets come in ascending order. */
  startOf(offset: number): number {
    const start = this.starts.findLast((one) => one <= offset) ?? -1;
    if (start > this.last.start || offset >= this.last.end) {
      const end = start < 0 ? -1 : this.endOf(start);
      this.last = offset < end ? { start, end } : { start: offset, end: this.endOf(offset) };
    }
    return this.last.start;
  }
}

/** Code that was found being run. */
function sampled(machine: Machine): List {
  const found = new Map<number, Found>();
  let gone = 0;
  const pages = new Map<number, PageBlocks>();
  const places = machine.harts
    .flatMap(({ samples, index }) => Array.from(samples.all(), (sample) => ({ ...sample, hart: index })))
    .sort((a, b) => a.page - b.page || a.offset - b.offset);
  for (const sample of places) {
    const { hart, page, pc, count, instructions } = sample;
    const blocks = pages.get(page) ?? new PageBlocks(machine, page);
    pages.set(page, blocks);
    if (!blocks.isThere(sample)) {
      gone += instructions;
      continue;
    }
    const offset = blocks.startOf(sample.offset);
    const virtual = pc - BigInt(sample.offset - offset);
    const none = { executions: null, instructions: null, samples: 0, weight: 0 };
    const one = found.get(page * PAGE_BYTES + offset) ?? { page, offset, hart, virtual, ...none };
    one.samples += count;
    one.weight += instructions;
    found.set(page * PAGE_BYTES + offset, one);
  }
  return { found: [...found.values()], gone };
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
