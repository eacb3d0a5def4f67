/**
 * Rings and registers full of arbitrary bytes: whatever a guest writes, a device neither throws nor runs on,
 * and touches nothing but RAM.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeviceWorld, freshState, TEST_RAM_BASE } from '../../testing/devices.ts';
import { VirtioDriver } from '../../testing/virtio-driver.ts';
import { CopyOnWriteDisk } from '../block/backend.ts';
import type { Device } from '../device.ts';
import { virtioBlock } from '../virtio-block/device.ts';
import { virtioBlockState } from '../virtio-block/state.ts';
import { virtioConsole, virtioConsoleInput } from '../virtio-console/device.ts';
import { virtioConsoleState } from '../virtio-console/state.ts';
import { virtioRng } from '../virtio-rng/device.ts';
import { virtioRngState } from '../virtio-rng/state.ts';

const RUNS = 400;

const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare });

/** Descriptors that are often sound, the first ones readable, each going on to the next. */
const descriptor = (index: number) =>
  fc.record({
    address: mostly(
      fc.integer({ min: TEST_RAM_BASE, max: TEST_RAM_BASE + 0xf000 }),
      fc.integer({ min: 0, max: 2 ** 52 }),
    ),
    lengthBytes: mostly(fc.constantFrom(1, 15, 16, 17, 512, 1024), fc.integer({ min: 0, max: 0xffff_ffff })),
    writable: mostly(fc.constant(index > 4), fc.boolean()),
    flags: mostly(fc.constant(index === 7 ? 0 : 1), fc.nat(0xffff)),
    next: mostly(fc.constant(index + 1), fc.nat(0xffff)),
  });

const poke = fc.record({
  offset: fc.nat(0x10f).map((word) => word & ~3),
  value: fc.integer({ min: 0, max: 0xffff_ffff }),
});

const scenario = fc.record({
  table: fc.tuple(...Array.from({ length: 8 }, (_, index) => descriptor(index))),
  heads: fc.array(mostly(fc.nat(3), fc.nat(8)), { minLength: 1, maxLength: 10 }),
  pokes: fc.array(poke, { maxLength: 4 }),
});

function attack<State extends { queueReady: Uint32Array }>(
  device: Device<State, never, DeviceWorld>,
  newState: () => State,
  queues: number,
  also: (state: State, world: DeviceWorld) => void = () => {},
): { served: number; stopped: number } {
  const seen = { served: 0, stopped: 0 };
  fc.assert(
    fc.property(scenario, ({ table, heads, pokes }) => {
      const world = new DeviceWorld();
      world.disk = new CopyOnWriteDisk(new Uint8Array(8192));
      const state = newState();
      const driver = new VirtioDriver(device, state, world);
      driver.start(queues);
      for (let queue = 0; queue < queues; queue++) {
        table.forEach((entry, index) =>
          driver.setDescriptor(driver.descriptors(queue) + index * 16, entry, entry.flags, entry.next),
        );
        for (const head of heads) driver.publish(queue, head);
        driver.notify(queue);
      }
      for (const { offset, value } of pokes) driver.write(offset, value);
      also(state, world);
      for (let round = 0; round < 5; round++) driver.wait();
      seen.served += driver.usedIndex(queues - 1) > 0 ? 1 : 0;
      seen.stopped += (driver.read(0x70) & 0x40) === 0 ? 0 : 1;
      for (const [address, length] of world.dirty) {
        expect(world.memory.has(address, length)).toBe(true);
      }
    }),
    { numRuns: RUNS, seed: 4 },
  );
  return seen;
}

it('block', () => {
  const config = { sizeBytes: 8192, readOnly: false, blockBytes: 512, identity: 'x' } as const;
  const seen = attack(virtioBlock, () => freshState(virtioBlockState, virtioBlock, config), 1);
  expect(seen.served).toBeGreaterThan(RUNS / 20);
  expect(seen.stopped).toBeGreaterThan(RUNS / 4);
});

it('console, typing included', () => {
  const config = { columns: 80, rows: 25 };
  const newState = () => freshState(virtioConsoleState, virtioConsole, config);
  const seen = attack(virtioConsole, newState, 2, (state, world) => {
    for (let count = 0; count < 20 && virtioConsoleInput.canReceive(state, world); count++) {
      virtioConsoleInput.receive(state, 0x41, world);
    }
  });
  expect(seen.served + seen.stopped).toBeGreaterThan(RUNS / 4);
});

it('entropy', () => {
  const seen = attack(virtioRng, () => freshState(virtioRngState, virtioRng, { seed: 1n }), 1);
  expect(seen.served).toBeGreaterThan(RUNS / 20);
});
