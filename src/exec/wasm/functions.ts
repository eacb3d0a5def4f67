/** Adds IR functions to a WebAssembly module: everything reachable by calls, each once. */
import { assert } from '../../base/assert.ts';
import { type Block, type FunctionDefinition, nestedBlocks } from '../../ir/node.ts';
import { Lowering } from './lowering.ts';
import type { WasmModule } from './module.ts';
import { OP } from './opcodes.ts';

function calleesOf(block: Block, into: Set<FunctionDefinition>): void {
  for (const node of block.items) {
    if (node.op === 'call') into.add(node.callee);
    for (const nested of nestedBlocks(node)) calleesOf(nested, into);
  }
}

/** Every function reachable from the roots, imports included. */
function reachable(roots: Iterable<FunctionDefinition>): FunctionDefinition[] {
  const found = new Set(roots);
  for (const definition of found) {
    if (definition.body) calleesOf(definition.body.block, found);
  }
  return [...found];
}

export class FunctionTable {
  private readonly indices = new Map<FunctionDefinition, number>();

  /** Declares and lowers everything the roots need. Call before any other function of the module exists. */
  constructor(module: WasmModule, hartBase: number, roots: Iterable<FunctionDefinition>) {
    const all = reachable(roots);
    for (const definition of all) {
      if (definition.body) continue;
      this.indices.set(
        definition,
        module.importFunction(definition.name, definition.parameters, definition.results),
      );
    }
    const bodies = all.flatMap((definition) => {
      if (!definition.body) return [];
      const { index, writer } = module.function(definition.parameters, definition.results);
      this.indices.set(definition, index);
      return [{ body: definition.body, writer, hasResult: definition.results.length > 0 }];
    });
    for (const { body, writer, hasResult } of bodies) {
      const lowering = new Lowering({ writer, hartBase, functionIndex: (callee) => this.index(callee) });
      body.parameters.forEach((variable, local) => lowering.bind(variable, local));
      lowering.body(body.block);
      // A body with a result returns on every path, yet WebAssembly must type its end.
      if (hasResult) writer.op(OP.unreachable);
    }
  }

  index(definition: FunctionDefinition): number {
    const index = this.indices.get(definition);
    assert(index !== undefined, `${definition.name} is not part of the module`);
    return index;
  }
}
