import { expect, expectTypeOf, test } from 'vitest';
import type { MachineEvent } from '../machine/log/event.ts';
import { type LoggedEvent, packLog, unpackLog } from './log.ts';

const EVENTS: readonly MachineEvent[] = [
  { kind: 'input', at: 5, idle: false, bytes: Uint8Array.of(97, 0, 255), delayNs: 1_000_000, gapNs: 100_000 },
  { kind: 'input', at: 5, idle: true, bytes: Uint8Array.of(13), delayNs: 0, gapNs: 0 },
  { kind: 'jump', at: 90, idle: true, toUs: 12_345 },
  { kind: 'rate', at: 90, idle: false, rate: 65_000 },
  { kind: 'jump', at: 91, idle: false, toUs: 20_000 },
];

test('a log survives its way into a link', () => {
  expect(unpackLog(packLog(EVENTS))).toEqual(EVENTS);
  expect(packLog(EVENTS)).toEqual([
    [5, 'i', 'a\0ÿ', 1_000_000, 100_000],
    [0, 'I', '\r'],
    [85, 'J', 12_345],
    [0, 'r', 65_000],
    [1, 'j', 7_655],
  ]);
});

test('its events are those of the machine', () => {
  expectTypeOf<LoggedEvent>().toEqualTypeOf<MachineEvent>();
});
