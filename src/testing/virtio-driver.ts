/** The driver's side of virtio over MMIO, as short as a test wants it: one ring per queue in a world's RAM. */
import type { AccessBytes, Device } from '../devices/device.ts';
import { at } from '../base/assert.ts';
import * as register from '../devices/virtio/registers.ts';
import type { DeviceWorld } from './devices.ts';
import { TEST_RAM_BASE } from './devices.ts';

export const VERSION_1 = 1n << 32n;
export const INDIRECT = 1n << 28n;
const RING_BYTES = 0x2000;
/** Buffers for requests lie behind the rings. */
const HEAP = 0x8000;

export interface Buffer {
  readonly address: number;
  readonly lengthBytes: number;
  readonly writable: boolean;
}

export class VirtioDriver<State> {
  readonly world: DeviceWorld;
  readonly size: number;
  private readonly device: Device<State, never, DeviceWorld>;
  private readonly state: State;
  private readonly nextDescriptor: [number, number] = [0, 0];
  private heap = HEAP;

  constructor(device: Device<State, never, DeviceWorld>, state: State, world: DeviceWorld, size = 8) {
    this.device = device;
    this.state = state;
    this.world = world;
    this.size = size;
  }

  read(offset: number, bytes: AccessBytes = 4): number {
    return this.device.read(this.state, offset, bytes, this.world);
  }

  write(offset: number, value: number, bytes: AccessBytes = 4): void {
    this.device.write(this.state, offset, bytes, value, this.world);
  }

  features(): bigint {
    this.write(register.DEVICE_FEATURES_SELECT, 0);
    const low = BigInt(this.read(register.DEVICE_FEATURES));
    this.write(register.DEVICE_FEATURES_SELECT, 1);
    return low | (BigInt(this.read(register.DEVICE_FEATURES)) << 32n);
  }

  /** Section 3.1.1 step by step; the final status. */
  start(queues: number, accepted = this.features()): number {
    this.write(register.STATUS, 0);
    this.write(register.STATUS, 1);
    this.write(register.STATUS, 3);
    this.write(register.DRIVER_FEATURES_SELECT, 0);
    this.write(register.DRIVER_FEATURES, Number(accepted & 0xffff_ffffn));
    this.write(register.DRIVER_FEATURES_SELECT, 1);
    this.write(register.DRIVER_FEATURES, Number(accepted >> 32n));
    this.write(register.STATUS, 11);
    for (let queue = 0; queue < queues; queue++) this.startQueue(queue);
    this.write(register.STATUS, 15);
    return this.read(register.STATUS);
  }

  private startQueue(queue: number): void {
    this.write(register.QUEUE_SELECT, queue);
    this.write(register.QUEUE_SIZE, this.size);
    const places = [
      [register.QUEUE_DESCRIPTORS_LOW, this.descriptors(queue)],
      [register.QUEUE_DRIVER_LOW, this.available(queue)],
      [register.QUEUE_DEVICE_LOW, this.used(queue)],
    ] as const;
    for (const [low, offset] of places) {
      this.write(low, TEST_RAM_BASE + offset);
      this.write(low + 4, 0);
    }
    this.write(register.QUEUE_READY, 1);
  }

  /** Offsets in the world's RAM. */
  descriptors(queue: number): number {
    return queue * RING_BYTES;
  }

  available(queue: number): number {
    return queue * RING_BYTES + 0x1000;
  }

  used(queue: number): number {
    return queue * RING_BYTES + 0x1800;
  }

  /** A readable buffer with these bytes, or a writable one of this length. */
  buffer(content: Uint8Array | number): Buffer {
    const lengthBytes = typeof content === 'number' ? content : content.length;
    const offset = this.heap;
    this.heap += lengthBytes;
    if (typeof content !== 'number') this.world.ram.set(content, offset);
    return { address: TEST_RAM_BASE + offset, lengthBytes, writable: typeof content === 'number' };
  }

  contents({ address, lengthBytes }: Buffer): Uint8Array {
    return this.world.ram.slice(address - TEST_RAM_BASE, address - TEST_RAM_BASE + lengthBytes);
  }

  setDescriptor(
    offset: number,
    { address, lengthBytes, writable }: Buffer,
    flags: number,
    next: number,
  ): void {
    const { view } = this.world;
    view.setBigUint64(offset, BigInt(address), true);
    view.setUint32(offset + 8, lengthBytes, true);
    view.setUint16(offset + 12, flags | (writable ? 2 : 0), true);
    view.setUint16(offset + 14, next, true);
  }

  /** Offers a chain; its head. The caller notifies. */
  offer(queue: number, buffers: readonly Buffer[]): number {
    const head = at(this.nextDescriptor, queue);
    buffers.forEach((buffer, index) => {
      const place = (head + index) % this.size;
      const last = index === buffers.length - 1;
      const table = this.descriptors(queue) + place * 16;
      this.setDescriptor(table, buffer, last ? 0 : 1, last ? 0 : (place + 1) % this.size);
    });
    this.nextDescriptor[queue as 0 | 1] = (head + buffers.length) % this.size;
    this.publish(queue, head);
    return head;
  }

  /** Puts a head into the available ring. */
  publish(queue: number, head: number): void {
    const { view } = this.world;
    const ring = this.available(queue);
    const index = view.getUint16(ring + 2, true);
    view.setUint16(ring + 4 + (index % this.size) * 2, head, true);
    view.setUint16(ring + 2, index + 1, true);
  }

  notify(queue: number): void {
    this.write(register.QUEUE_NOTIFY, queue);
  }

  /** Lets as much time pass as any device here takes. */
  wait(): void {
    this.world.advance(1_000_000n, this.device, this.state);
  }

  usedIndex(queue: number): number {
    return this.world.view.getUint16(this.used(queue) + 2, true);
  }

  /** Head and bytes written of a used entry. */
  usedEntry(queue: number, index: number): [number, number] {
    const entry = this.used(queue) + 4 + (index % this.size) * 8;
    return [this.world.view.getUint32(entry, true), this.world.view.getUint32(entry + 4, true)];
  }
}
