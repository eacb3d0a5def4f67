/**
 * Threads of a litmus shape, from their assembly text, in two readings of the same instructions:
 *
 * - as the manual reads them, instruction by instruction, where a register that is named is a dependency whatever
 *   happens to its value, and `aq`, `rl` and the sets of a fence are those of the encoding;
 * - as the translator's IR has them, block by block, after any passes: dependencies are those that are left, and
 *   orders those of the nodes.
 */
import { assert, at } from '../../base/assert.ts';
import { unwrap } from '../../base/problem.ts';
import type { Block } from '../../ir/node.ts';
import { extractField } from '../../isa/row-language.ts';
import { RiscvBuilder } from '../../isa/riscv64/builder.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { EM_RISCV, parseElf } from '../../machine/loaders/elf.ts';
import { assembleProgram } from '../../machine/programs.ts';
import type { RiscvDecoded } from '../generator/words.ts';
import { type Choose, type Orders, ThreadState, type Traced, type ThreadRun } from './thread.ts';

/** A thread that can be run with any choices. */
export interface Thread {
  run(choose: Choose, valuesAt: (address: bigint) => readonly bigint[], start: readonly bigint[]): ThreadRun;
}

interface Placed {
  readonly offset: number;
  readonly word: number;
  readonly decoded: RiscvDecoded;
}

function assembleThread(text: string): Placed[] {
  const { elf } = unwrap(assembleProgram(`.globl _start\n_start:\n${text}\n`, 'the shape'));
  const target = { where: 'the shape', machine: EM_RISCV, machineName: 'RISC-V' };
  const [segment] = unwrap(parseElf(elf, target)).segments;
  assert(segment !== undefined, 'a thread is one segment');
  const bytes = segment.bytes.subarray(segment.headerBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const placed: Placed[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const low = view.getUint16(offset, true);
    const word = riscv64.lengthOf(low) === 2 ? low : view.getUint32(offset, true);
    const decoded = riscv64.decode(word);
    assert(decoded !== undefined, `${text}: no instruction at ${offset}`);
    placed.push({ offset, word, decoded });
    offset += decoded.lengthBytes;
  }
  return placed;
}

function build({ decoded: { row, operands } }: Placed, b: RiscvBuilder): void {
  const values = row.operands.map((name) => {
    const kind = riscv64.kinds[name];
    const type = kind?.kind === 'immediate' ? kind.type : 'i32';
    return [name, b.constant(type, BigInt(operands[name] ?? 0))] as const;
  });
  row.meaning(b, Object.fromEntries(values));
}

function startState(state: ThreadState, start: readonly bigint[]): ThreadState {
  start.forEach((value, index) => {
    state.registers[index] = { value, from: new Set() };
  });
  return state;
}

const endOf = ({ events, registers }: ThreadState): ThreadRun => ({
  events,
  registers: registers.map(({ value }) => value),
});

/** What the encoding says of order. */
function ordersOf({ word, decoded }: Placed): Orders {
  const field = (name: string): number => {
    const found = decoded.row.encoding.fields.find((candidate) => candidate.name === name);
    return found ? extractField(found, word) : 0;
  };
  return {
    acquire: field('aq') === 1,
    release: field('rl') === 1,
    before: field('pred') & 3,
    after: field('succ') & 3,
    isTso: field('fm') === 8,
  };
}

const ACCESSES = /^(?:l[bhwd]|s[bhwd]|amo|lr|sc)/;

/** The instruction's result depends on all that it names; that of an access on the access, as it is evaluated. */
function nameSources(state: ThreadState, placed: Placed, before: readonly Traced[]): void {
  const { row, operands } = placed.decoded;
  const { rd } = operands;
  if (!row.operands.includes('rd') || rd === undefined || rd === 0 || ACCESSES.test(row.mnemonic)) return;
  const sources = ['rs1', 'rs2'].filter((name) => row.operands.includes(name));
  const from = new Set(sources.flatMap((name) => [...at(before, operands[name] ?? 0).from]));
  state.registers[rd] = { value: at(state.registers, rd).value, from };
}

/** The manual's reading. */
export function instructionThread(text: string): Thread {
  const code = assembleThread(text);
  const blocks = code.map((placed) => {
    const b = new RiscvBuilder();
    build(placed, b);
    return b.root;
  });
  return {
    run(choose, valuesAt, start) {
      const state = startState(new ThreadState(choose, valuesAt), start);
      for (let index = 0; index < code.length; ) {
        const placed = at(code, index);
        const before = [...state.registers];
        state.orders = ordersOf(placed);
        const result = state.run(at(blocks, index));
        nameSources(state, placed, before);
        index = result === 'on' ? index + 1 : targetOf(code, placed);
      }
      return endOf(state);
    },
  };
}

/** Only forward: a thread of a shape ends. */
function targetOf(code: readonly Placed[], { offset, decoded }: Placed): number {
  const distance = decoded.operands['offset'] ?? 0;
  assert(distance > 0, 'a shape has no loops');
  const index = code.findIndex((candidate) => candidate.offset === offset + distance);
  return index < 0 ? code.length : index;
}

/** A run of instructions up to a branch, as the translator builds it, with what follows. */
export interface IrBlock {
  readonly ir: Block;
  readonly next: number;
  readonly taken: number | undefined;
}

/** What the translator's passes make of a thread: some work while a block is built, others on what was built. */
export interface Passes {
  readonly prepare?: (b: RiscvBuilder) => void;
  readonly transform?: (blocks: readonly IrBlock[]) => readonly IrBlock[];
}

function irBlocks(code: readonly Placed[], prepare: Passes['prepare']): IrBlock[] {
  const ends = code.flatMap(({ decoded }, index) => (decoded.row.operands.includes('offset') ? [index] : []));
  const targets = ends.map((index) => targetOf(code, at(code, index)));
  const starts = [...new Set([0, ...ends.map((index) => index + 1), ...targets])]
    .filter((index) => index < code.length)
    .sort((a, b) => a - b);
  const numberOf = (index: number): number => {
    const found = starts.indexOf(index);
    return found < 0 ? starts.length : found;
  };
  return starts.map((start, number) => {
    const end = starts[number + 1] ?? code.length;
    const b = new RiscvBuilder();
    prepare?.(b);
    for (const placed of code.slice(start, end)) build(placed, b);
    const last = at(code, end - 1);
    const branches = last.decoded.row.operands.includes('offset');
    return { ir: b.root, next: numberOf(end), taken: branches ? numberOf(targetOf(code, last)) : undefined };
  });
}

/** The translator's reading, after its passes. */
export function irThread(text: string, { prepare, transform = (blocks) => blocks }: Passes = {}): Thread {
  const blocks = transform(irBlocks(assembleThread(text), prepare));
  return {
    run(choose, valuesAt, start) {
      const state = startState(new ThreadState(choose, valuesAt), start);
      for (let number = 0; number < blocks.length; ) {
        const { ir, next, taken } = at(blocks, number);
        number = state.run(ir) === 'on' ? next : (taken ?? blocks.length);
      }
      return endOf(state);
    },
  };
}
