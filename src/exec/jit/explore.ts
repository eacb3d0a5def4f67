/**
 * Which instructions a region takes: everything that control flow reaches from its first one, nearest first, up to a
 * limit, through calls and returns and over page boundaries; what the interpreter never came to stays out.
 *
 * A called function is taken once for each place that calls it (a *frame*), so that its return goes to one place and
 * loops stay loops. A call to a function that is being called already (recursion) goes to the frame that there is;
 * its returns then have several places to go to.
 */
import type { InstructionSet, Row } from '../../isa/define.ts';
import type { CodeView } from './code-view.ts';
import type { RowShapes } from './row-shapes.ts';

/** One instruction of a block. */
export interface RegionInstruction {
  /** Offset from the start of the page that the region begins in. */
  readonly offset: number;
  readonly lengthBytes: number;
  readonly row: Row;
  readonly operands: Readonly<Record<string, number>>;
}

/** How a row leaves its instruction, and whether the translator takes it at all. */
export interface RowShape {
  readonly kind: 'straight' | 'branch' | 'jump' | 'opaque';
  /** The operand that is a distance from the instruction, for static targets. */
  readonly relative: string | undefined;
  /** The operand that names the register that gets the address of the next instruction, and the zero register. */
  readonly link: { readonly operand: string; readonly zero: number | undefined } | undefined;
  /** The operand that names the register that a jump without static target reads. */
  readonly base: string | undefined;
}

export interface Scanned {
  readonly instruction: RegionInstruction;
  readonly shape: RowShape;
}

/** A place of the region: one instruction may be in several frames. */
export interface Place {
  readonly frame: Frame;
  readonly offset: number;
}

/** A place that a frame may return to, and the register that has its address. */
export interface ReturnSite extends Place {
  readonly register: number;
}

/** One activation of a function, or what the region begins in. */
export interface Frame {
  /** Where the function begins; undefined for what the region begins in. */
  readonly entry: number | undefined;
  readonly caller: Frame | undefined;
  readonly depth: number;
  readonly found: Map<number, Scanned>;
  /** Offsets that begin blocks. */
  readonly leaders: Set<number>;
  /** Frames that calls go to, by the offset of the call and of the target. */
  readonly calls: Map<number, Map<number, Frame>>;
  /** Where jumps without static target were seen to go, by the offset of the jump. */
  readonly targets: Map<number, readonly number[]>;
  readonly returnSites: ReturnSite[];
  /** Offsets that control may go to and never came to. */
  readonly unreached: Set<number>;
}

export interface Exploration {
  readonly first: Place;
  /** Every frame, the first one first. */
  readonly frames: readonly Frame[];
}

export interface CodeSource {
  readonly set: InstructionSet;
  readonly shapes: RowShapes;
  /** Registers that calls leave the return address in. */
  readonly linkRegisters: readonly number[];
  readonly code: CodeView;
}

const MAX_REGION_INSTRUCTIONS = 384;
/** Instructions looked at for the loop around one of them. */
const LOOP_INSTRUCTIONS = 128;
/** Calls within calls that are followed. */
const MAX_DEPTH = 4;

export const nextOf = ({ offset, lengthBytes }: RegionInstruction): number => offset + lengthBytes;

export function staticTarget({ instruction, shape }: Scanned): number | undefined {
  if (shape.relative === undefined) return undefined;
  return instruction.offset + (instruction.operands[shape.relative] ?? 0);
}

/** The register that a jump leaves the address of the next instruction in, if it is a call. */
export function linkRegister({ instruction, shape: { link } }: Scanned): number | undefined {
  if (link === undefined) return undefined;
  const register = instruction.operands[link.operand];
  return register === link.zero ? undefined : register;
}

/** Whether a jump without static target goes where a register says that calls use. */
export function isReturnOf({ linkRegisters }: CodeSource, { instruction, shape }: Scanned): boolean {
  const base = shape.base === undefined ? undefined : instruction.operands[shape.base];
  return base !== undefined && linkRegisters.includes(base);
}

/** The instruction at an offset, if it can be read and is translated. */
function scan({ set, shapes, code }: CodeSource, offset: number): Scanned | undefined {
  if ((offset & 1) !== 0) return undefined;
  const low = code.half(offset);
  if (low === undefined) return undefined;
  const lengthBytes = set.lengthOf(low);
  const high = lengthBytes === 2 ? 0 : code.half(offset + 2);
  if (high === undefined) return undefined;
  const decoded = set.decode(lengthBytes === 2 ? low : low | (high << 16));
  if (!decoded) return undefined;
  const shape = shapes.of(decoded.row, decoded.operands);
  if (shape.kind === 'opaque') return undefined;
  return { instruction: { offset, lengthBytes, row: decoded.row, operands: decoded.operands }, shape };
}

