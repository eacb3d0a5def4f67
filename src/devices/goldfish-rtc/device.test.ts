import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { goldfishRtc } from './device.ts';
import { type GoldfishRtcState, goldfishRtcState } from './state.ts';

const EPOCH_NS = 1_735_689_600_000_000_000n;
let state: GoldfishRtcState;
let world: DeviceWorld;

beforeEach(() => {
  world = new DeviceWorld();
  state = freshState(goldfishRtcState, goldfishRtc, { epochNs: EPOCH_NS });
});

const read = (offset: number): number => goldfishRtc.read(state, offset, 4, world);
const write = (offset: number, value: number): void => goldfishRtc.write(state, offset, 4, value, world);
const clock = (): bigint => BigInt(read(0)) | (BigInt(read(4)) << 32n);
const setPair = (low: number, high: number, value: bigint): void => {
  write(high, Number(value >> 32n));
  write(low, Number(value & 0xffff_ffffn));
};

describe('clock', () => {
  it('goes with virtual time from its epoch', () => {
    expect(clock()).toBe(EPOCH_NS);
    world.now = 5_000_000_000n;
    expect(clock()).toBe(EPOCH_NS + 5_000_000_000n);
  });

  it('latches the upper half when the lower is read', () => {
    read(0);
    world.now = 1n << 40n;
    expect(read(4)).toBe(Number(EPOCH_NS >> 32n));
  });

  it('can be set, as Linux sets it: upper half first', () => {
    setPair(0x00, 0x04, 42_000_000_000n);
    world.now += 7n;
    expect(clock()).toBe(42_000_000_007n);
  });
});

describe('alarm', () => {
  it('rings once at its time and is acknowledged', () => {
    write(0x10, 1);
    setPair(0x08, 0x0c, EPOCH_NS + 1000n);
    expect(read(0x18)).toBe(1);
    world.advance(999n, goldfishRtc, state);
    expect(world.line).toBe(false);
    world.advance(1n, goldfishRtc, state);
    expect([world.line, read(0x18)]).toEqual([true, 0]);
    write(0x1c, 1);
    expect(world.line).toBe(false);
  });

  it('rings at once for a time that has passed, and in silence while disabled', () => {
    setPair(0x08, 0x0c, 5n);
    expect(world.line).toBe(false);
    write(0x10, 1);
    expect(world.line).toBe(true);
  });

  it('can be cleared', () => {
    setPair(0x08, 0x0c, EPOCH_NS + 1000n);
    write(0x14, 1);
    expect([read(0x18), world.events.size]).toEqual([0, 0]);
  });

  it('moves when the clock is set', () => {
    write(0x10, 1);
    setPair(0x08, 0x0c, EPOCH_NS + 1000n);
    setPair(0x00, 0x04, EPOCH_NS + 999n);
    expect(world.events).toEqual(new Map([[0, 1n]]));
  });

  it('is not scheduled centuries ahead', () => {
    setPair(0x08, 0x0c, 0xffff_ffff_ffff_ffffn);
    expect([read(0x18), world.events.size]).toEqual([1, 0]);
  });
});
