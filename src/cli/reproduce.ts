/** `run --link` of a recorded run: along its log, compared at each checkpoint and at the end. */

import { describeEvent, mostTelling } from '../machine/log/event.ts';
import type { RunRecord } from '../machine/log/recording.ts';
import { Reproduction, type Verdict } from '../machine/log/reproduction.ts';
import type { Machine } from '../machine/machine.ts';
import type { LinkContent } from '../share/content.ts';
import type { SessionEnd } from './session.ts';

const SLICE_INSTRUCTIONS = 2_000_000;
/** Events that are told of one by one. */
const EVENTS_SHOWN = 8;

export interface ReproductionHost {
  /** Shows what the guest printed, and lets the event loop have a turn. */
  breathe(): Promise<void>;
  isLate(): boolean;
  /** The run is given up here. */
  readonly maxInstructions: number | undefined;
}

export interface Reproduced {
  readonly end: SessionEnd;
  /** Undefined where a limit came first. */
  readonly verdict: Verdict | undefined;
}

/** Runs a machine that has not run yet to the end of its record. */
export async function reproduce(
  machine: Machine,
  record: RunRecord,
  host: ReproductionHost,
): Promise<Reproduced> {
  const reproduction = new Reproduction(machine, record);
  for (;;) {
    if (host.isLate()) return { end: { reason: 'timeout', code: null }, verdict: undefined };
    const left = (host.maxInstructions ?? Number.MAX_SAFE_INTEGER) - machine.retired();
    if (left <= 0) return { end: { reason: 'max-instructions', code: null }, verdict: undefined };
    const verdict = reproduction.run(Math.min(SLICE_INSTRUCTIONS, left));
    await host.breathe();
    if (verdict) return { end: { reason: record.end ?? 'max-instructions', code: null }, verdict };
  }
}

/** For people: one line, or where it differs and what happened there. */
export function describeVerdict(verdict: Verdict, link: LinkContent, semantics: number): string[] {
  if (verdict.kind === 'reproduced') {
    return [`reproduced: state hash matches after ${verdict.instructions} instructions`];
  }
  const { from, to, events } = verdict;
  const made = link.semantics === semantics ? '' : ` (made under semantics ${link.semantics})`;
  const count = events.length === 0 ? 'nothing was logged there' : `${events.length} logged there:`;
  const lines = [`not reproduced: the state differs between ${from} and ${to} instructions${made}; ${count}`];
  for (const event of mostTelling(events, EVENTS_SHOWN)) lines.push(`  ${describeEvent(event)}`);
  if (events.length > EVENTS_SHOWN) lines.push(`  and ${events.length - EVENTS_SHOWN} more`);
  return lines;
}