class Explorer {
  private readonly source: CodeSource;
  private readonly limit: number;
  readonly frames: Frame[] = [];
  /** What is left to look at: in the frames at hand before what they call. */
  private readonly near: Place[] = [];
  private readonly far: Place[] = [];
  private taken = 0;

  constructor(source: CodeSource, limit: number) {
    this.source = source;
    this.limit = limit;
  }

  frame(entry: number | undefined, caller: Frame | undefined): Frame {
    const frame: Frame = {
      entry,
      caller,
      depth: caller ? caller.depth + 1 : 0,
      found: new Map(),
      leaders: new Set(),
      calls: new Map(),
      targets: new Map(),
      returnSites: [],
      unreached: new Set(),
    };
    this.frames.push(frame);
    return frame;
  }

  run(first: Place): void {
    first.frame.leaders.add(first.offset);
    this.near.push(first);
    for (;;) {
      const next = this.near.shift() ?? this.far.shift();
      if (!next) return;
      this.follow(next);
    }
  }

  private reach(frame: Frame, offset: number): void {
    if (!this.source.code.wasReached(offset)) {
      frame.unreached.add(offset);
      return;
    }
    frame.leaders.add(offset);
    this.near.push({ frame, offset });
  }

  private follow({ frame, offset: start }: Place): void {
    for (let offset = start; !frame.found.has(offset) && this.taken < this.limit; ) {
      const scanned = scan(this.source, offset);
      if (!scanned) return;
      frame.found.set(offset, scanned);
      this.taken++;
      offset = nextOf(scanned.instruction);
      if (scanned.shape.kind === 'straight') continue;
      const target = staticTarget(scanned);
      if (scanned.shape.kind === 'jump') return this.jump(frame, scanned);
      if (target !== undefined) this.reach(frame, target);
      this.reach(frame, offset);
      return;
    }
  }

  private jump(frame: Frame, scanned: Scanned): void {
    const { offset } = scanned.instruction;
    const target = staticTarget(scanned);
    const register = linkRegister(scanned);
    const isReturn = register === undefined && isReturnOf(this.source, scanned);
    const seen = target !== undefined ? [target] : isReturn ? [] : this.source.code.targets(offset);
    for (const one of seen) {
      if (register === undefined) this.reach(frame, one);
      else this.call(frame, scanned, one, register);
    }
    if (target === undefined) frame.targets.set(offset, seen);
  }

  private call(frame: Frame, { instruction }: Scanned, target: number, register: number): void {
    const { code } = this.source;
    const site = nextOf(instruction);
    if (!code.wasReached(target)) {
      frame.unreached.add(target);
      return;
    }
    let callee: Frame | undefined = frame;
    while (callee && callee.entry !== target) callee = callee.caller;
    if (!callee) {
      if (frame.depth === MAX_DEPTH) return;
      callee = this.frame(target, frame);
      callee.leaders.add(target);
      this.far.push({ frame: callee, offset: target });
    }
    const calls = frame.calls.get(instruction.offset) ?? new Map<number, Frame>();
    frame.calls.set(instruction.offset, calls.set(target, callee));
    if (!code.wasReached(site)) return;
    callee.returnSites.push({ frame, offset: site, register });
    frame.leaders.add(site);
    this.near.push({ frame, offset: site });
  }
}

/** Everything that the region beginning at `offset` takes. */
export function explore(source: CodeSource, offset: number, limit = MAX_REGION_INSTRUCTIONS): Exploration {
  const explorer = new Explorer(source, limit);
  const first = { frame: explorer.frame(undefined, undefined), offset };
  explorer.run(first);
  return { first, frames: explorer.frames };
}

/**
 * Where a region had better begin, of which control was found at `offset`: at the head of the innermost loop around it
 * that lies in the same page, so that the loop is not cut in the middle of a block.
 */
export function beginningFor(source: CodeSource, offset: number): number {
  const { frame } = explore(source, offset, LOOP_INSTRUCTIONS).first;
  let head = -1;
  for (const scanned of frame.found.values()) {
    const target = staticTarget(scanned);
    if (target === undefined || linkRegister(scanned) !== undefined) continue;
    const isAround = scanned.instruction.offset >= offset && target <= offset;
    if (isAround && frame.found.has(target)) head = Math.max(head, target);
  }
  return head < 0 ? offset : head;
}
