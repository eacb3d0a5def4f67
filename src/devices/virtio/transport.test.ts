import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { INDIRECT, VERSION_1, VirtioDriver } from '../../testing/virtio-driver.ts';
import { virtioRng } from '../virtio-rng/device.ts';
import { type VirtioRngState, virtioRngState } from '../virtio-rng/state.ts';
import { emptySlot, emptySlotState } from './empty-slot.ts';
import * as register from './registers.ts';

const NEEDS_RESET = 0x40;
let world: DeviceWorld;
let state: VirtioRngState;
let driver: VirtioDriver<VirtioRngState>;

beforeEach(() => {
  world = new DeviceWorld();
  state = freshState(virtioRngState, virtioRng, { seed: 7n });
  driver = new VirtioDriver(virtioRng, state, world);
});

describe('registers', () => {
  it('say who is there', () => {
    const identity = [register.MAGIC_VALUE, register.VERSION, register.DEVICE_ID].map((at) =>
      driver.read(at),
    );
    expect(identity).toEqual([0x74726976, 2, 4]);
    expect(driver.features()).toBe(VERSION_1 | INDIRECT);
    driver.write(register.DEVICE_FEATURES_SELECT, 2);
    expect(driver.read(register.DEVICE_FEATURES)).toBe(0);
    expect(driver.read(register.SHARED_MEMORY_LENGTH_LOW)).toBe(0xffff_ffff);
  });

  it('accept no features that were not offered, nor a driver without VERSION_1', () => {
    expect(driver.start(1, VERSION_1 | 1n)).toBe(3);
    expect(driver.start(1, INDIRECT)).toBe(3);
    expect(driver.start(1, VERSION_1)).toBe(15);
  });

  it('keep the accepted features once they are accepted', () => {
    driver.start(1);
    driver.write(register.DRIVER_FEATURES_SELECT, 1);
    driver.write(register.DRIVER_FEATURES, 0);
    expect([...state.driverFeatures]).toEqual([Number(INDIRECT), 1]);
  });

  it('show a queue that is there and none that is not', () => {
    expect(driver.read(register.QUEUE_SIZE_MAX)).toBe(8);
    driver.write(register.QUEUE_SELECT, 1);
    driver.write(register.QUEUE_SIZE, 4);
    driver.write(register.QUEUE_READY, 1);
    expect([driver.read(register.QUEUE_SIZE_MAX), driver.read(register.QUEUE_READY)]).toEqual([0, 0]);
    driver.write(register.QUEUE_SELECT, 0xffff_ffff);
    driver.write(register.QUEUE_DEVICE_HIGH, 1);
    expect(driver.read(register.QUEUE_READY)).toBe(0);
  });

  it.each([0, 3, 16, 0x8000_0000])('take no ring of %i entries', (size) => {
    driver.write(register.QUEUE_SIZE, size);
    driver.write(register.QUEUE_READY, 1);
    expect(driver.read(register.QUEUE_READY)).toBe(0);
  });

  it('leave a ready queue where it is', () => {
    driver.start(1);
    driver.write(register.QUEUE_DEVICE_LOW, 0x1234);
    driver.write(register.QUEUE_SIZE, 2);
    expect([state.queueDevice[0], state.queueSize[0]]).toEqual([0x8000_1800n, 8]);
  });
});

describe('requests', () => {
  it('are served a fixed time after the notification, all at once', () => {
    driver.start(1);
    const first = driver.buffer(16);
    driver.offer(0, [first]);
    driver.notify(0);
    world.now = 4000n;
    const second = driver.buffer(8);
    driver.offer(0, [second]);
    driver.notify(0);
    expect(world.events).toEqual(new Map([[0, 10_000n]]));
    world.advance(6000n, virtioRng, state);
    expect(driver.usedIndex(0)).toBe(2);
    expect([driver.usedEntry(0, 0), driver.usedEntry(0, 1)]).toEqual([
      [0, 16],
      [1, 8],
    ]);
    expect([world.line, driver.read(register.INTERRUPT_STATUS)]).toEqual([true, 1]);
    driver.write(register.INTERRUPT_ACKNOWLEDGE, 1);
    expect([world.line, driver.read(register.INTERRUPT_STATUS)]).toEqual([false, 0]);
    expect(driver.contents(first).some((byte) => byte !== 0)).toBe(true);
    expect(world.dirty.length).toBeGreaterThan(0);
  });

  it('raise no interrupt when the driver wants none', () => {
    driver.start(1);
    world.view.setUint16(driver.available(0), 1, true);
    driver.offer(0, [driver.buffer(16)]);
    driver.notify(0);
    driver.wait();
    expect([driver.usedIndex(0), world.line]).toEqual([1, false]);
  });

  it('go on over the end of the ring and of its index', () => {
    driver.start(1);
    state.nextAvailable[0] = 0xfffe;
    state.nextUsed[0] = 0xfffe;
    world.view.setUint16(driver.available(0) + 2, 0xfffe, true);
    for (let round = 0; round < 20; round++) {
      driver.offer(0, [driver.buffer(4), driver.buffer(4)]);
      driver.notify(0);
      driver.wait();
      expect(driver.usedIndex(0)).toBe((0xfffe + round + 1) & 0xffff);
    }
    expect(driver.usedEntry(0, 0xfffe + 19)).toEqual([(19 * 2) % 8, 8]);
  });

  it('are not looked at before the driver is ready', () => {
    driver.offer(0, [driver.buffer(4)]);
    driver.notify(0);
    expect(world.events.size).toBe(0);
  });

  it('are forgotten by a reset, but the device is the same', () => {
    driver.start(1);
    driver.offer(0, [driver.buffer(4)]);
    driver.notify(0);
    driver.write(register.STATUS, 0);
    expect([world.events.size, world.line, state.queueReady[0], state.seed]).toEqual([0, false, 0, 7n]);
  });

  it('may stand in an indirect table', () => {
    driver.start(1);
    const target = driver.buffer(32);
    const table = driver.buffer(new Uint8Array(32));
    const place = table.address - 0x8000_0000;
    driver.setDescriptor(place, { ...target, lengthBytes: 10 }, 1, 1);
    driver.setDescriptor(place + 16, { ...target, address: target.address + 10, lengthBytes: 22 }, 0, 0);
    driver.setDescriptor(driver.descriptors(0), table, 4, 0);
    driver.publish(0, 0);
    driver.notify(0);
    driver.wait();
    expect(driver.usedEntry(0, 0)).toEqual([0, 32]);
  });
});

