/**
 * The module around translated code: what every region may call, always under the same index. So a function body,
 * once written, fits into any module: alone after its translation, or with hundreds of others when a machine starts
 * from a cache. An instance costs more than its code, above all where it imports much; hence a module imports only as
 * much of the list as its bodies need, and the list begins with what all of them need.
 */
import type { FunctionDefinition } from '../../ir/node.ts';
import { REGION_PARAMETERS } from '../interp/chain.ts';
import type { InterpreterCode } from '../interp/interpreter.ts';
import { WasmModule } from '../wasm/module.ts';
import { exportName } from './export-name.ts';

/** A function body of the code section, and how much of the shell's list of imports it relies on. */
export interface RegionCode {
  readonly body: Uint8Array;
  /** Positions in the body of branches that are hardly ever taken. */
  readonly unlikely: Int32Array;
  readonly imports: number;
}

interface Import {
  readonly name: string;
  readonly parameters: FunctionDefinition['parameters'];
  readonly results: FunctionDefinition['results'];
}

const COMMON: readonly Import[] = [
  { name: 'refillLoad', parameters: ['i64', 'i32'], results: ['i32'] },
  { name: 'refillStore', parameters: ['i64', 'i32'], results: ['i32'] },
  { name: 'chain', parameters: ['i32', 'i64', 'i64'], results: ['i32'] },
];

/** Behind all others, since only code that counts what it does needs it. */
const COUNTER: Import = { name: 'count', parameters: ['i32'], results: [] };

export interface ShellUses {
  index(callee: FunctionDefinition): number;
  /** The index of `(site: i32)`. */
  counter(): number;
  /** How many imports all that needs. */
  count(): number;
}

const NO_HINTS = new Int32Array(0);

export class RegionShell {
  static readonly refill = { load: 0, store: 1 };
  static readonly chain = 2;
  private readonly memoryPages: number;
  private readonly code: InterpreterCode;
  /** Made when code calls a helper: a warm start may have none that does. */
  private all: readonly Import[] | undefined;
  private readonly indices = new Map<FunctionDefinition, number>();

  constructor(code: InterpreterCode, memoryPages: number) {
    this.memoryPages = memoryPages;
    this.code = code;
  }

  private get imports(): readonly Import[] {
    if (this.all) return this.all;
    const calls = [...this.code.callNames].map(([callee, name], index): Import => {
      this.indices.set(callee, COMMON.length + index);
      return { name, parameters: callee.parameters, results: callee.results };
    });
    this.all = [...COMMON, ...calls, COUNTER];
    return this.all;
  }

  /** Counts what one body calls. */
  uses(): ShellUses {
    let count = COMMON.length;
    const { length } = this.imports;
    return {
      index: (callee) => {
        const index = this.indices.get(callee);
        if (index === undefined) throw new Error(`${callee.name} is not exported`);
        count = Math.max(count, index + 1);
        return index;
      },
      counter: () => {
        count = length;
        return length - 1;
      },
      count: () => count,
    };
  }

  /** One module with all these bodies, each exported by its place; `hints` says which branches are unlikely. */
  module(codes: readonly RegionCode[], hints = true): Uint8Array {
    const module = new WasmModule(this.memoryPages);
    const count = Math.max(0, ...codes.map(({ imports }) => imports));
    const imports = count === COMMON.length ? COMMON : this.imports.slice(0, count);
    for (const { name, parameters, results } of imports) {
      module.importFunction(name, parameters, results);
    }
    codes.forEach(({ body, unlikely }, index) => {
      module.export(
        exportName(index),
        module.encodedFunction(REGION_PARAMETERS, ['i32'], body, hints ? unlikely : NO_HINTS),
      );
    });
    return module.encode();
  }
}
