/**
 * The state hash and the bytes it is computed over: docs/state-hash.md has the layout. Host state, counters and
 * TLBs are left out; what is in is in the order of its declarations. Records of declared structs stand behind
 * their length, lists behind their count, so that the bytes can be walked without the declarations.
 */
import { hartState } from '../../isa/riscv64/state.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartBase, type MemoryPlan } from '../../memory/layout.ts';
import type { FieldPlace } from '../../memory/struct.ts';
import type { BoardDevice } from '../board/board.ts';
import type { VirtualClock } from './clock.ts';
import type { ConsoleInput } from './console-input.ts';
import type { DirtyPages } from './dirty-pages.ts';
import type { DiskDigest } from './disk-digest.ts';
import type { EventQueue } from './events.ts';
import type { ActiveConsole } from './guest-console.ts';
import type { MachineHost } from './host.ts';
import { RamDigests } from './ram-digests.ts';
import { Sha256 } from './sha256.ts';

/** What the hash needs of a machine, at a moment between two instructions. */
export interface StateSource {
  readonly semantics: number;
  /** Retired by all harts. */
  readonly retired: number;
  readonly clock: VirtualClock;
  readonly turn: { readonly hart: number; readonly used: number };
  readonly activeConsole: ActiveConsole;
  readonly events: EventQueue;
  readonly consoleInput: ConsoleInput;
  readonly devices: readonly BoardDevice[];
  readonly disks: readonly DiskDigest[];
}

const CONSOLE_NUMBER = { uart: 0, virtio: 1, sbi: 2 } as const;

/** Numbers as 64 bits each, little-endian. */
function numbers(...values: readonly (number | bigint)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setBigUint64(index * 8, BigInt.asUintN(64, BigInt(value)), true));
  return bytes;
}

/** The length of a struct's fields, then the fields without the gaps between them. */
function record(buffer: ArrayBufferLike, base: number, places: readonly FieldPlace[]): Uint8Array {
  const lengthBytes = places.reduce((sum, place) => sum + place.sizeBytes, 0);
  const bytes = new Uint8Array(8 + lengthBytes);
  bytes.set(numbers(lengthBytes));
  let position = 8;
  for (const { offset, sizeBytes } of places) {
    bytes.set(new Uint8Array(buffer, base + offset, sizeBytes), position);
    position += sizeBytes;
  }
  return bytes;
}

function* timeAndEvents(source: StateSource): Iterable<Uint8Array> {
  const { clock, retired, turn, activeConsole, events, consoleInput } = source;
  yield numbers(clock.at(retired), clock.fractionAt(retired), clock.rate, turn.hart, turn.used);
  yield numbers(CONSOLE_NUMBER[activeConsole], events.pending.length);
  for (const { atNs, device, tag } of events.pending) yield numbers(atNs, device, tag);
  yield numbers(consoleInput.pendingBytes);
  for (const { atNs, byte } of consoleInput.pending()) yield numbers(atNs, byte);
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export class StateHasher {
  private readonly buffer: ArrayBufferLike;
  private readonly plan: MemoryPlan;
  private readonly sha256: Sha256;
  private readonly ram: RamDigests;

  constructor(host: MachineHost, plan: MemoryPlan, dirty: DirtyPages) {
    this.buffer = host.memory.buffer;
    this.plan = plan;
    this.sha256 = new Sha256(host, plan);
    this.ram = new RamDigests(plan, dirty);
  }

  /** Pages of RAM that the last hash was over: what a hash costs goes with it. */
  get pageCount(): number {
    return this.ram.count;
  }

  /** The very bytes that the hash is computed over, in parts. */
  *parts(source: StateSource): Iterable<Uint8Array> {
    const { buffer, plan } = this;
    yield numbers(source.semantics, plan.harts);
    for (let hart = 0; hart < plan.harts; hart++) {
      yield record(buffer, hartBase(plan, hart) + GUEST_STATE_OFFSET, hartState.places);
    }
    yield* timeAndEvents(source);
    yield numbers(source.devices.length);
    for (const { stateBase, shape } of source.devices) yield record(buffer, stateBase, shape.places);
    yield numbers(source.disks.length);
    for (const disk of source.disks) yield disk.hash(this.sha256);
    this.ram.refresh(this.sha256);
    yield this.ram.bytes();
  }

  hash(source: StateSource): string {
    // Page digests and the hash share one hasher: the parts are drawn before it starts.
    return toHex(this.sha256.digest([...this.parts(source)]));
  }
}
