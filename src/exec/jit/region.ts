/**
 * Writes one region as a WebAssembly function `(n: i32, page: i64, hart: i32, record: i32) -> n: i32`.
 *
 * `n` is the instructions left of the budget. Each block takes its length from `n`, so that every exit knows its
 * exact count; the entry and the head of each loop leave where the longest way to the next check is longer than what
 * is left, so that every loop can be stopped and no way needs a check between. The guest's
 * registers are in locals from the entry on; every exit goes through one epilogue that writes back those that
 * the region writes, then tail-calls on (`chain`) or returns to the interpreter with `target` set.
 */
import { at } from '../../base/assert.ts';
import type { FunctionDefinition, Node, RegisterFile } from '../../ir/node.ts';
import { enginePlace, type Guest } from '../../isa/define.ts';
import { visitNodes } from '../interp/entries.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { Lowering } from '../wasm/lowering.ts';
import { OP } from '../wasm/opcodes.ts';
import { type Edge, type RegionBlock, successors } from './blocks.ts';
import { chooseCandidate } from './choice.ts';
import { buildBlocks } from './building.ts';
import { type BlockCode, type RegionObserver, type Site, watchNodes } from './observer.ts';
import { heldIn, pushHolds } from './page-guard.ts';
import { type RegionFrame, RegionLowering } from './region-lowering.ts';
import { reachOf } from './reach.ts';
import type { RowShapes } from './row-shapes.ts';
import { type SharedCheck, sharedChecks } from './shared-checks.ts';
import { forgetPages, type StreamLocals, streamLocals, streamsOf } from './streams.ts';
import { edgeKind, type Structure, structureOf } from './structure.ts';

export interface RegionParts {
  readonly guest: Guest;
  readonly shapes: RowShapes;
  readonly blocks: readonly RegionBlock[];
  /** Pages of the blocks, as distances from the first, which is 0; their places are those in the record. */
  readonly pages: readonly number[];
  readonly refill: { readonly load: number; readonly store: number };
  /** `(n: i32, target: i64, source: i64) -> n: i32`. */
  readonly chain: number;
  readonly tailCalls: boolean;
  functionIndex(callee: FunctionDefinition): number;
  readonly observer?: RegionObserver | undefined;
  /** The index of `(site: i32)`, which counts one execution. */
  counter(): number;
}

interface RegisterLocal {
  readonly file: RegisterFile;
  readonly index: number;
  readonly local: number;
  written: boolean;
}

const N = 0;
const PAGE = 1;
const HART = 2;
const RECORD = 3;
const HOLDS = { page: PAGE, hart: HART, record: RECORD };

class RegionWriter {
  private readonly writer: FunctionWriter;
  private readonly parts: RegionParts;
  private readonly code: readonly BlockCode[];
  private readonly structure: Structure;
  /** By block: the most instructions from its start to where the budget is checked again, or to an exit. */
  private readonly reach: readonly number[];
  private readonly registers = new Map<string, RegisterLocal>();
  private readonly loopLabels = new Map<number, Label>();
  private readonly mergeLabels = new Map<number, Label>();
  private readonly loadTlb: number;
  private readonly storeTlb: number;
  private readonly target: number;
  private readonly chains: number;
  /** Bits of the pages that were found to be where their code was read from. */
  private readonly held: number;
  /** The address of the last instruction before leaving. */
  private readonly source: number;
  private exit: Label | undefined;
  /** By block: the accesses that share a look into the TLB. */
  private readonly checks: readonly ReadonlyMap<Node, SharedCheck>[];
  private readonly streams: ReadonlyMap<Node, StreamLocals>;

  constructor(writer: FunctionWriter, parts: RegionParts) {
    this.writer = writer;
    this.parts = parts;
    this.code = buildBlocks(parts);
    const edges = (block: RegionBlock): number[] =>
      successors(block.end).flatMap((edge) => ('block' in edge ? [edge.block] : []));
    this.structure = structureOf(parts.blocks.map(edges));
    this.reach = reachOf(parts.blocks, this.structure);
    this.loadTlb = writer.local('i32');
    this.storeTlb = writer.local('i32');
    this.target = writer.local('i64');
    this.chains = writer.local('i32');
    this.held = writer.local('i32');
    this.source = writer.local('i64');
    this.checks = this.code.map(({ ir }) => sharedChecks(ir));
    this.streams = streamLocals(writer, streamsOf(this.code, this.checks, this.structure));
    this.nameLocals();
  }