describe('a driver that breaks the rules', () => {
  const descriptor = (lengthBytes: number, writable: boolean, address = 0x8000_8000) => ({
    address,
    lengthBytes,
    writable,
  });
  const put = (index: number, flags: number, next: number, buffer = descriptor(16, true)): void =>
    driver.setDescriptor(driver.descriptors(0) + index * 16, buffer, flags, next);

  it.each<[string, () => void]>([
    ['a head outside the table', () => driver.publish(0, 8)],
    ['a loop', () => (put(0, 1, 1), put(1, 1, 0), driver.publish(0, 0))],
    ['a next outside the table', () => (put(0, 1, 9), driver.publish(0, 0))],
    ['a buffer outside RAM', () => (put(0, 0, 0, descriptor(16, true, 0x1000)), driver.publish(0, 0))],
    [
      'a buffer across the end of RAM',
      () => (put(0, 0, 0, descriptor(17, true, 0x8000_fff0)), driver.publish(0, 0)),
    ],
    [
      'an address of 64 ones',
      () => (put(0, 0, 0, descriptor(1, true, 2 ** 64 - 4096)), driver.publish(0, 0)),
    ],
    ['an empty buffer', () => (put(0, 0, 0, descriptor(0, true)), driver.publish(0, 0))],
    [
      'a readable buffer after a writable one',
      () => (put(0, 1, 1), put(1, 0, 0, descriptor(16, false)), driver.publish(0, 0)),
    ],
    ['more chains than the ring holds', () => world.view.setUint16(driver.available(0) + 2, 9, true)],
    ['an indirect table of no descriptors', () => (put(0, 4, 0, descriptor(8, false)), driver.publish(0, 0))],
    ['an indirect table outside RAM', () => (put(0, 4, 0, descriptor(16, false, 64)), driver.publish(0, 0))],
    [
      'a request without room for an answer',
      () => (put(0, 0, 0, descriptor(16, false)), driver.publish(0, 0)),
    ],
  ])('is stopped: %s', (_name, misbehave) => {
    driver.start(1);
    misbehave();
    driver.notify(0);
    driver.wait();
    expect(driver.read(register.STATUS) & NEEDS_RESET).toBe(NEEDS_RESET);
    expect([driver.read(register.INTERRUPT_STATUS) & 2, world.line]).toEqual([2, true]);
    driver.notify(0);
    expect(world.events.size).toBe(0);
    driver.write(register.STATUS, 3);
    expect(driver.read(register.STATUS) & NEEDS_RESET).toBe(NEEDS_RESET);
    expect(driver.start(1)).toBe(15);
  });

  it.each([
    ['descriptors', register.QUEUE_DESCRIPTORS_HIGH],
    ['available ring', register.QUEUE_DRIVER_HIGH],
    ['used ring', register.QUEUE_DEVICE_HIGH],
  ])('is stopped: %s outside RAM', (_name, high) => {
    driver.start(1);
    driver.write(register.QUEUE_READY, 0);
    driver.write(high, 0xffff_ffff);
    driver.write(register.QUEUE_READY, 1);
    put(0, 0, 0);
    driver.publish(0, 0);
    driver.notify(0);
    driver.wait();
    expect(driver.read(register.STATUS) & NEEDS_RESET).toBe(NEEDS_RESET);
  });

  it('is stopped: an indirect table without the feature, and one inside another', () => {
    for (const accepted of [VERSION_1, VERSION_1 | INDIRECT]) {
      driver.start(1, accepted);
      world.view.setUint16(driver.available(0) + 2, 0, true);
      put(0, 4, 0, descriptor(16, false, 0x8000_9000));
      driver.setDescriptor(0x9000, descriptor(16, false, 0x8000_9000), 4, 0);
      driver.publish(0, 0);
      driver.notify(0);
      driver.wait();
      expect(driver.read(register.STATUS) & NEEDS_RESET).toBe(NEEDS_RESET);
    }
  });

  it('cannot keep one tick busy by writing new entries into its own ring', () => {
    driver.start(1);
    // The buffer covers the available index, so every answer makes new chains available.
    put(0, 0, 0, descriptor(2, true, 0x8000_0000 + driver.available(0) + 2));
    driver.publish(0, 0);
    driver.notify(0);
    world.advance(10_000n, virtioRng, state);
    expect(driver.usedIndex(0)).toBeLessThanOrEqual(8);
  });
});

it('an empty slot names no device', () => {
  const empty = freshState(emptySlotState, emptySlot, undefined);
  const words = [0, 4, 8].map((offset) => emptySlot.read(empty, offset, 4, world));
  expect(words).toEqual([0x74726976, 2, 0]);
});
