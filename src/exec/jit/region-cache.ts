/**
 * Translated regions: made from hot code, entered from the decoded entry they stand before, and dropped with the
 * bytes they were made from.
 *
 * Limits: {@link MAX_REGIONS} at once; when there is no number left, all are dropped and counted.
 */
import { at } from '../../base/assert.ts';
import type { Block, FunctionDefinition } from '../../ir/node.ts';
import type { Guest } from '../../isa/define.ts';
import {
  DECODED_REGIONS,
  ENTRY_BYTES,
  MAX_REGIONS,
  type MemoryPlan,
  PAGE_BYTES,
  regionIndexOf,
  WASM_PAGE_BYTES,
} from '../../memory/layout.ts';
import { BUILT_IN, buildRow, FIRST_ROW_HANDLER, visitNodes } from '../interp/entries.ts';
import type { InterpreterCode } from '../interp/interpreter.ts';
import { REGION_PARAMETERS } from '../interp/chain.ts';
import { WasmModule } from '../wasm/module.ts';
import { type CodeSource, findBlocks, type RegionBlock, type RowShape } from './blocks.ts';
import { writeRegion } from './region.ts';
import { rowShapes } from './row-shapes.ts';

export interface RegionHost {
  /** Puts a region's code where its number is called; each hart has an instance of its own. */
  install(number: number, bytes: Uint8Array): void;
  /** Gives a RAM page decoded entries, if it has none yet. */
  decodePage(page: number): number;
  /** Decodes at an entry. */
  decode(entry: number): void;
}

/** The guest, and the interpreter's module that regions call into. */
export interface RegionSource {
  readonly guest: Guest;
  readonly code: InterpreterCode;
}

interface Region {
  readonly page: number;
  /** Offsets in the page at which its blocks begin. */
  readonly blocks: ReadonlySet<number>;
  /** Address of the decoded entry that it stands before. */
  readonly entry: number;
  /** Size of its module. */
  readonly bytes: number;
}

function calleesOf(block: Block): FunctionDefinition[] {
  const found: FunctionDefinition[] = [];
  visitNodes(block, (node) => {
    if (node.op === 'call') found.push(node.callee);
  });
  return found;
}

/** What the translator knows of each row, by row index. */
interface TranslatedRows {
  readonly shapes: readonly RowShape[];
  readonly callees: readonly (readonly FunctionDefinition[])[];
}

const translatedRows = (guest: Guest): TranslatedRows => ({
  shapes: rowShapes(guest),
  callees: guest.instructionSet.rows.map((row) => calleesOf(buildRow(guest, row, []))),
});

export class RegionCache {
  private readonly guest: Guest;
  private readonly plan: MemoryPlan;
  private readonly code: InterpreterCode;
  private readonly host: RegionHost;
  /** Made by the first translation: many runs have none. */
  private rows: TranslatedRows | undefined;
  private readonly words: Int32Array;
  private readonly halves: Uint16Array;
  private readonly regions = new Map<number, Region>();
  private readonly byPage = new Map<number, Set<number>>();
  private readonly free: number[] = [];
  private nextNumber = 0;
  private suspended = false;
  translations = 0;
  invalidations = 0;
  evictions = 0;
  bytes = 0;

  constructor({ guest, code }: RegionSource, plan: MemoryPlan, buffer: ArrayBufferLike, host: RegionHost) {
    this.guest = guest;
    this.plan = plan;
    this.code = code;
    this.host = host;
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
  }

  /** Whether some region begins, or has a block that begins, at an offset of a page. */
  covers(page: number, offset: number): boolean {
    for (const number of this.byPage.get(page) ?? []) {
      if (this.regions.get(number)?.blocks.has(offset)) return true;
    }
    return false;
  }

  private handlerAt(entry: number): number {
    return (this.words[entry >>> 2] ?? 0) & 0xffff;
  }