  private nameLocals(): void {
    const { loadTlb, storeTlb, target, chains, held, source } = this;
    const { observer } = this.parts;
    if (!observer) return;
    const parameters = { n: N, page: PAGE, hart: HART, record: RECORD };
    const names = { ...parameters, loadTlb, storeTlb, target, chains, held, source };
    for (const [name, local] of Object.entries(names)) observer.local?.(local, name);
    [...new Set(this.streams.values())].forEach(({ page, addend }, index) => {
      observer.local?.(page, `page${index}`);
      observer.local?.(addend, `addend${index}`);
    });
  }

  write(): void {
    const { writer } = this;
    for (const { ir } of this.code) visitNodes(ir, (node) => this.noteRegister(node));
    this.prologue();
    this.site({ kind: 'entry' });
    writer.block((exit) => {
      this.exit = exit;
      this.tree(0);
    });
    this.epilogue();
  }

  private noteRegister(node: Node): void {
    if (node.op !== 'readRegister' && node.op !== 'writeRegister') return;
    const register = this.register(node.file, Number((node.args[0] as Node & { op: 'const' }).value));
    if (node.op === 'writeRegister') register.written = true;
  }

  private register(file: RegisterFile, index: number): RegisterLocal {
    const key = `${file.name}${index}`;
    const known = this.registers.get(key);
    if (known) return known;
    const made = { file, index, local: this.writer.local('i64'), written: false };
    this.registers.set(key, made);
    this.parts.observer?.local?.(made.local, key);
    return made;
  }

  private engineLoad(name: 'loadTlb' | 'storeTlb', local: number): void {
    this.writer.get(HART);
    this.writer.load('i32', 4, false, enginePlace(name).offset);
    this.writer.set(local);
  }

  private prologue(): void {
    const { writer } = this;
    for (const { file, index, local } of this.registers.values()) {
      writer.get(HART);
      writer.load('i64', 8, false, file.offset + index * 8);
      writer.set(local);
    }
    this.engineLoad('loadTlb', this.loadTlb);
    this.engineLoad('storeTlb', this.storeTlb);
    forgetPages(writer, this.streams);
  }

  private epilogue(): void {
    const { writer } = this;
    for (const { file, index, local, written } of this.registers.values()) {
      if (!written) continue;
      writer.get(HART);
      writer.get(local);
      writer.store('i64', 8, file.offset + index * 8);
    }
    writer.get(this.chains);
    writer.if(() => {
      writer.get(N);
      writer.get(this.target);
      writer.get(this.source);
      if (this.parts.tailCalls) writer.returnCall(this.parts.chain);
      else {
        writer.call(this.parts.chain);
        writer.op(OP.return);
      }
    });
    writer.get(HART);
    writer.get(this.target);
    writer.store('i64', 8, enginePlace('target').offset);
    writer.get(N);
  }

  /** Counts, where somebody wants to know. */
  private site(site: Site): void {
    const number = this.parts.observer?.site?.(site);
    if (number === undefined) return;
    this.writer.i32(number);
    this.writer.call(this.parts.counter());
  }

  private leave(chains: boolean): void {
    const { writer } = this;
    if (!this.exit) throw new Error('the region is being written');
    writer.i32(chains ? 1 : 0);
    writer.set(this.chains);
    writer.branch(this.exit);
  }

  /** Leaves for the target after a block, to what is translated there. */
  private leaveAfter(block: number): void {
    const { instructions } = at(this.code, block).block;
    this.setPlace(this.source, instructions.at(-1)?.offset ?? 0);
    this.leave(true);
  }

  private setTarget(offset: number): void {
    this.setPlace(this.target, offset);
  }

  private setPlace(local: number, offset: number): void {
    const { writer } = this;
    writer.get(PAGE);
    writer.i64(BigInt(offset));
    writer.op(OP.i64Add);
    writer.set(local);
  }

  private addToN(amount: number): void {
    if (amount === 0) return;
    this.writer.get(N);
    this.writer.i32(amount);
    this.writer.op(OP.i32Add);
    this.writer.set(N);
  }

  /** A block with everything that it alone dominates. */
  private tree(node: number): void {
    const within = (merges: readonly number[]): void => {
      const [outermost, ...rest] = merges;
      if (outermost === undefined) return this.block(node);
      this.writer.block((label) => {
        this.mergeLabels.set(outermost, label);
        within(rest);
      });
      this.tree(outermost);
    };
    const merges = at(this.structure.mergeChildren, node);
    if (!at(this.structure.isLoopHead, node)) {
      if (node === 0) this.checkBudget(node);
      return within(merges);
    }
    this.writer.loop((head) => {
      this.loopLabels.set(node, head);
      this.checkBudget(node);
      within(merges);
    });
  }

