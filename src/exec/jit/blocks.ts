/**
 * The basic blocks of a region: everything that static control flow reaches from one instruction without leaving
 * its page. Where it cannot go on (another page, an instruction that is not translated, the size limit) it exits
 * to that address.
 */
import { at } from '../../base/assert.ts';
import type { InstructionSet, Row } from '../../isa/define.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';

/** One instruction of a block. */
export interface RegionInstruction {
  /** Offset in the page. */
  readonly offset: number;
  readonly lengthBytes: number;
  readonly row: Row;
  readonly operands: Readonly<Record<string, number>>;
}

/** Where control goes: a block of the region, or an address given by its offset from the page's start. */
export type Edge = { readonly block: number } | { readonly exit: number };

export type BlockEnd =
  | { readonly kind: 'go'; readonly to: Edge }
  | { readonly kind: 'branch'; readonly taken: Edge; readonly otherwise: Edge }
  /** The last instruction jumps to a target that is not static. */
  | { readonly kind: 'dynamic' };

export interface RegionBlock {
  readonly offset: number;
  readonly instructions: readonly RegionInstruction[];
  readonly end: BlockEnd;
}

/** How a row leaves its instruction, and whether the translator takes it at all. */
export interface RowShape {
  readonly kind: 'straight' | 'branch' | 'jump' | 'opaque';
  /** The operand that is a distance from the instruction, for static targets. */
  readonly relative: string | undefined;
}

const MAX_REGION_INSTRUCTIONS = 384;
const MAX_BLOCK_INSTRUCTIONS = 96;

export interface CodeSource {
  readonly set: InstructionSet;
  readonly shapes: readonly RowShape[];
  /** The halfword at an offset of the page. */
  readonly half: (offset: number) => number;
}

interface Scanned {
  readonly instruction: RegionInstruction;
  readonly shape: RowShape;
}

/** The instruction at an offset, if it lies in the page and is translated. */
function scan({ set, shapes, half }: CodeSource, offset: number): Scanned | undefined {
  if (offset < 0 || offset > PAGE_BYTES - 2 || (offset & 1) !== 0) return undefined;
  const low = half(offset);
  const lengthBytes = set.lengthOf(low);
  if (offset + lengthBytes > PAGE_BYTES) return undefined;
  const decoded = set.decode(lengthBytes === 2 ? low : low | (half(offset + 2) << 16));
  if (!decoded) return undefined;
  const shape = at(shapes, decoded.row.index);
  if (shape.kind === 'opaque') return undefined;
  return { instruction: { offset, lengthBytes, row: decoded.row, operands: decoded.operands }, shape };
}

const nextOf = ({ offset, lengthBytes }: RegionInstruction): number => offset + lengthBytes;

function staticTarget({ instruction, shape }: Scanned): number | undefined {
  if (shape.relative === undefined) return undefined;
  return instruction.offset + (instruction.operands[shape.relative] ?? 0);
}

interface Explored {
  readonly found: ReadonlyMap<number, Scanned>;
  /** Offsets that begin blocks. */
  readonly leaders: ReadonlySet<number>;
}

/** Every instruction that is reached, nearest blocks first. */
function explore(source: CodeSource, entry: number): Explored {
  const found = new Map<number, Scanned>();
  const leaders = new Set([entry]);
  const pending = [entry];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    let offset: number = next;
    while (!found.has(offset) && found.size < MAX_REGION_INSTRUCTIONS) {
      const scanned = scan(source, offset);
      if (!scanned) break;
      found.set(offset, scanned);
      const target = staticTarget(scanned);
      if (target !== undefined) {
        leaders.add(target);
        pending.push(target);
      }
      if (scanned.shape.kind === 'jump') break;
      offset = nextOf(scanned.instruction);
      if (scanned.shape.kind === 'branch') leaders.add(offset);
    }
  }
  return { found, leaders };
}

/** Cuts what was found into blocks; long straight code is cut as well, so that small budgets enter it. */
class BlockBuilder {
  private readonly explored: Explored;
  private readonly starts: number[];
  private readonly numbers: Map<number, number>;

  constructor(explored: Explored, entry: number) {
    this.explored = explored;
    const others = [...explored.leaders].filter((offset) => offset !== entry && explored.found.has(offset));
    this.starts = [entry, ...others.sort((a, b) => a - b)];
    this.numbers = new Map(this.starts.map((offset, index) => [offset, index]));
  }

  private edgeTo(offset: number): Edge {
    const block = this.numbers.get(offset);
    return block === undefined ? { exit: offset } : { block };
  }

  private cutAt(offset: number): Edge {
    this.numbers.set(offset, this.starts.push(offset) - 1);
    return this.edgeTo(offset);
  }

  private build(offset: number): RegionBlock {
    const instructions: RegionInstruction[] = [];
    for (let here = offset; ; ) {
      const scanned = this.explored.found.get(here);
      if (!scanned || (here !== offset && this.numbers.has(here))) {
        return { offset, instructions, end: { kind: 'go', to: this.edgeTo(here) } };
      }
      if (instructions.length === MAX_BLOCK_INSTRUCTIONS) {
        return { offset, instructions, end: { kind: 'go', to: this.cutAt(here) } };
      }
      instructions.push(scanned.instruction);
      here = nextOf(scanned.instruction);
      if (scanned.shape.kind !== 'straight') return { offset, instructions, end: this.endOf(scanned, here) };
    }
  }

  private endOf(scanned: Scanned, next: number): BlockEnd {
    const target = staticTarget(scanned);
    if (scanned.shape.kind === 'branch') {
      return { kind: 'branch', taken: this.edgeTo(target ?? next), otherwise: this.edgeTo(next) };
    }
    return target === undefined ? { kind: 'dynamic' } : { kind: 'go', to: this.edgeTo(target) };
  }

  all(): RegionBlock[] {
    const blocks: RegionBlock[] = [];
    for (let index = 0; index < this.starts.length; index++) blocks.push(this.build(at(this.starts, index)));
    return blocks;
  }
}

/** The blocks reached from `entry`, which is the first; undefined where not even one instruction is. */
export function findBlocks(source: CodeSource, entry: number): readonly RegionBlock[] | undefined {
  const explored = explore(source, entry);
  return explored.found.has(entry) ? new BlockBuilder(explored, entry).all() : undefined;
}

export function successors(end: BlockEnd): readonly Edge[] {
  switch (end.kind) {
    case 'go':
      return [end.to];
    case 'branch':
      return [end.taken, end.otherwise];
    case 'dynamic':
      return [];
  }
}
