/**
 * A region with everything that became of it: blocks, IR after each stage, WebAssembly text, and what belongs
 * together. The translator is a pure function of the guest's bytes, so it is simply run again and watched; that the
 * code comes out as it did the first time is for the caller to compare.
 *
 * Stages appear by themselves: whoever changes the IR of a region tells the observer afterwards.
 */
import { at } from '../../base/assert.ts';
import type { Block, Node, RegisterFile } from '../../ir/node.ts';
import { type IrPrinting, printIr } from '../../ir/print.ts';
import type { Guest } from '../../isa/define.ts';
import { type MemoryPlan, WASM_PAGE_BYTES } from '../../memory/layout.ts';
import { placeNodes } from '../wasm/placement.ts';
import { moduleText } from '../wasm/text/module-text.ts';
import type { RegionBlock } from './blocks.ts';
import type { CodePages } from './code-view.ts';
import type { BlockCode, RegionObserver, Site } from './observer.ts';
import { RowShapes } from './row-shapes.ts';
import { type RegionCode, RegionShell } from './shell.ts';
import { type RegionSource, Translator } from './translator.ts';

export interface RegionLine {
  readonly text: string;
  readonly depth: number;
  /** The block that it belongs to; undefined for the region's frame. */
  readonly block: number | undefined;
  /** Offset of the guest instruction that it comes from, counted from the start of the region's page. */
  readonly at: number | undefined;
}

export interface RegionStage {
  readonly name: string;
  readonly lines: readonly RegionLine[];
}

export interface InspectedRegion {
  readonly blocks: readonly RegionBlock[];
  /** Where it can be entered and left, and its blocks, in the order in which they are written. */
  readonly sites: readonly Site[];
  readonly stages: readonly RegionStage[];
  /** A whole module with this region alone. */
  readonly wasm: readonly RegionLine[];
  readonly code: RegionCode;
}

/** Longer runs of code without a jump are looked at in pieces. */
const MOST_STRAIGHT = 96;

interface Mark {
  readonly position: number;
  readonly block: number;
  readonly node: Node | undefined;
}

/** Which instruction of a block a node comes from. */
function instructionOf({ instructions }: BlockCode, node: Node): number | undefined {
  let found: number | undefined;
  for (const { firstNode, offset } of instructions) {
    if (firstNode > node.id) break;
    found = offset;
  }
  return found;
}

/** Names of registers by file and number. */
function registerNames({ instructionSet }: Guest): (file: RegisterFile, index: number) => string {
  const names = new Map<string, readonly (readonly string[])[]>();
  for (const kind of Object.values(instructionSet.kinds)) {
    if (kind.kind === 'register') names.set(kind.file.name, kind.names);
  }
  return (file, index) => names.get(file.name)?.[index]?.[0] ?? `${file.name}${index}`;
}

/** What is computed at its only use, and what nobody needs, is printed so. */
function asLowered(ir: Block): IrPrinting {
  const placements = placeNodes(ir);
  return {
    isInline: (node) => placements.get(node) === 'inline',
    isDead: (node) => placements.get(node) === 'dead',
  };
}

/** Takes notes of one translation. */
class Notes implements RegionObserver {
  readonly stages: RegionStage[] = [];
  readonly sites: Site[] = [];
  readonly locals = new Map<number, string>();
  readonly marks: Mark[] = [];
  private code: readonly BlockCode[] = [];
  private readonly guest: Guest;
  private readonly number: RegionObserver['site'];
  private readonly registerName: (file: RegisterFile, index: number) => string;

  constructor(guest: Guest, number: RegionObserver['site']) {
    this.guest = guest;
    this.number = number;
    this.registerName = registerNames(guest);
  }

  stage(name: string, blocks: readonly BlockCode[]): void {
    this.code = blocks;
    this.print(name, () => ({}));
  }

  print(name: string, printing: (ir: Block) => IrPrinting): void {
    const lines = this.code.flatMap((code, block): RegionLine[] => [
      { text: `block ${block}:`, depth: 0, block, at: undefined },
      ...printIr(code.ir, { ...printing(code.ir), registerName: this.registerName }).map(
        ({ text, depth, node }) => ({
          text,
          depth: depth + 1,
          block,
          at: node && instructionOf(code, node),
        }),
      ),
    ]);
    this.stages.push({ name, lines });
  }

  local(local: number, name: string): void {
    this.locals.set(local, this.abiName(name));
  }

  /** `x10` as the assembler calls it. */
  private abiName(name: string): string {
    const [, file, index] = /^([a-z]+)(\d+)$/.exec(name) ?? [];
    const kinds = Object.values(this.guest.instructionSet.kinds);
    for (const kind of kinds) {
      if (kind.kind === 'register' && kind.file.name === file)
        return this.registerName(kind.file, Number(index));
    }
    return name;
  }

  wrote(position: number, block: number, node: Node | undefined): void {
    this.marks.push({ position, block, node });
  }

  site(site: Site): number | undefined {
    this.sites.push(site);
    return this.number?.(site);
  }

  /** What the code at a position belongs to. */
  ownerAt(position: number): Pick<RegionLine, 'block' | 'at'> {
    let low = 0;
    let high = this.marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(this.marks, middle).position <= position) low = middle + 1;
      else high = middle;
    }
    const mark = this.marks[low - 1];
    if (!mark) return { block: undefined, at: undefined };
    const { block, node } = mark;
    return { block, at: node && instructionOf(at(this.code, block), node) };
  }
}

/** Runs the translator again, for one guest and plan. */
export class RegionInspector {
  private readonly guest: Guest;
  private readonly shell: RegionShell;
  private readonly translator: Translator;
  private readonly shapes: RowShapes;

  constructor(source: RegionSource, plan: MemoryPlan) {
    this.guest = source.guest;
    this.shell = new RegionShell(source.code, plan.totalBytes / WASM_PAGE_BYTES);
    this.translator = new Translator(source, this.shell);
    this.shapes = new RowShapes(source.guest);
  }

  /** Where instructions begin that run one after the other from an offset on, and where the last one ends. */
  straight(half: (offset: number) => number, offset: number): { starts: readonly number[]; end: number } {
    const { instructionSet: set } = this.guest;
    const starts: number[] = [];
    let end = offset;
    while (starts.length < MOST_STRAIGHT) {
      const low = half(end);
      const lengthBytes = set.lengthOf(low);
      const decoded = set.decode(lengthBytes === 2 ? low : low | (half(end + 2) << 16));
      if (!decoded) break;
      starts.push(end);
      end += lengthBytes;
      if (this.shapes.of(decoded.row, decoded.operands).kind !== 'straight') break;
    }
    return { starts, end };
  }

  /**
   * What the translator makes of the code from an offset on; undefined where it makes nothing. `number` counts
   * sites as the first translation did.
   */
  inspect(pages: CodePages, offset: number, number?: RegionObserver['site']): InspectedRegion | undefined {
    const notes = new Notes(this.guest, number);
    const region = this.translator.translate(pages, offset, notes);
    if (!region) return undefined;
    notes.print('as lowered', asLowered);
    const { body, unlikely, imports, blocks } = region;
    const code: RegionCode = { body, unlikely, imports };
    const text = moduleText(this.shell.module([code]), { local: (_, local) => notes.locals.get(local) });
    const wasm = text.map((line): RegionLine => {
      const owner = line.offset < 0 ? { block: undefined, at: undefined } : notes.ownerAt(line.offset);
      return { text: line.text, depth: line.depth, ...owner };
    });
    return { blocks, sites: notes.sites, stages: notes.stages, wasm, code };
  }
}
