/**
 * Split virtqueues (section 2.7): taking buffers from a guest's ring and giving them back.
 *
 * The rings are the guest's and may hold anything. A chain is read once, checked whole (bounds of every
 * descriptor, order, length of the chain) and then used; whatever is wrong with it makes `takeChain` answer
 * 'broken', after which the device needs a reset.
 */
import { at } from '../../base/assert.ts';
import type { DeviceServices } from '../device.ts';
import { type PhysicalMemory, readU16, readU32, readU64, writeU16, writeU32 } from '../physical-memory.ts';
import {
  INTERRUPT_CONFIG,
  INTERRUPT_USED,
  STATUS_DRIVER_OK,
  STATUS_NEEDS_RESET,
  VIRTIO_F_INDIRECT_DESC,
} from './kind.ts';
import type { TransportState } from './state.ts';

const DESCRIPTOR_BYTES = 16;
const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;
const NO_INTERRUPT = 1;
/** The longest chain an indirect table may hold. */
const MAX_INDIRECT = 1024;

export interface Segment {
  readonly address: number;
  readonly lengthBytes: number;
}

/** One request: what the device reads, then what it writes. Every segment lies in RAM and is not empty. */
export interface Chain {
  readonly head: number;
  readonly readable: readonly Segment[];
  readonly writable: readonly Segment[];
}

interface Descriptor extends Segment {
  readonly flags: number;
  readonly next: number;
}

/** Descriptor `index` of a table, or undefined outside RAM. */
function readDescriptor(memory: PhysicalMemory, table: number, index: number): Descriptor | undefined {
  const place = table + index * DESCRIPTOR_BYTES;
  const address = readU64(memory, place);
  const lengthBytes = readU32(memory, place + 8);
  const flags = readU16(memory, place + 12);
  const next = readU16(memory, place + 14);
  if (address === undefined || lengthBytes === undefined || flags === undefined || next === undefined) return;
  return { address: Number(address), lengthBytes, flags, next };
}

/** Follows a chain through one table of `tableSize` descriptors. */
function collect(
  memory: PhysicalMemory,
  table: number,
  tableSize: number,
  first: number,
): Descriptor[] | 'broken' {
  const descriptors: Descriptor[] = [];
  let index = first;
  while (descriptors.length < tableSize) {
    if (index >= tableSize) return 'broken';
    const descriptor = readDescriptor(memory, table, index);
    if (descriptor === undefined) return 'broken';
    descriptors.push(descriptor);
    if ((descriptor.flags & NEXT) === 0) return descriptors;
    index = descriptor.next;
  }
  return 'broken';
}

/** Replaces a final indirect descriptor by the table that it points to. */
function expand(memory: PhysicalMemory, outer: Descriptor[], allowed: boolean): Descriptor[] | 'broken' {
  const last = at(outer, outer.length - 1);
  if ((last.flags & INDIRECT) === 0) return outer;
  const entries = last.lengthBytes / DESCRIPTOR_BYTES;
  if (!allowed || !Number.isInteger(entries) || entries === 0 || entries > MAX_INDIRECT) return 'broken';
  const inner = collect(memory, last.address, entries, 0);
  return inner === 'broken' ? 'broken' : [...outer.slice(0, -1), ...inner];
}

/** Splits a chain into its two halves and checks each descriptor. */
function arrange(memory: PhysicalMemory, head: number, descriptors: readonly Descriptor[]): Chain | 'broken' {
  const readable: Segment[] = [];
  const writable: Segment[] = [];
  for (const { address, lengthBytes, flags } of descriptors) {
    const isWritable = (flags & WRITE) !== 0;
    if ((flags & INDIRECT) !== 0 || lengthBytes === 0 || !memory.has(address, lengthBytes)) return 'broken';
    if (!isWritable && writable.length > 0) return 'broken';
    (isWritable ? writable : readable).push({ address, lengthBytes });
  }
  return { head, readable, writable };
}

/** How many chains wait in a queue; 'broken' when the ring makes no sense. */
export function availableCount(
  state: TransportState,
  queue: number,
  memory: PhysicalMemory,
): number | 'broken' {
  const index = readU16(memory, Number(at(state.queueDriver, queue)) + 2);
  if (index === undefined) return 'broken';
  const count = (index - at(state.nextAvailable, queue)) & 0xffff;
  return count > at(state.queueSize, queue) ? 'broken' : count;
}

