/**
 * From guest bytes to a WebAssembly module: a pure function of the bytes of a page, an offset in it and what the
 * translator was built with. It knows nothing of physical or virtual addresses: the page's address is a parameter
 * of the code it writes.
 */
import { at } from '../../base/assert.ts';
import type { Block, FunctionDefinition } from '../../ir/node.ts';
import type { Guest } from '../../isa/define.ts';
import { type MemoryPlan, WASM_PAGE_BYTES } from '../../memory/layout.ts';
import { REGION_PARAMETERS } from '../interp/chain.ts';
import { buildRow, visitNodes } from '../interp/entries.ts';
import type { InterpreterCode } from '../interp/interpreter.ts';
import { WasmModule } from '../wasm/module.ts';
import { findBlocks, type RegionBlock, type RowShape } from './blocks.ts';
import { writeRegion } from './region.ts';
import { rowShapes } from './row-shapes.ts';

/** The guest, and the interpreter's module that regions call into. */
export interface RegionSource {
  readonly guest: Guest;
  readonly code: InterpreterCode;
}

export interface TranslatedRegion {
  readonly bytes: Uint8Array;
  /** The first begins where translation was asked for. */
  readonly blocks: readonly RegionBlock[];
}

function calleesOf(block: Block): FunctionDefinition[] {
  const found: FunctionDefinition[] = [];
  visitNodes(block, (node) => {
    if (node.op === 'call') found.push(node.callee);
  });
  return found;
}

export class Translator {
  private readonly guest: Guest;
  private readonly code: InterpreterCode;
  private readonly memoryPages: number;
  private readonly shapes: readonly RowShape[];
  /** Helpers that each row calls, by row index. */
  private readonly callees: readonly (readonly FunctionDefinition[])[];

  constructor({ guest, code }: RegionSource, plan: MemoryPlan) {
    this.guest = guest;
    this.code = code;
    this.memoryPages = plan.totalBytes / WASM_PAGE_BYTES;
    this.shapes = rowShapes(guest);
    this.callees = guest.instructionSet.rows.map((row) => calleesOf(buildRow(guest, row, [])));
  }

  /** Translates what begins at an offset of a page; undefined where not even one instruction can be. */
  translate(half: (offset: number) => number, offset: number): TranslatedRegion | undefined {
    const blocks = findBlocks({ set: this.guest.instructionSet, shapes: this.shapes, half }, offset);
    if (!blocks || at(blocks, 0).instructions.length === 0) return undefined;
    return { bytes: this.encode(blocks), blocks };
  }

  private encode(blocks: readonly RegionBlock[]): Uint8Array {
    const module = new WasmModule(this.memoryPages);
    const refill = {
      load: module.importFunction('refillLoad', ['i64', 'i32'], ['i32']),
      store: module.importFunction('refillStore', ['i64', 'i32'], ['i32']),
    };
    const chain = module.importFunction('chain', ['i32', 'i64'], ['i32']);
    const imported = new Map<FunctionDefinition, number>();
    for (const { instructions } of blocks) {
      for (const { row } of instructions) {
        for (const callee of at(this.callees, row.index)) {
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
      shapes: this.shapes,
      blocks,
      refill,
      chain,
      tailCalls: this.code.tailCalls,
      functionIndex: (callee) => imported.get(callee) ?? 0,
    });
    module.export('region', index);
    return module.encode();
  }
}
