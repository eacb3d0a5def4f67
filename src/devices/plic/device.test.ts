import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { plic, setSource } from './device.ts';
import { type PlicState, plicState } from './state.ts';

const MEIP = 11;
const SEIP = 9;
const priority = (source: number): number => source * 4;
const enable = (context: number, word: number): number => 0x2000 + context * 0x80 + word * 4;
const threshold = (context: number): number => 0x200000 + context * 0x1000;
const claim = (context: number): number => threshold(context) + 4;

function setUp(hartCount = 2): { state: PlicState; world: DeviceWorld } {
  return { state: freshState(plicState, plic, { hartCount }), world: new DeviceWorld() };
}

describe('one source', () => {
  it('goes from wire to claim to completion, as a driver sees it', () => {
    const { state, world } = setUp();
    plic.write(state, priority(10), 4, 1, world);
    plic.write(state, enable(1, 0), 4, 1 << 10, world);
    setSource(state, 10, true, world);
    expect([world.wire(0, SEIP), world.wire(0, MEIP), world.wire(1, SEIP)]).toEqual([true, false, false]);
    expect(plic.read(state, 0x1000, 4, world)).toBe(1 << 10);
    expect(plic.read(state, claim(1), 4, world)).toBe(10);
    expect(world.wire(0, SEIP)).toBe(false);
    expect(plic.read(state, claim(1), 4, world)).toBe(0);
    plic.write(state, claim(1), 4, 10, world);
    expect(world.wire(0, SEIP)).toBe(true);
    expect(plic.read(state, claim(1), 4, world)).toBe(10);
    setSource(state, 10, false, world);
    plic.write(state, claim(1), 4, 10, world);
    expect(world.wire(0, SEIP)).toBe(false);
  });

  it('stays requested when the wire falls before the claim, and makes no request while it is served', () => {
    const { state, world } = setUp();
    plic.write(state, priority(10), 4, 1, world);
    plic.write(state, enable(0, 0), 4, 1 << 10, world);
    setSource(state, 10, true, world);
    setSource(state, 10, false, world);
    expect(plic.read(state, claim(0), 4, world)).toBe(10);
    setSource(state, 10, true, world);
    setSource(state, 10, false, world);
    plic.write(state, claim(0), 4, 10, world);
    expect(plic.read(state, claim(0), 4, world)).toBe(0);
  });

  it('needs a priority above the threshold', () => {
    const { state, world } = setUp();
    plic.write(state, enable(0, 2), 4, 1 << 31, world);
    setSource(state, 95, true, world);
    expect(world.wire(0, MEIP)).toBe(false);
    plic.write(state, priority(95), 4, 3, world);
    expect(world.wire(0, MEIP)).toBe(true);
    plic.write(state, threshold(0), 4, 3, world);
    expect(world.wire(0, MEIP)).toBe(false);
    plic.write(state, threshold(0), 4, 2, world);
    expect(plic.read(state, claim(0), 4, world)).toBe(95);
  });

  it('keeps what registers can hold and nothing for what is not there', () => {
    const { state, world } = setUp(1);
    for (const [offset, expected] of [
      [priority(0), 0],
      [priority(1), 7],
      [priority(96), 0],
      [enable(0, 0), 0xffff_fffe],
      [enable(1, 2), 0xffff_ffff],
      [enable(1, 3), 0],
      [enable(2, 0), 0],
      [threshold(1), 7],
      [threshold(2), 0],
      [0x1000, 0],
      [0x5f_fffc, 0],
    ] as const) {
      plic.write(state, offset, 4, 0xffff_ffff, world);
      expect([offset, plic.read(state, offset, 4, world)]).toEqual([offset, expected]);
    }
  });
});

/** The specification in the plainest words: sets of sources, and a list that is searched. */
class Model {
  readonly high = new Set<number>();
  readonly pending = new Set<number>();
  readonly claimed = new Set<number>();

  private request(source: number): void {
    if (this.high.has(source) && !this.claimed.has(source)) this.pending.add(source);
  }

  wire(source: number, level: boolean): void {
    if (level) this.high.add(source);
    else this.high.delete(source);
    this.request(source);
  }

  best(state: PlicState, context: number): number {
    const sources = [...this.pending].filter((source) => {
      const enables = state.enable[context * 3 + (source >> 5)] ?? 0;
      const above = (state.priority[source] ?? 0) > (state.threshold[context] ?? 0);
      return above && ((enables >>> (source & 31)) & 1) === 1;
    });
    sources.sort((a, b) => (state.priority[b] ?? 0) - (state.priority[a] ?? 0) || a - b);
    return sources[0] ?? 0;
  }

  claim(source: number): void {
    if (this.pending.delete(source)) this.claimed.add(source);
  }

  complete(source: number): void {
    this.claimed.delete(source);
    this.request(source);
  }
}

/** Few sources and small contexts, so that wires, enables and priorities meet. */
const source = fc.constantFrom(1, 10, 31, 32, 63, 64, 95);
const word = fc.oneof(fc.nat(7), fc.constant(0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const action = fc.oneof(
  fc.record({
    kind: fc.constant('wire' as const),
    source: fc.integer({ min: 1, max: 95 }),
    level: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('write' as const),
    offset: fc.oneof(
      source.map(priority),
      fc.tuple(fc.nat(4), fc.nat(3)).map(([context, index]) => enable(context, index)),
      fc.nat(5).map(threshold),
      fc.nat(0x1f_ffff),
    ),
    value: word,
  }),
  fc.record({ kind: fc.constant('claim' as const), context: fc.nat(3) }),
  fc.record({
    kind: fc.constant('complete' as const),
    context: fc.nat(3),
    source: fc.oneof(source, fc.nat(100)),
  }),
);

describe('any sequence of wires, writes, claims and completions', () => {
  it('agrees with the plain model', () => {
    let claims = 0;
    fc.assert(
      fc.property(fc.array(action, { size: 'max', maxLength: 80 }), (actions) => {
        const { state, world } = setUp(2);
        // A driver's usual beginning; from there anything may happen.
        state.enable.fill(0xffff_fffe);
        [1, 10, 31, 32, 63, 64, 95].forEach((number) =>
          plic.write(state, priority(number), 4, number, world),
        );
        const model = new Model();
        for (const step of actions) {
          const claiming = step.kind === 'claim';
          const expected = claiming ? model.best(state, step.context) : 0;
          const claimed = claiming ? plic.read(state, claim(step.context), 4, world) : 0;
          expect(claimed).toBe(expected);
          if (claimed !== 0) claims++;
          model.claim(claimed);
          if (step.kind === 'wire') {
            setSource(state, step.source, step.level, world);
            model.wire(step.source, step.level);
          } else if (step.kind === 'write') {
            plic.write(state, step.offset, 4, step.value, world);
          } else if (step.kind === 'complete') {
            plic.write(state, claim(step.context), 4, step.source, world);
            model.complete(step.source);
          }
          for (let context = 0; context < 4; context++) {
            const bit = context % 2 === 0 ? MEIP : SEIP;
            expect(world.wire(context >> 1, bit)).toBe(model.best(state, context) !== 0);
          }
        }
      }),
      { numRuns: 300, seed: 2 },
    );
    expect(claims).toBeGreaterThan(50);
  });
});
