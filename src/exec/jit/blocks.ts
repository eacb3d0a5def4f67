/**
 * The basic blocks of a region, cut from what was explored. Where control cannot go on inside (an instruction that
 * is not translated, code that was never reached, the size limit) it exits to that address.
 */
import { at } from '../../base/assert.ts';
import { PAGE_SHIFT } from '../../memory/layout.ts';
import {
  type CodeSource,
  type Exploration,
  explore,
  isReturnOf,
  type Frame,
  linkRegister,
  nextOf,
  type Place,
  type RegionInstruction,
  type Scanned,
  staticTarget,
} from './explore.ts';

/** Where control goes: a block of the region, or an address given by its offset from the first page's start. */
export type Edge = { readonly block: number } | { readonly exit: number };

/** A block that a jump without static target may go to, and the offset that says so. */
export interface Candidate {
  readonly offset: number;
  readonly block: number;
}

export type BlockEnd =
  | { readonly kind: 'go'; readonly to: Edge }
  | { readonly kind: 'branch'; readonly taken: Edge; readonly otherwise: Edge }
  /** The last instruction jumps to a target that is not static: one of these, or out of the region. */
  | { readonly kind: 'dynamic'; readonly candidates: readonly Candidate[] };

export interface RegionBlock {
  readonly offset: number;
  readonly instructions: readonly RegionInstruction[];
  readonly end: BlockEnd;
  /** Pages that its bytes lie in, as distances from the region's first page. */
  readonly pages: readonly number[];
  /** Control may leave after it for what a later translation, knowing more, would take in. */
  readonly mayGrow: boolean;
}

/** Longer straight code is cut, so that small budgets enter it. */
const MAX_BLOCK_INSTRUCTIONS = 96;

class BlockBuilder {
  private readonly source: CodeSource;
  private readonly starts: Place[] = [];
  private readonly numbers = new Map<Frame, Map<number, number>>();

  constructor(source: CodeSource, exploration: Exploration) {
    this.source = source;
    const { first, frames } = exploration;
    this.number(first);
    for (const frame of frames) {
      const offsets = [...frame.leaders].filter((offset) => frame.found.has(offset)).sort((a, b) => a - b);
      for (const offset of offsets) this.number({ frame, offset });
    }
  }

  /** The number of the block that begins at a place, given now if it has none. */
  private number({ frame, offset }: Place): number {
    const ofFrame = this.numbers.get(frame) ?? new Map<number, number>();
    this.numbers.set(frame, ofFrame);
    const number = ofFrame.get(offset) ?? this.starts.push({ frame, offset }) - 1;
    ofFrame.set(offset, number);
    return number;
  }

  private known({ frame, offset }: Place): number | undefined {
    return this.numbers.get(frame)?.get(offset);
  }

  private edgeTo(place: Place): Edge {
    const block = this.known(place);
    return block === undefined ? { exit: place.offset } : { block };
  }

  private build({ frame, offset }: Place): RegionBlock {
    const instructions: RegionInstruction[] = [];
    const pages = new Set<number>();
    const done = (end: BlockEnd, mayGrow = false): RegionBlock => ({
      offset,
      instructions,
      end,
      pages: [...pages],
      mayGrow,
    });
    for (let here = offset; ; ) {
      const scanned = frame.found.get(here);
      if (!scanned || (here !== offset && this.known({ frame, offset: here }) !== undefined)) {
        return done({ kind: 'go', to: this.edgeTo({ frame, offset: here }) });
      }
      const next = nextOf(scanned.instruction);
      const touched = [here >> PAGE_SHIFT, (next - 1) >> PAGE_SHIFT];
      const isCut = instructions.length === MAX_BLOCK_INSTRUCTIONS;
      if (isCut || (instructions.length > 0 && touched.some((page) => !pages.has(page)))) {
        return done({ kind: 'go', to: { block: this.number({ frame, offset: here }) } });
      }
      for (const page of touched) pages.add(page);
      instructions.push(scanned.instruction);
      here = next;
      if (scanned.shape.kind !== 'straight') {
        const end = this.endOf(frame, scanned, here);
        return done(end, this.mayGrow(frame, scanned, end));
      }
    }
  }

  private mayGrow(frame: Frame, scanned: Scanned, end: BlockEnd): boolean {
    if (end.kind === 'dynamic')
      return linkRegister(scanned) !== undefined || !isReturnOf(this.source, scanned);
    return successors(end).some((edge) => 'exit' in edge && frame.unreached.has(edge.exit));
  }

  private endOf(frame: Frame, scanned: Scanned, next: number): BlockEnd {
    const target = staticTarget(scanned);
    if (scanned.shape.kind === 'branch') {
      const taken = this.edgeTo({ frame, offset: target ?? next });
      return { kind: 'branch', taken, otherwise: this.edgeTo({ frame, offset: next }) };
    }
    if (target === undefined) return { kind: 'dynamic', candidates: this.candidates(frame, scanned) };
    const callee = frame.calls.get(scanned.instruction.offset)?.get(target);
    return { kind: 'go', to: this.edgeTo({ frame: callee ?? frame, offset: target }) };
  }

  /** Where a jump may go: to what its calls return to, if it reads the register that they wrote; where it was seen to go. */
  private candidates(frame: Frame, scanned: Scanned): Candidate[] {
    const { instruction, shape } = scanned;
    const read = shape.base === undefined ? undefined : instruction.operands[shape.base];
    const isCall = linkRegister(scanned) !== undefined;
    const returns: Place[] = frame.returnSites.filter((site) => !isCall && site.register === read);
    const seen = (frame.targets.get(instruction.offset) ?? []).map((offset): Place => {
      const callee = frame.calls.get(instruction.offset)?.get(offset);
      return { frame: callee ?? frame, offset };
    });
    const offsets = new Set<number>();
    return [...returns, ...seen].flatMap((place) => {
      const block = this.known(place);
      if (block === undefined || offsets.has(place.offset)) return [];
      offsets.add(place.offset);
      return [{ offset: place.offset, block }];
    });
  }

  all(): RegionBlock[] {
    const blocks: RegionBlock[] = [];
    for (let index = 0; index < this.starts.length; index++) blocks.push(this.build(at(this.starts, index)));
    return blocks;
  }
}

/** The blocks reached from `entry`, which is the first; undefined where not even one instruction is. */
export function findBlocks(source: CodeSource, entry: number): readonly RegionBlock[] | undefined {
  const exploration = explore(source, entry);
  const { first } = exploration;
  return first.frame.found.has(entry) ? new BlockBuilder(source, exploration).all() : undefined;
}

export function successors(end: BlockEnd): readonly Edge[] {
  switch (end.kind) {
    case 'go':
      return [end.to];
    case 'branch':
      return [end.taken, end.otherwise];
    case 'dynamic':
      return end.candidates;
  }
}
