/**
 * The state hash and the bytes it is computed over: docs/state-hash.md has the layout. Host state, counters and
 * TLBs are left out; what is in is in table order.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { hartState } from '../../isa/riscv64/state.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartBase, type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';
import type { FieldPlace } from '../../memory/struct.ts';
import type { BoardDevice, BoardDisk } from '../board/board.ts';
import type { ConsoleInput } from './console-input.ts';
import type { EventQueue } from './events.ts';

export interface StateSource {
  readonly semantics: number;
  readonly buffer: ArrayBufferLike;
  readonly plan: MemoryPlan;
  readonly nowNs: bigint;
  readonly turn: { readonly hart: number; readonly used: number };
  readonly activeConsole: 'uart' | 'virtio' | 'sbi';
  readonly events: EventQueue;
  readonly consoleInput: ConsoleInput;
  readonly devices: readonly BoardDevice[];
  readonly disks: readonly BoardDisk[];
}

const CONSOLE_NUMBER = { uart: 0, virtio: 1, sbi: 2 } as const;

class Record64 {
  private readonly words: bigint[] = [];

  add(...values: (number | bigint)[]): this {
    for (const value of values) this.words.push(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.words.length * 8);
    const view = new DataView(bytes.buffer);
    this.words.forEach((word, index) => view.setBigUint64(index * 8, word, true));
    return bytes;
  }
}

/** The fields of a struct without the gaps between them. */
function fieldBytes(buffer: ArrayBufferLike, base: number, places: readonly FieldPlace[]): Uint8Array {
  const bytes = new Uint8Array(places.reduce((sum, place) => sum + place.sizeBytes, 0));
  let position = 0;
  for (const { offset, sizeBytes } of places) {
    bytes.set(new Uint8Array(buffer, base + offset, sizeBytes), position);
    position += sizeBytes;
  }
  return bytes;
}

function isZero(words: BigUint64Array): boolean {
  for (let index = 0; index < words.length; index++) if (words[index] !== 0n) return false;
  return true;
}

function* ramPages({ buffer, plan }: StateSource): Iterable<Uint8Array> {
  const scratch = new Uint8Array(PAGE_BYTES);
  for (let page = 0; page < plan.ramBytes / PAGE_BYTES; page++) {
    const address = plan.ramBase + page * PAGE_BYTES;
    if (isZero(new BigUint64Array(buffer, address, PAGE_BYTES / 8))) continue;
    scratch.set(new Uint8Array(buffer, address, PAGE_BYTES));
    yield new Record64().add(page).bytes();
    yield sha256(scratch);
  }
}

function diskHash({ backend }: BoardDisk): Uint8Array {
  const hash = sha256.create();
  const scratch = new Uint8Array(PAGE_BYTES);
  for (let offset = 0; offset < backend.sizeBytes; offset += PAGE_BYTES) {
    const part = scratch.subarray(0, Math.min(PAGE_BYTES, backend.sizeBytes - offset));
    backend.read(offset, part);
    hash.update(part);
  }
  return hash.digest();
}

function schedule(source: StateSource): Uint8Array {
  const { events, consoleInput, turn } = source;
  const record = new Record64().add(source.semantics, source.nowNs, turn.hart, turn.used);
  record.add(CONSOLE_NUMBER[source.activeConsole], events.pending.length);
  for (const { atNs, device, tag } of events.pending) record.add(atNs, device, tag);
  const typed = [...consoleInput.pending()];
  record.add(typed.length);
  for (const { atNs, byte } of typed) record.add(atNs, byte);
  return record.bytes();
}

/** The very bytes that the hash is computed over, in parts. */
export function* stateParts(source: StateSource): Iterable<Uint8Array> {
  yield schedule(source);
  for (let hart = 0; hart < source.plan.harts; hart++) {
    yield fieldBytes(source.buffer, hartBase(source.plan, hart) + GUEST_STATE_OFFSET, hartState.places);
  }
  for (const { stateBase, shape } of source.devices) yield fieldBytes(source.buffer, stateBase, shape.places);
  for (const disk of source.disks) yield diskHash(disk);
  yield* ramPages(source);
}

export function hashState(source: StateSource): string {
  const hash = sha256.create();
  for (const part of stateParts(source)) hash.update(part);
  return bytesToHex(hash.digest());
}
