/**
 * A world for one device under test: a clock that the test moves, events that then come due, wires and
 * consoles that remember what they were told, and a little RAM.
 */
import { CopyOnWriteDisk } from '../devices/block/backend.ts';
import type { ClintServices } from '../devices/clint/device.ts';
import type { ConsoleServices, Device, DeviceServices } from '../devices/device.ts';
import { type PhysicalMemory, ramMemory } from '../devices/physical-memory.ts';
import type { FinisherServices, FinishKind } from '../devices/test-finisher/device.ts';
import type { BlockServices } from '../devices/virtio-block/device.ts';
import type { Bound, Fields, Struct } from '../memory/struct.ts';

export const TEST_RAM_BASE = 0x8000_0000;

type EveryService = DeviceServices & ClintServices & ConsoleServices & FinisherServices & BlockServices;

export class DeviceWorld implements EveryService {
  now = 0n;
  line = false;
  timeChanges = 0;
  readonly events = new Map<number, bigint>();
  readonly hartWires = new Map<string, boolean>();
  readonly finished: [FinishKind, number][] = [];
  readonly dirty: [number, number][] = [];
  readonly ram: Uint8Array;
  readonly view: DataView;
  readonly memory: PhysicalMemory;
  disk = new CopyOnWriteDisk(new Uint8Array(0));
  private printed: number[] = [];

  constructor(ramBytes = 0x10000) {
    this.ram = new Uint8Array(ramBytes);
    this.view = new DataView(this.ram.buffer);
    this.memory = ramMemory(this.ram, TEST_RAM_BASE, (address, length) => this.dirty.push([address, length]));
  }

  nowNs(): bigint {
    return this.now;
  }

  schedule(tag: number, atNs: bigint): void {
    this.events.set(tag, atNs);
  }

  cancel(tag: number): void {
    this.events.delete(tag);
  }

  setLine(level: boolean): void {
    this.line = level;
  }

  setHartWire(hart: number, bit: number, level: boolean): void {
    this.hartWires.set(`${hart}:${bit}`, level);
  }

  wire(hart: number, bit: number): boolean {
    return this.hartWires.get(`${hart}:${bit}`) ?? false;
  }

  timeChanged(): void {
    this.timeChanges++;
  }

  output(byte: number): void {
    this.printed.push(byte);
  }

  finish(kind: FinishKind, code: number): void {
    this.finished.push([kind, code]);
  }

  /** What the device has printed since the last call. */
  takeOutput(): string {
    const text = String.fromCharCode(...this.printed);
    this.printed = [];
    return text;
  }

  /** Moves the clock and delivers, in order, every event that comes due on the way. */
  advance<State>(
    durationNs: bigint,
    device: Pick<Device<State, never, EveryService>, 'tick'>,
    state: State,
  ): void {
    const until = this.now + durationNs;
    for (;;) {
      const [next] = [...this.events].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] - b[0]));
      if (next === undefined || next[1] > until) break;
      this.events.delete(next[0]);
      this.now = next[1] > this.now ? next[1] : this.now;
      device.tick(state, next[0], this);
    }
    this.now = until;
  }
}

/** A device's state in memory of its own, freshly reset. */
export function freshState<F extends Fields, Config>(
  shape: Struct<F>,
  device: Pick<Device<Bound<F>, Config>, 'reset'>,
  config: Config,
): Bound<F> {
  const state = shape.bind(new ArrayBuffer(shape.sizeBytes), 0);
  device.reset(state, config);
  return state;
}
