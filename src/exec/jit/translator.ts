/**
 * From guest bytes to the body of a WebAssembly function: a pure function of halfwords of some pages, an offset, what
 * was reached before, and what the translator was built with. It knows nothing of physical or virtual addresses: the page's address is a
 * parameter of the code it writes.
 */
import { at } from '../../base/assert.ts';
import type { Guest } from '../../isa/define.ts';
import { REGION_PARAMETERS } from '../interp/chain.ts';
import type { InterpreterCode } from '../interp/interpreter.ts';
import { FunctionWriter } from '../wasm/function-writer.ts';
import { findBlocks, type RegionBlock } from './blocks.ts';
import { type CodePages, CodeView } from './code-view.ts';
import { beginningFor, type CodeSource } from './explore.ts';
import type { RegionObserver } from './observer.ts';
import { writeRegion } from './region.ts';
import { RowShapes } from './row-shapes.ts';
import { type RegionCode, RegionShell } from './shell.ts';

/** The guest, and the interpreter's module that regions call into. */
export interface RegionSource {
  readonly guest: Guest;
  readonly code: InterpreterCode;
}

export interface TranslatedRegion extends RegionCode {
  /** The first begins where translation was asked for. */
  readonly blocks: readonly RegionBlock[];
  /** Distances of the pages that its blocks lie in from its first page, which is the first (0). */
  readonly pages: readonly number[];
  /** The seen targets of jumps that it relies on: offset and target, in turns. */
  readonly targets: Int32Array;
}

export class Translator {
  private readonly guest: Guest;
  private readonly code: InterpreterCode;
  private readonly shapes: RowShapes;
  private readonly shell: RegionShell;

  constructor({ guest, code }: RegionSource, shell: RegionShell) {
    this.guest = guest;
    this.code = code;
    this.shapes = new RowShapes(guest);
    this.shell = shell;
  }

  /** Translates what begins at an offset of a page; undefined where not even one instruction can be. */
  translate(source: CodePages, offset: number, observer?: RegionObserver): TranslatedRegion | undefined {
    const codeSource = this.codeSource(source);
    const blocks = findBlocks(codeSource, offset);
    if (!blocks || at(blocks, 0).instructions.length === 0) return undefined;
    const pages = [...new Set([0, ...blocks.flatMap((block) => block.pages)])];
    const targets = Int32Array.from(codeSource.code.followed);
    return { ...this.write(blocks, pages, observer), blocks, pages, targets };
  }

  /** Where a region had better begin that control was found in at an offset of a page; it may be the offset itself. */
  beginning(source: CodePages, offset: number): number {
    return beginningFor(this.codeSource(source), offset);
  }

  private codeSource(source: CodePages): CodeSource & { readonly code: CodeView } {
    const { instructionSet: set, linkRegisters } = this.guest;
    return { set, shapes: this.shapes, linkRegisters, code: new CodeView(source) };
  }

  private write(
    blocks: readonly RegionBlock[],
    pages: readonly number[],
    observer: RegionObserver | undefined,
  ): RegionCode {
    const uses = this.shell.uses();
    const writer = new FunctionWriter(REGION_PARAMETERS);
    writeRegion(writer, {
      guest: this.guest,
      shapes: this.shapes,
      blocks,
      pages,
      refill: RegionShell.refill,
      chain: RegionShell.chain,
      tailCalls: this.code.tailCalls,
      functionIndex: (callee) => uses.index(callee),
      counter: () => uses.counter(),
      observer,
    });
    return {
      body: writer.encode().view().slice(),
      unlikely: writer.unlikelyBranches(),
      imports: uses.count(),
    };
  }
}