/** Takes the next chain; undefined when none waits. */
export function takeChain(
  state: TransportState,
  queue: number,
  memory: PhysicalMemory,
): Chain | 'broken' | undefined {
  const count = availableCount(state, queue, memory);
  if (count === 'broken') return 'broken';
  if (count === 0) return undefined;
  const size = at(state.queueSize, queue);
  const next = at(state.nextAvailable, queue);
  const head = readU16(memory, Number(at(state.queueDriver, queue)) + 4 + (next % size) * 2);
  if (head === undefined) return 'broken';
  const outer = collect(memory, Number(at(state.queueDescriptors, queue)), size, head);
  if (outer === 'broken') return 'broken';
  const allowed = (at(state.driverFeatures, 0) & Number(VIRTIO_F_INDIRECT_DESC)) !== 0;
  const descriptors = expand(memory, outer, allowed);
  if (descriptors === 'broken') return 'broken';
  state.nextAvailable[queue] = next + 1;
  return arrange(memory, head, descriptors);
}

/** Gives a chain back, `writtenBytes` of its writable part filled. False when the used ring is not in RAM. */
export function giveBack(
  state: TransportState,
  queue: number,
  chain: Chain,
  writtenBytes: number,
  memory: PhysicalMemory,
): boolean {
  const ring = Number(at(state.queueDevice, queue));
  const used = at(state.nextUsed, queue);
  const entry = ring + 4 + (used % at(state.queueSize, queue)) * 8;
  state.nextUsed[queue] = used + 1;
  return (
    writeU32(memory, entry, chain.head) &&
    writeU32(memory, entry + 4, writtenBytes) &&
    writeU16(memory, ring + 2, at(state.nextUsed, queue))
  );
}

/** Tells the driver that a queue has used buffers, unless it asked not to be told. */
export function interruptUsed(state: TransportState, queue: number, services: DeviceServices): void {
  const flags = readU16(services.memory, Number(at(state.queueDriver, queue))) ?? 0;
  if ((flags & NO_INTERRUPT) !== 0) return;
  state.interruptStatus |= INTERRUPT_USED;
  services.setLine(true);
}

/** The driver has broken the rules: the device stops until it is reset (section 2.1.2). */
export function needReset(state: TransportState, services: DeviceServices): void {
  state.status |= STATUS_NEEDS_RESET;
  if ((state.status & STATUS_DRIVER_OK) === 0) return;
  state.interruptStatus |= INTERRUPT_CONFIG;
  services.setLine(true);
}

/** Whether a queue may be worked on. */
export const isLive = (state: TransportState, queue: number): boolean =>
  (state.status & (STATUS_DRIVER_OK | STATUS_NEEDS_RESET)) === STATUS_DRIVER_OK &&
  at(state.queueReady, queue) !== 0;

/**
 * Takes the available chains to `serve`, which returns the bytes it wrote or 'broken'. Stops after one ring
 * of chains or `budgetBytes` of buffers, and returns true if chains may be left then.
 */
export function serveQueue<Services extends DeviceServices>(
  state: TransportState,
  queue: number,
  services: Services,
  budgetBytes: number,
  serve: (chain: Chain) => number | 'broken',
): boolean {
  const chainsMax = at(state.queueSize, queue);
  let chains = 0;
  let bytes = 0;
  let outcome: 'empty' | 'bounded' | 'broken' = 'bounded';
  while (chains < chainsMax && bytes < budgetBytes) {
    const chain = takeChain(state, queue, services.memory);
    if (chain === undefined) {
      outcome = 'empty';
      break;
    }
    const written = chain === 'broken' ? 'broken' : serve(chain);
    if (
      chain === 'broken' ||
      written === 'broken' ||
      !giveBack(state, queue, chain, written, services.memory)
    ) {
      outcome = 'broken';
      break;
    }
    chains++;
    bytes += totalBytes(chain.readable) + totalBytes(chain.writable);
  }
  if (chains > 0) interruptUsed(state, queue, services);
  if (outcome === 'broken') needReset(state, services);
  return outcome === 'bounded';
}

export const totalBytes = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
