import { expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { testFinisher } from './device.ts';
import { testFinisherState } from './state.ts';

it.each([
  [0x5555, 4, [['pass', 0]]],
  [0x0007_3333, 4, [['fail', 7]]],
  [0x7777, 4, [['reset', 0]]],
  [0x5555, 2, [['pass', 0]]],
  [0x55, 1, []],
  [0x1234, 4, []],
] as const)('a write of %i in %i bytes', (value, bytes, expected) => {
  const world = new DeviceWorld();
  const state = freshState(testFinisherState, testFinisher, undefined);
  testFinisher.write(state, 0, bytes, value, world);
  testFinisher.write(state, 4, 4, 0x5555, world);
  expect(world.finished).toEqual(expected);
  expect(testFinisher.read(state, 0, 4, world)).toBe(0);
});
