import { expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { VirtioDriver } from '../../testing/virtio-driver.ts';
import { virtioRng } from './device.ts';
import { virtioRngState } from './state.ts';

/** Two requests of 32 bytes, as text. */
function draw(seed: bigint): string[] {
  const world = new DeviceWorld();
  const driver = new VirtioDriver(virtioRng, freshState(virtioRngState, virtioRng, { seed }), world);
  driver.start(1);
  const buffers = [driver.buffer(32), driver.buffer(32)];
  for (const buffer of buffers) driver.offer(0, [buffer]);
  driver.notify(0);
  driver.wait();
  return buffers.map((buffer) => driver.contents(buffer).join(' '));
}

it('gives the same bytes for the same seed, and others for every other request', () => {
  const [first, second] = draw(1n);
  expect(draw(1n)).toEqual([first, second]);
  expect(new Set([first, second, ...draw(2n), Array(32).fill(0).join(' ')]).size).toBe(5);
});

it('answers a huge request with a part of it', () => {
  const world = new DeviceWorld(0x10_0000);
  const driver = new VirtioDriver(virtioRng, freshState(virtioRngState, virtioRng, { seed: 1n }), world);
  driver.start(1);
  driver.offer(0, [driver.buffer(0x8_0000)]);
  driver.notify(0);
  driver.wait();
  expect(driver.usedEntry(0, 0)).toEqual([0, 4096]);
});
