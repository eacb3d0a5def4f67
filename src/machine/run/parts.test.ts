/** The parts of a run alone: event order, the clock's line, and when a typed byte is offered. */
import { describe, expect, it } from 'vitest';
import type { Board } from '../board/board.ts';
import { Random } from '../../base/random.ts';
import { ONE_NS_PER_INSTRUCTION, VirtualClock } from './clock.ts';
import { EventQueue } from './events.ts';
import { GuestConsole } from './guest-console.ts';

describe('events', () => {
  it('come by time, at one time in the order in which they were scheduled', () => {
    const events = new EventQueue();
    events.schedule(3, 0, 20n);
    events.schedule(1, 0, 10n);
    events.schedule(2, 0, 10n);
    events.schedule(1, 1, 10n);
    // Moved: now the last of its time.
    events.schedule(1, 0, 10n);
    events.cancel(3, 1);
    const order: string[] = [];
    for (let event = events.takeDue(10n); event; event = events.takeDue(10n))
      order.push(`${event.device}.${event.tag}`);
    expect(order).toEqual(['2.0', '1.1', '1.0']);
    expect(events.nextNs).toBe(20n);
  });
});

describe('the clock', () => {
  it('reaches a time at exactly the count that it foretells, at any rate', () => {
    const random = new Random(5);
    const clock = new VirtualClock();
    let count = 0;
    let lastNs = 0n;
    for (let round = 0; round < 500; round++) {
      if (random.oneIn(5)) clock.setRate(count, 1 + random.below(20 * ONE_NS_PER_INSTRUCTION));
      if (random.oneIn(5)) clock.jump(count, clock.at(count) + BigInt(random.below(1000)));
      const wantedNs = clock.at(count) + 1n + BigInt(random.below(100_000));
      const left = clock.instructionsUntil(count, wantedNs);
      expect(clock.at(count + left - 1)).toBeLessThan(wantedNs);
      expect(clock.at(count + left)).toBeGreaterThanOrEqual(wantedNs);
      count += random.below(left) + 1;
      expect(clock.at(count)).toBeGreaterThanOrEqual(lastNs);
      lastNs = clock.at(count);
    }
  });

  it('never jumps back', () => {
    const clock = new VirtualClock();
    clock.jump(10, 5n);
    expect(clock.at(10)).toBe(10n);
  });
});

describe('typed bytes', () => {
  it('that were refused are offered again only after the guest or a device did something', () => {
    const received: number[] = [];
    let room = false;
    const port = { canReceive: () => room, receive: (byte: number) => void received.push(byte) };
    const consoles: Board['consoles'] = { uart: port, virtio: port };
    const console = new GuestConsole(() => {});
    console.schedule(Uint8Array.of(1, 2), 100n, 50n);
    console.arrive(consoles, 100n);
    // The guest makes room by a store that the machine does not see.
    room = true;
    console.arrive(consoles, 120n);
    expect(received).toEqual([]);
    console.offer(consoles, 130n);
    expect(received).toEqual([1]);
    expect(console.nextArrivalNs(130n)).toBe(150n);
    console.arrive(consoles, 150n);
    expect(received).toEqual([1, 2]);
  });
});
