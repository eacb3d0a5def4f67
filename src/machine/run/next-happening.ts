/** When something happens by itself next: a device's event, a typed byte's arrival, a hart's timer. */
import type { Board } from '../board/board.ts';
import type { EventQueue } from './events.ts';
import type { GuestConsole } from './guest-console.ts';
import type { Hart } from './hart.ts';

interface Happenings {
  readonly harts: readonly Hart[];
  readonly events: EventQueue;
  readonly console: GuestConsole;
  readonly board: Board;
}

export function nextHappeningNs(
  { harts, events, console, board }: Happenings,
  nowNs: bigint,
): bigint | undefined {
  const times: bigint[] = [];
  if (events.nextNs !== undefined) times.push(events.nextNs);
  const arrivalNs = console.nextArrivalNs(nowNs);
  if (arrivalNs !== undefined) times.push(arrivalNs);
  for (const { state } of harts) {
    if (state.hsmState === 1) continue;
    const due = board.timeOf(state.stimecmp);
    if (due !== undefined && due > nowNs) times.push(due);
  }
  return times.reduce<bigint | undefined>(
    (least, time) => (least === undefined || time < least ? time : least),
    undefined,
  );
}
