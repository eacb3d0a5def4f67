/**
 * What became of the code at an address: the region that stands there with its figures and counts, or, where nothing
 * translated does, what the translator would make of it. Changes nothing.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { RegionBlock } from '../../exec/jit/blocks.ts';
import type { KeptRegion } from '../../exec/jit/figures.ts';
import { plainPages, recordedPages } from '../../exec/jit/code-view.ts';
import { type InspectedRegion, RegionInspector, type RegionLine } from '../../exec/jit/inspect.ts';
import { disassemble } from '../../isa/disassembler.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import { halvesAround, hex, isMidInstruction, type Place, placeOf } from './place.ts';
import type {
  BlockEdge,
  CodeLine,
  GuestInstruction,
  InspectedBlock,
  InspectedExit,
  Inspection,
  InspectRequest,
  RegionView,
} from './views.ts';

/** A machine's own, since code depends on its plan. */
const inspectors = new WeakMap<Machine, RegionInspector>();

export function inspectorOf(machine: Machine): RegionInspector {
  const inspector = inspectors.get(machine) ?? new RegionInspector(machine.hart(0).code, machine.memoryPlan);
  inspectors.set(machine, inspector);
  return inspector;
}

/** A region that has some of its bytes at a place. */
interface Candidate {
  readonly kept: KeptRegion;
  /** The place's offset from the start of the region's page. */
  readonly offset: number;
  /** 0 where the region begins there, 1 a block of it, 2 some other instruction; 3 for the middle of one. */
  readonly rank: number;
}

/** The halfwords that a translation was made from. */
function ownHalves({ translation: { places, halves } }: KeptRegion): (offset: number) => number {
  const known = new Map(Array.from(places, (place, index) => [place, halves[index] ?? 0]));
  return (offset) => known.get(offset) ?? 0;
}

function rankOf(machine: Machine, kept: KeptRegion, offset: number): number {
  const { offset: start, blocks } = kept.translation;
  if (start === offset) return 0;
  if (blocks.includes(offset)) return 1;
  const half = ownHalves(kept);
  const inspector = inspectorOf(machine);
  return blocks.some((block) => inspector.straight(half, block).starts.includes(offset)) ? 2 : 3;
}

/** The best first. */
function candidatesAt(machine: Machine, place: Place): Candidate[] {
  const found: Candidate[] = [];
  for (const kept of machine.regions?.inspect(place.page) ?? []) {
    const { pages, places } = kept.translation;
    for (const distance of pages) {
      const offset = distance * PAGE_BYTES + place.offset;
      if (places.includes(offset)) found.push({ kept, offset, rank: rankOf(machine, kept, offset) });
    }
  }
  return found.sort((a, b) => a.rank - b.rank);
}

/** Names offsets from the start of a region's page as addresses. */
type Naming = (offset: number) => string;

function disassembleBlock(
  { instructions }: RegionBlock,
  half: (offset: number) => number,
  pageStart: bigint,
): GuestInstruction[] {
  return instructions.map(({ offset, lengthBytes }) => {
    const word = half(offset) | (lengthBytes === 2 ? 0 : half(offset + 2) << 16);
    const address = BigInt.asUintN(64, pageStart + BigInt(offset));
    const { text } = disassemble(riscv64, word, address);
    return { address: hex(address), word: (word >>> 0).toString(16).padStart(lengthBytes * 2, '0'), text };
  });
}

function edgesOf({ end }: RegionBlock, blocks: readonly RegionBlock[], name: Naming): BlockEdge[] {
  const edge = (when: BlockEdge['when'], to: { block: number } | { exit: number }): BlockEdge =>
    'block' in to
      ? { when, block: to.block, target: name(blocks[to.block]?.offset ?? 0) }
      : { when, block: null, target: name(to.exit) };
  switch (end.kind) {
    case 'go':
      return [edge('always', end.to)];
    case 'branch':
      return [edge('taken', end.taken), edge('not taken', end.otherwise)];
    case 'dynamic':
      return [
        ...end.candidates.map(({ block }) => edge('seen', { block })),
        { when: end.candidates.length > 0 ? 'otherwise' : 'always', block: null, target: null },
      ];
  }
}

/** Times that a hart was found in a block of a place's own page, while this code stood there. */
function samplesIn(
  machine: Machine,
  page: number,
  { instructions }: RegionBlock,
  distance: number,
  half: (offset: number) => number,
): number {
  const halves = new Map(instructions.map(({ offset }) => [offset - distance * PAGE_BYTES, half(offset)]));
  let count = 0;
  for (const { samples } of machine.harts) {
    for (const sample of samples.all()) {
      if (sample.page === page && halves.get(sample.offset) === sample.half) count += sample.count;
    }
  }
  return count;
}

