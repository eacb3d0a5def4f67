import { expect, it } from 'vitest';
import { describeEvent, type MachineEvent, mostTelling } from './event.ts';

it('of many events those that came by hand are told, in order', () => {
  const jumps = Array.from(
    { length: 20 },
    (_, index): MachineEvent => ({ kind: 'jump', at: 10 * index, idle: true, toUs: index }),
  );
  const key: MachineEvent = {
    kind: 'input',
    at: 155,
    idle: false,
    bytes: Uint8Array.of(13),
    delayNs: 0,
    gapNs: 0,
  };
  const events = [...jumps, key].toSorted((a, b) => a.at - b.at);
  expect(mostTelling(events, 3).map(describeEvent)).toEqual([
    'at 0 (waiting): time jumped to 0 ms',
    'at 10 (waiting): time jumped to 0.001 ms',
    'at 155: typed "\\r"',
  ]);
  expect(mostTelling(events, 30)).toEqual(events);
});
