import { describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { clint, mtimeAt, timeOfTicks } from './device.ts';
import { type ClintState, clintState } from './state.ts';

const MSIP = 3;
const MTIP = 7;
const MTIME = 0xbff8;

function setUp(hartCount = 2): { state: ClintState; world: DeviceWorld } {
  return { state: freshState(clintState, clint, { hartCount }), world: new DeviceWorld() };
}

describe('software interrupts', () => {
  it('drives MSIP from bit 0 alone', () => {
    const { state, world } = setUp();
    clint.write(state, 4, 4, 0xffff_ffff, world);
    expect(clint.read(state, 4, 4, world)).toBe(1);
    expect(world.wire(1, MSIP)).toBe(true);
    expect(world.wire(0, MSIP)).toBe(false);
    clint.write(state, 4, 4, 0, world);
    expect(world.wire(1, MSIP)).toBe(false);
  });

  it('takes a double word as two registers', () => {
    const { state, world } = setUp();
    clint.write64?.(state, 0, 0x1_0000_0001n, world);
    expect([world.wire(0, MSIP), world.wire(1, MSIP)]).toEqual([true, true]);
    expect(clint.read64?.(state, 0, world)).toBe(0x1_0000_0001n);
  });

  it('has no register for harts that are not there', () => {
    const { state, world } = setUp(2);
    clint.write(state, 8, 4, 1, world);
    clint.write64?.(state, 0x4010, 0n, world);
    expect(clint.read(state, 8, 4, world)).toBe(0);
    expect(clint.read(state, 0x4010, 4, world)).toBe(0);
    expect(world.hartWires.size).toBe(0);
  });
});

describe('timer', () => {
  it('counts at 10 MHz, in halves and whole', () => {
    const { state, world } = setUp();
    world.now = 0x1_0000_0002n * 100n + 99n;
    expect(clint.read64?.(state, MTIME, world)).toBe(0x1_0000_0002n);
    expect(clint.read(state, MTIME, 4, world)).toBe(2);
    expect(clint.read(state, MTIME + 4, 4, world)).toBe(1);
  });

  it('never fires after reset', () => {
    const { state, world } = setUp();
    world.advance(10n ** 15n, clint, state);
    expect(world.wire(0, MTIP)).toBe(false);
    expect(clint.read64?.(state, 0x4000, world)).toBe(0xffff_ffff_ffff_ffffn);
  });

  it('fires at the first nanosecond of the tick and falls when moved on', () => {
    const { state, world } = setUp();
    world.now = 50n;
    clint.write64?.(state, 0x4008, 10n, world);
    expect(world.events).toEqual(new Map([[1, 1000n]]));
    world.advance(949n, clint, state);
    expect(world.wire(1, MTIP)).toBe(false);
    world.advance(1n, clint, state);
    expect(world.wire(1, MTIP)).toBe(true);
    clint.write64?.(state, 0x4008, 11n, world);
    expect(world.wire(1, MTIP)).toBe(false);
    clint.write64?.(state, 0x4008, 10n, world);
    expect(world.wire(1, MTIP)).toBe(true);
    expect(world.events.size).toBe(0);
  });

  it('can be written in halves', () => {
    const { state, world } = setUp();
    clint.write(state, 0x4000, 4, 5, world);
    clint.write(state, 0x4004, 4, 0, world);
    expect(world.events).toEqual(new Map([[0, 500n]]));
  });

  it('follows a write to mtime and says so', () => {
    const { state, world } = setUp();
    world.now = 1000n;
    clint.write64?.(state, 0x4000, 100n, world);
    clint.write64?.(state, MTIME, 99n, world);
    expect(world.timeChanges).toBe(1);
    expect(mtimeAt(state, world.now)).toBe(99n);
    expect(world.events.get(0)).toBe(1100n);
    clint.write(state, MTIME, 4, 100, world);
    expect(world.wire(0, MTIP)).toBe(true);
  });

  it('schedules nothing that is centuries away', () => {
    const { state, world } = setUp();
    expect(timeOfTicks(state, 0xffff_ffff_ffff_fffen, 0n)).toBeUndefined();
    clint.write64?.(state, 0x4000, 0xffff_ffff_ffff_fffen, world);
    expect(world.events.size).toBe(0);
  });
});
