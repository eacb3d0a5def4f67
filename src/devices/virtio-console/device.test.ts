import { beforeEach, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { VirtioDriver } from '../../testing/virtio-driver.ts';
import { resizeConsole, virtioConsole, virtioConsoleInput } from './device.ts';
import { type VirtioConsoleState, virtioConsoleState } from './state.ts';

const RECEIVE = 0;
const TRANSMIT = 1;
let world: DeviceWorld;
let state: VirtioConsoleState;
let driver: VirtioDriver<VirtioConsoleState>;
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

beforeEach(() => {
  world = new DeviceWorld();
  state = freshState(virtioConsoleState, virtioConsole, { columns: 80, rows: 25 });
  driver = new VirtioDriver(virtioConsole, state, world);
});

it('prints what stands in a chain, in order', () => {
  driver.start(2);
  driver.offer(TRANSMIT, [driver.buffer(bytes('hel')), driver.buffer(bytes('lo '))]);
  driver.offer(TRANSMIT, [driver.buffer(bytes('world'))]);
  driver.notify(TRANSMIT);
  expect(world.takeOutput()).toBe('');
  driver.wait();
  expect(world.takeOutput()).toBe('hello world');
  expect([driver.usedIndex(TRANSMIT), world.line]).toEqual([2, true]);
});

it('takes a typed byte when there is a buffer for it, and not before', () => {
  expect(virtioConsoleInput.canReceive(state, world)).toBe(false);
  driver.start(2);
  expect(virtioConsoleInput.canReceive(state, world)).toBe(false);
  const room = driver.buffer(64);
  driver.offer(RECEIVE, [room]);
  expect(virtioConsoleInput.canReceive(state, world)).toBe(true);
  virtioConsoleInput.receive(state, 0x71, world);
  expect([driver.contents(room)[0], driver.usedEntry(RECEIVE, 0), world.line]).toEqual([0x71, [0, 1], true]);
  expect(virtioConsoleInput.canReceive(state, world)).toBe(false);
});

it('tells its size, and that it has changed', () => {
  expect([driver.read(0x100, 2), driver.read(0x102, 2), driver.read(0xfc)]).toEqual([80, 25, 0]);
  driver.start(2);
  resizeConsole(state, { columns: 132, rows: 43 }, world);
  expect([driver.read(0x100, 2), driver.read(0x102, 2), driver.read(0xfc)]).toEqual([132, 43, 1]);
  expect([driver.read(0x60), world.line]).toEqual([2, true]);
  driver.write(0x64, 2);
  resizeConsole(state, { columns: 132, rows: 43 }, world);
  expect([world.line, driver.read(0xfc)]).toEqual([false, 1]);
});
