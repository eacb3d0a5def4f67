/**
 * Accesses of a loop that go along memory: their address counts from a register that the loop leaves alone or moves by
 * constants only. They remember the page they were in last, in locals, and ask the TLB again when they leave it.
 *
 * Laws: what is remembered was in the TLB when it was found, and whatever takes a translation away leaves the region or
 * makes the refill refuse. Loads and stores remember apart, since a page may be read that must not be written.
 */
import { at } from '../../base/assert.ts';
import type { Node, RegisterFile } from '../../ir/node.ts';
import type { FunctionWriter } from '../wasm/function-writer.ts';
import { successors } from './blocks.ts';
import type { BlockCode } from './observer.ts';
import type { SharedCheck } from './shared-checks.ts';
import { edgeKind, type Structure } from './structure.ts';

export interface Stream {
  readonly file: RegisterFile;
  readonly index: number;
  readonly which: 'load' | 'store';
}

/** A register moved by more at a time does not go along: it changes pages too often. */
const MAX_STEP_BYTES = 1024n;
/** Streams of a region: each holds two locals for its whole length. */
const MAX_STREAMS = 8;

const registerOf = (node: Node): number => Number((at(node.args, 0) as Node & { op: 'const' }).value);

/** The register that a value counts from, and by how much it differs. */
function origin(
  value: Node,
): { readonly read: Node & { op: 'readRegister' }; readonly by: bigint } | undefined {
  let by = 0n;
  let node = value;
  for (;;) {
    const [first, added] = node.args;
    if (node.op === 'readRegister') return { read: node, by: BigInt.asIntN(64, by) };
    if (node.op !== 'add' || !first || added?.op !== 'const') return undefined;
    by += added.value;
    node = first;
  }
}

const keyOf = (file: RegisterFile, index: number): string => `${file.name}${index}`;

/** Registers that a block changes by more than a small constant. */
function unsteadyRegisters({ ir }: BlockCode): Set<string> {
  const unsteady = new Set<string>();
  for (const node of ir.items) {
    if (node.op !== 'writeRegister') continue;
    const key = keyOf(node.file, registerOf(node));
    const from = origin(at(node.args, 1));
    const isStep =
      from !== undefined &&
      keyOf(from.read.file, registerOf(from.read)) === key &&
      from.by >= -MAX_STEP_BYTES &&
      from.by <= MAX_STEP_BYTES;
    if (!isStep) unsteady.add(key);
  }
  return unsteady;
}

/** By block: the smallest loop that it is in, as the blocks of that loop. */
function innermostLoops(
  code: readonly BlockCode[],
  structure: Structure,
): (ReadonlySet<number> | undefined)[] {
  const predecessors: number[][] = code.map(() => []);
  const loops = new Map<number, Set<number>>();
  const ends: [number, number][] = [];
  for (const from of structure.order) {
    for (const edge of successors(at(code, from).block.end)) {
      if (!('block' in edge)) continue;
      at(predecessors, edge.block).push(from);
      if (edgeKind(structure, from, edge.block) === 'loop') ends.push([from, edge.block]);
    }
  }
  for (const [end, head] of ends) {
    const loop = loops.get(head) ?? new Set([head]);
    loops.set(head, loop);
    const left = [end];
    for (let block = left.pop(); block !== undefined; block = left.pop()) {
      if (loop.has(block)) continue;
      loop.add(block);
      left.push(...at(predecessors, block));
    }
  }
  const smallestFirst = [...loops.values()].sort((a, b) => a.size - b.size);
  return code.map((_, block) => smallestFirst.find((loop) => loop.has(block)));
}

/** The streams of a region, by the access that belongs to one; `checks` are those of each block. */
export function streamsOf(
  code: readonly BlockCode[],
  checks: readonly ReadonlyMap<Node, SharedCheck>[],
  structure: Structure,
): ReadonlyMap<Node, Stream> {
  const loops = innermostLoops(code, structure);
  const unsteady = code.map(unsteadyRegisters);
  const streams = new Map<string, Stream>();
  const found = new Map<Node, Stream>();
  code.forEach(({ ir }, block) => {
    const loop = loops[block];
    if (!loop) return;
    for (const node of ir.items) {
      if (node.op !== 'load' && node.op !== 'store') continue;
      const from = origin(at(node.args, 0));
      if (!from) continue;
      const { file } = from.read;
      const index = registerOf(from.read);
      const register = keyOf(file, index);
      if ([...loop].some((one) => at(unsteady, one).has(register))) continue;
      const which = checks[block]?.get(node)?.which ?? node.op;
      const key = `${which} ${register}`;
      const stream = streams.get(key) ?? { file, index, which };
      if (!streams.has(key) && streams.size === MAX_STREAMS) continue;
      streams.set(key, stream);
      found.set(node, stream);
    }
  });
  return found;
}

/** What a stream remembers: the page it was in last (i64), and what leads from an address in it to memory (i32). */
export interface StreamLocals {
  readonly page: number;
  readonly addend: number;
}

/** By access: the locals of its stream. */
export function streamLocals(
  writer: FunctionWriter,
  streams: ReadonlyMap<Node, Stream>,
): ReadonlyMap<Node, StreamLocals> {
  const known = new Map<Stream, StreamLocals>();
  for (const stream of streams.values()) {
    if (!known.has(stream)) known.set(stream, { page: writer.local('i64'), addend: writer.local('i32') });
  }
  return new Map([...streams].map(([node, stream]) => [node, known.get(stream) as StreamLocals]));
}

/** At the start of a region nobody has been anywhere: no page begins at an address of all ones. */
export function forgetPages(writer: FunctionWriter, streams: ReadonlyMap<Node, StreamLocals>): void {
  for (const { page } of new Set(streams.values())) {
    writer.i64(-1n);
    writer.set(page);
  }
}
