/**
 * What is known at a point of a block that is being built from many instructions: which value a register or a field
 * of the hart's state has, which pure values exist already, which conditions cannot hold any more. The builder asks
 * before it makes a node, so that the folds see through registers and from one instruction into the next.
 *
 * Laws: a fact holds from where it was made to the end of the block it was made in, unless something between may
 * change it; what a nested block changes is forgotten after it; nothing here removes or moves an effect but a write of
 * the value that a field is known to have, and a block whose condition is known not to hold.
 *
 * Worth, with narrowing: sha256 in 0.90 of the time without (docs/decisions/0010).
 */
import { type Block, type FunctionDefinition, type Node, nestedBlocks, type RegisterFile } from '../node.ts';

const written = new WeakMap<FunctionDefinition, ReadonlySet<number>>();

function collectWrites(block: Block, into: Set<number>): void {
  for (const node of block.items) {
    if (node.op === 'writeState') into.add(node.place.offset);
    if (node.op === 'call') for (const offset of writesOf(node.callee)) into.add(offset);
    for (const nested of nestedBlocks(node)) collectWrites(nested, into);
  }
}

/** Offsets of the state that a function or what it calls may write. */
function writesOf(callee: FunctionDefinition): ReadonlySet<number> {
  const known = written.get(callee);
  if (known) return known;
  const offsets = new Set<number>();
  // A function that calls itself adds nothing to what it writes.
  written.set(callee, offsets);
  if (callee.body) collectWrites(callee.body.block, offsets);
  return offsets;
}

interface Level {
  readonly registers: Map<string, Node>;
  readonly states: Map<number, Node>;
  readonly values: Map<string, Node>;
  readonly impossible: Set<Node>;
  readonly changedRegisters: Set<string>;
  readonly changedStates: Set<number>;
}

const registerKey = (file: RegisterFile, index: number): string => `${file.name}${index}`;

const nodeKey = (node: Node): string => (node.op === 'const' ? `${node.type}:${node.value}` : `${node.id}`);

export const valueKey = (op: string, args: readonly Node[]): string => `${op}(${args.map(nodeKey).join()})`;

export class Facts {
  private level: Level = {
    registers: new Map(),
    states: new Map(),
    values: new Map(),
    impossible: new Set(),
    changedRegisters: new Set(),
    changedStates: new Set(),
  };

  /** Facts inside a nested block; what it changes is forgotten, or (it never goes on) was not changed at all. */
  nested(fill: () => void, goesOn: () => boolean): void {
    const outer = this.level;
    this.level = {
      registers: new Map(outer.registers),
      states: new Map(outer.states),
      values: new Map(outer.values),
      impossible: new Set(outer.impossible),
      changedRegisters: new Set(),
      changedStates: new Set(),
    };
    fill();
    const { changedRegisters, changedStates } = this.level;
    this.level = outer;
    if (!goesOn()) return;
    for (const key of changedRegisters) {
      outer.registers.delete(key);
      outer.changedRegisters.add(key);
    }
    for (const offset of changedStates) this.changedState(offset);
  }

  private changedState(offset: number): void {
    this.level.states.delete(offset);
    this.level.changedStates.add(offset);
  }

  register(file: RegisterFile, index: number): Node | undefined {
    return this.level.registers.get(registerKey(file, index));
  }
  noteRegister(file: RegisterFile, index: number, value: Node, isWrite: boolean): void {
    const key = registerKey(file, index);
    this.level.registers.set(key, value);
    if (isWrite) this.level.changedRegisters.add(key);
  }

  state(offset: number): Node | undefined {
    return this.level.states.get(offset);
  }
  noteRead(offset: number, value: Node): void {
    this.level.states.set(offset, value);
  }
  /** A field was written; undefined where it does not keep the whole value. */
  noteState(offset: number, value: Node | undefined): void {
    this.changedState(offset);
    if (value) this.level.states.set(offset, value);
  }
  called(callee: FunctionDefinition): void {
    for (const offset of writesOf(callee)) this.changedState(offset);
  }

  value(key: string): Node | undefined {
    return this.level.values.get(key);
  }
  noteValue(key: string, value: Node): void {
    this.level.values.set(key, value);
  }

  isImpossible(condition: Node): boolean {
    return this.level.impossible.has(condition);
  }
  noteImpossible(condition: Node): void {
    this.level.impossible.add(condition);
  }
}