  private edge(from: number, edge: Edge): void {
    if ('exit' in edge) {
      this.site({ kind: 'exit', how: 'static', block: from, target: edge.exit });
      this.setTarget(edge.exit);
      return this.leaveAfter(from);
    }
    const to = edge.block;
    this.enterPages(from, to);
    switch (edgeKind(this.structure, from, to)) {
      case 'loop':
        return this.branchTo(this.loopLabels, to);
      case 'merge':
        return this.branchTo(this.mergeLabels, to);
      case 'inline':
        return this.tree(to);
      case 'irreducible': {
        const { offset } = at(this.code, to).block;
        this.site({ kind: 'exit', how: 'irreducible', block: from, target: offset });
        this.setTarget(offset);
        return this.leaveAfter(from);
      }
    }
  }

  /**
   * Before control goes to another page: it has to be mapped to where the code was read from, and fetched from
   * before. What was found once holds until the region is left, since whatever changes a mapping leaves it.
   */
  private enterPages(from: number, to: number): void {
    const { writer } = this;
    const held = heldIn(this.parts.blocks, this.structure, from);
    for (const page of at(this.code, to).block.pages) {
      if (held.has(page)) continue;
      const bit = 1 << this.parts.pages.indexOf(page);
      writer.get(this.held);
      writer.i32(bit);
      writer.op(OP.i32And, OP.i32Eqz);
      writer.unlikely();
      writer.if(() => {
        pushHolds(writer, HOLDS, page, this.parts.pages.indexOf(page));
        writer.op(OP.i32Eqz);
        writer.if(() => {
          const { offset } = at(this.code, to).block;
          this.site({ kind: 'exit', how: 'page', block: from, target: offset });
          this.setTarget(offset);
          this.leaveAfter(from);
        });
        writer.get(this.held);
        writer.i32(bit);
        writer.op(OP.i32Or);
        writer.set(this.held);
      });
    }
  }

  private branchTo(labels: ReadonlyMap<number, Label>, to: number): void {
    const label = labels.get(to);
    if (!label) throw new Error('the label encloses its edges');
    this.writer.branch(label);
  }

  private block(number: number): void {
    const { writer } = this;
    const { block, ir, instructions } = at(this.code, number);
    const length = instructions.length;
    const { observer } = this.parts;
    observer?.wrote?.(writer.codeBytes, number, undefined);
    this.site({ kind: 'block', block: number });
    this.addToN(-length);
    const { end } = block;
    const frame: RegionFrame = {
      writer,
      page: PAGE,
      loadTlb: this.loadTlb,
      storeTlb: this.storeTlb,
      refill: this.parts.refill,
      guest: this.parts.guest,
      hart: HART,
      streams: this.streams,
      registerLocal: (file, index) => this.register(file, index).local,
      leaveBefore: (index) => {
        const target = at(instructions, index).offset;
        this.site({ kind: 'exit', how: 'instruction', block: number, target });
        this.addToN(length - index);
        this.setTarget(target);
        this.leave(false);
      },
    };
    const exits = {
      branch: () => {
        if (end.kind !== 'branch') throw new Error('a branch ends its block');
        writer.if(() => this.edge(number, end.taken));
        this.edge(number, end.otherwise);
      },
      go: () => {
        if (end.kind === 'go') this.edge(number, end.to);
      },
      dynamic: () => {
        writer.set(this.target);
        if (end.kind === 'dynamic') {
          const locals = { page: PAGE, target: this.target };
          chooseCandidate(writer, locals, end.candidates, (block) => this.edge(number, { block }));
        }
        this.site({ kind: 'exit', how: 'dynamic', block: number, target: undefined });
        this.leaveAfter(number);
      },
    };
    const lowering = new Lowering({
      writer,
      hartBase: 0,
      hartPointer: HART,
      functionIndex: (callee) => this.parts.functionIndex(callee),
      instruction: new RegionLowering(frame, exits, instructions, at(this.checks, number)),
      observe: observer && watchNodes(observer, writer, number),
    });
    lowering.body(ir);
    const last = ir.items.at(-1);
    if (end.kind === 'go' && last?.op !== 'jump') this.edge(number, end.to);
  }

  /** Leaves at the start of a block from where the budget may not reach the next check. */
  private checkBudget(node: number): void {
    const { writer } = this;
    writer.get(N);
    writer.i32(at(this.reach, node));
    writer.op(OP.i32LtS);
    writer.unlikely();
    writer.if(() => {
      const { offset } = at(this.code, node).block;
      this.site({ kind: 'exit', how: 'budget', block: node, target: offset });
      this.setTarget(offset);
      this.leave(false);
    });
  }
}

export function writeRegion(writer: FunctionWriter, parts: RegionParts): void {
  new RegionWriter(writer, parts).write();
}
