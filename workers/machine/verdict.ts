/** What the page is told of a link's run. Loaded with the first verdict: most visits bring no link. */
import { describeEvent, mostTelling } from '../../src/machine/log/event.ts';
import type { Verdict } from '../../src/machine/log/reproduction.ts';
import type { LinkVerdict } from '../../src/protocol/machine.ts';

/** Of a run that differs: events that are told of one by one. */
const EVENTS_SHOWN = 8;

export function describeVerdict(verdict: Verdict): LinkVerdict {
  if (verdict.kind === 'reproduced') return verdict;
  const { kind, from, to, events } = verdict;
  const shown = mostTelling(events, EVENTS_SHOWN).map(describeEvent);
  return { kind, from, to, events: shown, moreEvents: events.length - shown.length };
}