function regionView(kept: KeptRegion, region: InspectedRegion): RegionView {
  const { tier, origin, bytes, instructions, pages, executions, translationNs, ageNs } = kept.figures;
  const { body } = kept.translation;
  const isSame =
    body.length === region.code.body.length && body.every((byte, at) => byte === region.code.body[at]);
  return {
    ...{ tier, origin, bytes, instructions, translationNs, ageNs, isSame },
    pages: pages.length,
    entries: executions,
  };
}

const codeLine =
  (name: Naming) =>
  ({ text, depth, block, at }: RegionLine): CodeLine => ({
    ...{ text, depth },
    block: block ?? null,
    at: at === undefined ? null : name(at),
  });

interface Shown {
  readonly place: Place;
  readonly region: InspectedRegion;
  /** Where it begins, and the place's own offset, from the start of the region's page. */
  readonly start: number;
  readonly offset: number;
  readonly half: (offset: number) => number;
  /** Undefined where nothing translated stands. */
  readonly kept: KeptRegion | undefined;
  readonly others: readonly number[];
}

function show(machine: Machine, shown: Shown): Inspection {
  const { place, region, start, offset, half, kept, others } = shown;
  const pageStart = place.address - BigInt(offset);
  const name: Naming = (at) => hex(BigInt.asUintN(64, pageStart + BigInt(at)));
  const counted = kept?.counted?.sites;
  const executions = (index: number): number | null => counted?.[index]?.count ?? null;
  const ofBlock = new Map<number, number | null>();
  const exits: InspectedExit[] = [];
  region.sites.forEach((site, index) => {
    if (site.kind === 'block') ofBlock.set(site.block, executions(index));
    if (site.kind !== 'exit') return;
    const target = site.target === undefined ? null : name(site.target);
    exits.push({ how: site.how, block: site.block, target, executions: executions(index) });
  });
  const distance = Math.floor(offset / PAGE_BYTES);
  const blocks = region.blocks.map(
    (block, index): InspectedBlock => ({
      address: name(block.offset),
      instructions: disassembleBlock(block, half, pageStart),
      edges: edgesOf(block, region.blocks, name),
      executions: ofBlock.get(index) ?? null,
      samples: samplesIn(machine, place.page, block, distance, half),
    }),
  );
  return {
    hart: place.hart,
    address: hex(place.address),
    physical: hex(place.physical),
    start: name(start),
    region: kept ? regionView(kept, region) : null,
    others: others.map(name),
    blocks,
    exits,
    stages: region.stages.map(({ name: stage, lines }) => ({
      name: stage,
      lines: lines.map(codeLine(name)),
    })),
    wasm: region.wasm.map(codeLine(name)),
  };
}

const refuse = (code: string, place: Place, what: string, action: string) =>
  failure(problem('usage', `inspect.${code}`, hex(place.address), what, action));

/** What stands at an address now. Between two slices only. */
export function inspect(machine: Machine, request: InspectRequest): Result<Inspection> {
  const found = placeOf(machine, request);
  if (!found.ok) return found;
  const place = found.value;
  const all = candidatesAt(machine, place);
  const [best, ...rest] = all.filter(({ rank }) => rank < 3);
  if (best) {
    const { kept, offset } = best;
    const { translation, renumber } = kept;
    const start = translation.offset;
    const region = inspectorOf(machine).inspect(recordedPages(translation), start, renumber);
    if (!region) throw new Error('what was translated once is translated again');
    const others = rest.map((other) => other.kept.translation.offset + offset - other.offset);
    return success(show(machine, { place, region, start, offset, half: ownHalves(kept), kept, others }));
  }
  if (all.length > 0 || isMidInstruction(machine, place)) {
    const what = 'an instruction that was executed began two bytes before';
    return refuse('middle', place, what, `give ${hex(place.address - 2n)}`);
  }
  const half = halvesAround(machine, place);
  const { offset } = place;
  const region = inspectorOf(machine).inspect(plainPages(half), offset);
  if (!region) {
    const { text } = disassemble(riscv64, half(offset) | (half(offset + 2) << 16), place.address);
    const what = `"${text}" is never translated: the interpreter runs it`;
    return refuse('interpreted', place, what, 'give an address before or after it');
  }
  return success(show(machine, { place, region, start: offset, offset, half, kept: undefined, others: [] }));
}