  /** Translates what begins at an offset of a RAM page; false where nothing can be. */
  translate(page: number, offset: number): boolean {
    if (this.suspended) return false;
    const first = this.host.decodePage(page);
    const entry = first + (offset / 2) * ENTRY_BYTES;
    if (this.handlerAt(entry) === BUILT_IN.decode) this.host.decode(entry);
    const handler = this.handlerAt(entry);
    if (handler < FIRST_ROW_HANDLER) return false;
    this.rows ??= translatedRows(this.guest);
    const host = (this.plan.ramBase + page * PAGE_BYTES) >>> 1;
    const source: CodeSource = {
      set: this.guest.instructionSet,
      shapes: this.rows.shapes,
      half: (at) => this.halves[host + (at >>> 1)] ?? 0,
    };
    const blocks = findBlocks(source, offset);
    if (!blocks || at(blocks, 0).instructions.length === 0) return false;
    const bytes = this.encode(blocks, this.rows);
    const number = this.takeNumber();
    this.host.install(number, bytes);
    this.translations++;
    this.bytes += bytes.length;
    this.words[regionIndexOf(this.plan, entry) >>> 2] = number | (handler << 16);
    this.words[entry >>> 2] = ((this.words[entry >>> 2] ?? 0) & ~0xffff) | BUILT_IN.region;
    this.regions.set(number, {
      page,
      blocks: new Set(blocks.map((block) => block.offset)),
      entry,
      bytes: bytes.length,
    });
    this.byPage.set(page, (this.byPage.get(page) ?? new Set()).add(number));
    const count = (first + DECODED_REGIONS) >>> 2;
    this.words[count] = (this.words[count] ?? 0) + 1;
    return true;
  }

  private encode(blocks: readonly RegionBlock[], { shapes, callees }: TranslatedRows): Uint8Array {
    const module = new WasmModule(this.plan.totalBytes / WASM_PAGE_BYTES);
    const refill = {
      load: module.importFunction('refillLoad', ['i64', 'i32'], ['i32']),
      store: module.importFunction('refillStore', ['i64', 'i32'], ['i32']),
    };
    const chain = module.importFunction('chain', ['i32', 'i64'], ['i32']);
    const imported = new Map<FunctionDefinition, number>();
    for (const { instructions } of blocks) {
      for (const { row } of instructions) {
        for (const callee of at(callees, row.index)) {
          if (imported.has(callee)) continue;
          const name = this.code.callNames.get(callee);
          if (!name) throw new Error(`${callee.name} is not exported`);
          imported.set(callee, module.importFunction(name, callee.parameters, callee.results));
        }
      }
    }
    const { index, writer } = module.function(REGION_PARAMETERS, ['i32']);
    writeRegion(writer, {
      guest: this.guest,
      shapes,
      blocks,
      refill,
      chain,
      tailCalls: this.code.tailCalls,
      functionIndex: (callee) => imported.get(callee) ?? 0,
    });
    module.export('region', index);
    return module.encode();
  }

  private takeNumber(): number {
    const known = this.free.pop();
    if (known !== undefined) return known;
    if (this.nextNumber === MAX_REGIONS) {
      this.evictions += this.regions.size;
      for (const page of [...this.byPage.keys()]) this.dropPage(page);
      return this.free.pop() ?? 0;
    }
    return this.nextNumber++;
  }

  /** While something has to be looked at between instructions (breakpoints), nothing runs translated. */
  suspend(suspended: boolean): void {
    this.suspended = suspended;
    if (suspended) for (const page of [...this.byPage.keys()]) this.dropPage(page);
  }

  /** The page's bytes or entries go: its regions with them. */
  invalidate(page: number): void {
    this.invalidations += this.byPage.get(page)?.size ?? 0;
    this.dropPage(page);
  }

  private dropPage(page: number): void {
    const first = this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0;
    for (const number of this.byPage.get(page) ?? []) {
      const region = this.regions.get(number);
      if (!region) continue;
      this.regions.delete(number);
      this.free.push(number);
      this.bytes -= region.bytes;
      // The entry is decoded anew when it is next reached.
      this.words[region.entry >>> 2] = 0;
      this.words[(region.entry >>> 2) + 1] = 0;
    }
    this.byPage.delete(page);
    if (first !== 0) this.words[(first + DECODED_REGIONS) >>> 2] = 0;
  }
}
