/** The log's bytes: every event survives, and every damage ends in what came before it. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { unwrap } from '../../base/problem.ts';
import { decodeLog, encodeLog } from './codec.ts';
import type { MachineEvent } from './event.ts';

const place = fc.record({ at: fc.nat(2 ** 30), idle: fc.boolean() });
const anyEvent: fc.Arbitrary<MachineEvent> = fc.oneof(
  fc
    .tuple(place, fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat())
    .map(([where, bytes, delayNs, gapNs]) => ({ kind: 'input' as const, ...where, bytes, delayNs, gapNs })),
  fc
    .tuple(place, fc.maxSafeNat())
    .map(([where, us]) => ({ kind: 'jump' as const, ...where, toUs: us % 2 ** 50 })),
  fc
    .tuple(place, fc.integer({ min: 1, max: 2 ** 31 }))
    .map(([where, rate]) => ({ kind: 'rate' as const, ...where, rate })),
  fc
    .tuple(place, fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 1, max: 0xffff }))
    .map(([where, columns, rows]) => ({ kind: 'resize' as const, ...where, columns, rows })),
);

/** In order, as a machine logs them. */
const anyLog = fc.array(anyEvent, { maxLength: 30 }).map((events) => {
  const places = events.map(({ at }) => at).sort((a, b) => a - b);
  const times = events.flatMap((event) => (event.kind === 'jump' ? [event.toUs] : [])).sort((a, b) => a - b);
  let jump = 0;
  return events.map((event, index): MachineEvent => {
    const at = places[index] ?? 0;
    return event.kind === 'jump' ? { ...event, at, toUs: times[jump++] ?? 0 } : { ...event, at };
  });
});

describe('the event log', () => {
  it('survives', () => {
    fc.assert(
      fc.property(anyLog, (events) => {
        const bytes = encodeLog(events);
        expect(unwrap(decodeLog(bytes, 'log'))).toEqual({ events, soundBytes: bytes.length, isTorn: false });
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('is read up to where it was cut or scribbled on', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), fc.nat(255), (events, position, byte) => {
        const bytes = encodeLog(events);
        const cut = 8 + (position % (bytes.length - 7));
        const whole = unwrap(decodeLog(bytes.slice(0, cut), 'log'));
        expect(whole.events).toEqual(events.slice(0, whole.events.length));
        expect(whole.isTorn).toBe(whole.soundBytes < cut);
        const torn = [...bytes.slice(0, cut), byte, byte, 255];
        const read = unwrap(decodeLog(Uint8Array.from(torn), 'log'));
        expect(read.events.slice(0, whole.events.length)).toEqual(whole.events);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('refuses what is foreign or newer', () => {
    const code = (bytes: Uint8Array) => {
      const read = decodeLog(bytes, 'log');
      return read.ok ? 'ok' : read.problem.code;
    };
    expect(code(new Uint8Array(3))).toBe('log.foreign');
    expect(code(Uint8Array.from('MZ and more', (letter) => letter.charCodeAt(0)))).toBe('log.foreign');
    const newer = encodeLog([]);
    newer[7] = 2;
    expect(code(newer)).toBe('log.version');
  });
});
