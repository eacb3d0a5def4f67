/**
 * Ways through a machine's past that may take long, in pieces: each generator gives way after at most
 * {@link SLICE_INSTRUCTIONS}, so that a thread with other duties can show how far it is, or break off. The machine
 * then stands at some moment of its run, as after any other movement.
 */
import type { History, TravelEnd } from './history.ts';
import type { Hit } from './stops.ts';

/** A few milliseconds of work. */
const SLICE_INSTRUCTIONS = 1_000_000;
/** Going back by single steps keeps a state this far before the target, so that the next steps are short. */
const FINE_INTERVAL = 100_000;

export type Journey<End = TravelEnd> = Generator<void, End, void>;

/** Makes the whole journey at once. */
export function finish<End>(journey: Journey<End>): End {
  for (;;) {
    const { done, value } = journey.next();
    if (done === true) return value;
  }
}

type Replayed = ReturnType<History['goTo']>;

/** To the first moment of a count, at most the newest. */
export function* goTo(history: History, count: number): Journey<Replayed> {
  const target = Math.min(count, history.newestCount);
  const kept = history.keptCounts[history.keptBefore(target)] ?? 0;
  let end: Replayed = { kind: 'reached' };
  if (history.count >= target || history.count < kept) {
    end = history.goTo(kept);
    yield;
  }
  while (end.kind === 'reached' && history.count < target) {
    end = history.goTo(Math.min(target, history.count + SLICE_INSTRUCTIONS));
    yield;
  }
  return end;
}

/** Back by so many instructions. */
export function* stepBack(history: History, instructions: number): Journey<Replayed> {
  const { count, machine, keptCounts } = history;
  // Traps may have been taken since the last instruction retired: first back to before those.
  const between = machine.standing === 'between' && instructions === 1;
  const target = Math.max(keptCounts[0] ?? 0, count - (between ? 0 : instructions));
  const from = keptCounts[history.keptBefore(target)] ?? 0;
  if (target - from > FINE_INTERVAL) {
    const end = yield* goTo(history, target - FINE_INTERVAL / 2);
    if (end.kind !== 'reached') return end;
    history.keep();
  }
  return yield* goTo(history, target);
}

/**
 * Hits from the state kept at a count on, up to another. Pieces end at fixed distances from the state, so that a
 * second journey from it has the same hits.
 */
function* hitsFrom(history: History, start: number, until: number): Journey<TravelEnd> {
  for (;;) {
    const piece = Math.floor((history.count - start) / SLICE_INSTRUCTIONS) + 1;
    const end = history.search(Math.min(until, start + piece * SLICE_INSTRUCTIONS));
    if (end.kind !== 'reached' || history.count >= until) return end;
    yield;
  }
}

/**
 * Backward to the last hit before the present moment; to the beginning if there is none. At a watchpoint the machine
 * then stands before the instruction that changes the memory.
 */
export function* continueBack(history: History): Journey {
  const from = history.count;
  const isBefore = (hit: Hit): boolean => (hit.kind === 'watchpoint' ? hit.count <= from : hit.count < from);
  let next = from;
  for (const start of history.keptCounts.filter((count) => count < from).toReversed()) {
    const until = next;
    next = start;
    history.restore(history.keptBefore(start));
    let hits = 0;
    let last = history.stops.breakpointHere();
    for (;;) {
      const end = yield* hitsFrom(history, start, until);
      if (end.kind !== 'hit' || !isBefore(end.hit)) break;
      hits++;
      last = end.hit;
    }
    history.disarm();
    if (!last) continue;
    if (last.kind === 'watchpoint') yield* goTo(history, last.count - 1);
    else {
      history.restore(history.keptBefore(start));
      for (let hit = 0; hit < hits; hit++) yield* hitsFrom(history, start, until);
      history.disarm();
    }
    return { kind: 'hit', hit: last };
  }
  return yield* goTo(history, 0);
}
