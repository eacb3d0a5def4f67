/**
 * Encodes WebAssembly modules: functions are declared first (so that they may call each other), then
 * written, then {@link WasmModule.encode} gives the bytes. Instantiating them is the host's business.
 */
import { assert, at } from '../../base/assert.ts';
import type { Type } from '../../ir/node.ts';
import { ByteWriter } from './bytes.ts';
import { FunctionWriter } from './function-writer.ts';
import { TYPE_CODE } from './opcodes.ts';

interface Signature {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
}

interface ImportedFunction {
  readonly module: string;
  readonly name: string;
  readonly typeIndex: number;
}

interface OwnFunction {
  readonly typeIndex: number;
  /** Its body: being written, or written before. */
  readonly body: FunctionWriter | Uint8Array;
  /** Positions in a body that was written before of branches that are hardly ever taken. */
  readonly unlikely: Int32Array;
}

const FUNCTION_KIND = 0;
const NO_BRANCHES = new Int32Array(0);

export class WasmModule {
  private readonly types: Signature[] = [];
  private readonly typeIndices = new Map<string, number>();
  private readonly imports: ImportedFunction[] = [];
  private readonly functions: OwnFunction[] = [];
  private readonly exports: { readonly name: string; readonly index: number }[] = [];
  private readonly memoryPages: number;
  private tableElements: number | undefined;

  /** The module imports one shared memory `env.memory` of exactly so many 64 KiB pages. */
  constructor(memoryPages: number) {
    this.memoryPages = memoryPages;
  }

  /** Imports a table of functions, `env.regions`, of at least so many elements, for indirect calls. */
  importTable(elements: number): void {
    this.tableElements = elements;
  }

  /** The index of a function type, for indirect calls. */
  typeOf(parameters: readonly Type[], results: readonly Type[]): number {
    return this.typeIndex({ parameters, results });
  }

  private typeIndex(signature: Signature): number {
    const key = `${signature.parameters.join()}:${signature.results.join()}`;
    const index = this.typeIndices.get(key) ?? this.types.push(signature) - 1;
    this.typeIndices.set(key, index);
    return index;
  }

  /** All imports come before the first own function. */
  importFunction(name: string, parameters: readonly Type[], results: readonly Type[]): number {
    assert(this.functions.length === 0, 'imports come before functions');
    return this.imports.push({ module: 'env', name, typeIndex: this.typeIndex({ parameters, results }) }) - 1;
  }

  function(parameters: readonly Type[], results: readonly Type[]): { index: number; writer: FunctionWriter } {
    const writer = new FunctionWriter(parameters);
    this.functions.push({
      typeIndex: this.typeIndex({ parameters, results }),
      body: writer,
      unlikely: NO_BRANCHES,
    });
    return { index: this.imports.length + this.functions.length - 1, writer };
  }

  /** Adds a function whose body was encoded before, for a module with the same imports in the same places. */
  encodedFunction(
    parameters: readonly Type[],
    results: readonly Type[],
    body: Uint8Array,
    unlikely: Int32Array,
  ): number {
    this.functions.push({ typeIndex: this.typeIndex({ parameters, results }), body, unlikely });
    return this.imports.length + this.functions.length - 1;
  }

  export(name: string, index: number): void {
    this.exports.push({ name, index });
  }

  private section(out: ByteWriter, id: number, count: number, fill: (section: ByteWriter) => void): void {
    const section = new ByteWriter();
    section.unsigned(count);
    fill(section);
    out.byte(id);
    out.sized(section);
  }

  encode(): Uint8Array {
    const out = new ByteWriter();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    this.section(out, 1, this.types.length, (section) => {
      for (const type of this.types) {
        section.byte(0x60);
        for (const list of [type.parameters, type.results]) {
          section.unsigned(list.length);
          for (const one of list) section.byte(TYPE_CODE[one]);
        }
      }
    });
    const tables = this.tableElements === undefined ? 0 : 1;
    this.section(out, 2, this.imports.length + 1 + tables, (section) => {
      for (const { module, name, typeIndex } of this.imports) {
        section.name(module);
        section.name(name);
        section.byte(FUNCTION_KIND);
        section.unsigned(typeIndex);
      }
      if (this.tableElements !== undefined) {
        section.name('env');
        section.name('regions');
        // A table import (1) of functions (0x70), with a minimum only (0).
        section.bytes([0x01, 0x70, 0x00]);
        section.unsigned(this.tableElements);
      }
      section.name('env');
      section.name('memory');
      section.bytes([0x02, 0x03]);
      section.unsigned(this.memoryPages);
      section.unsigned(this.memoryPages);
    });
    this.section(out, 3, this.functions.length, (section) => {
      for (const { typeIndex } of this.functions) section.unsigned(typeIndex);
    });
    this.section(out, 7, this.exports.length, (section) => {
      for (const { name, index } of this.exports) {
        section.name(name);
        section.byte(FUNCTION_KIND);
        section.unsigned(index);
      }
    });
    this.branchHints(out);
    this.section(out, 10, this.functions.length, (section) => {
      for (let index = 0; index < this.functions.length; index++) {
        const { body } = at(this.functions, index);
        const bytes = body instanceof FunctionWriter ? body.encode().view() : body;
        section.unsigned(bytes.length);
        section.bytes(bytes);
      }
    });
    return out.view().slice();
  }

  /**
   * The custom section `metadata.code.branch_hint` (proposal of that name): engines that know it move what is hardly
   * ever taken out of the way; all others skip it.
   */
  private branchHints(out: ByteWriter): void {
    const hinted = this.functions.flatMap(({ unlikely }, index) =>
      unlikely.length === 0 ? [] : [{ index: this.imports.length + index, unlikely }],
    );
    if (hinted.length === 0) return;
    const section = new ByteWriter();
    section.name('metadata.code.branch_hint');
    section.unsigned(hinted.length);
    for (const { index, unlikely } of hinted) {
      section.unsigned(index);
      section.unsigned(unlikely.length);
      for (const position of unlikely) {
        section.unsigned(position);
        section.bytes([1, 0]);
      }
    }
    out.byte(0);
    out.sized(section);
  }
}
