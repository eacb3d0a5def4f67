import { expect, it } from 'vitest';
import { packPast, unpackPast } from './kept-past.ts';
import type { RecordedPast } from './recording.ts';

const PAST: RecordedPast = {
  events: [
    { kind: 'input', at: 9, idle: true, bytes: Uint8Array.of(97, 0, 255), delayNs: 0, gapNs: 0 },
    { kind: 'jump', at: 4_000_000_000, idle: false, toUs: 12 },
  ],
  checkpoints: ['00112233', '89abcdef'],
  spacing: 8192,
  end: undefined,
};

it('a past survives being kept', () => {
  expect(unpackPast(packPast(PAST))).toEqual(PAST);
  const empty = { ...PAST, events: [], checkpoints: [] };
  expect(unpackPast(packPast(empty))).toEqual(empty);
});

it('one that is too long is not kept, and one that does not read is none', () => {
  const bytes = new Uint8Array(200_000);
  expect(
    packPast({ ...PAST, events: [{ kind: 'input', at: 1, idle: false, bytes, delayNs: 0, gapNs: 0 }] }),
  ).toBeNull();
  const text = packPast(PAST) ?? '';
  for (const bad of [
    undefined,
    null,
    7,
    '',
    'x',
    '0..',
    `0${text}`,
    text.slice(0, -2),
    `${text}0`,
    `${text}00`,
  ]) {
    expect(unpackPast(bad)).toBeUndefined();
  }
});
