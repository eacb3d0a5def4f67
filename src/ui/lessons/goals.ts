/** Whether a step's goals hold: a pure function of what can be seen of the machine. */
import { figureOf, retiredOf } from '../statistics/recent.ts';
import type { MachineSample } from '../../stats/stats-source.ts';
import type { RegisterGroupView } from '../../protocol/travel.ts';
import type { Goal } from './schema.ts';

/** How a machine that stands still looks; undefined while it runs, or before anybody looked. */
export interface Look {
  readonly pc: (hart: number) => bigint | undefined;
  readonly groups: (hart: number) => readonly RegisterGroupView[] | undefined;
  /** Bytes at an address or label. */
  readonly memory: (address: string) => Uint8Array | undefined;
}

export interface Facts {
  readonly state: string;
  readonly tiers: readonly string[];
  /** What was printed since the machine's life began, as Latin-1, and how much of it before the step. */
  readonly console: string;
  readonly consoleAtStep: number;
  readonly now: MachineSample | undefined;
  /** When the step began; undefined where the machine has begun anew since. */
  readonly atStep: MachineSample | undefined;
  /** About a second ago. */
  readonly before: MachineSample | undefined;
  readonly answer: string;
  readonly look: Look | undefined;
}

/** A rate over fewer instructions says little. */
const LEAST_FOR_RATE = 1_000_000;

const counted = (sample: MachineSample | undefined, name: string): number | null =>
  name === 'instructions' ? retiredOf(sample) : figureOf(sample, name);

const within = (
  value: number,
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined },
) => value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);

const number = (text: string): bigint | undefined => {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[,_\s]/g, '');
  return /^(0x[0-9a-f]+|\d+)$/.test(plain) ? BigInt(plain) : undefined;
};

/** Numbers by value, words without regard to case and blanks. */
export function sameAnswer(given: string, wanted: string): boolean {
  const [a, b] = [number(given), number(wanted)];
  if (a !== undefined || b !== undefined) return a === b;
  const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
  return plain(given) === plain(wanted);
}

function counterHolds(goal: Extract<Goal, { counter: string }>, { now, atStep }: Facts): boolean {
  const value = counted(now, goal.counter);
  if (value === null) return false;
  const base = goal.since === 'start' ? 0 : (counted(atStep, goal.counter) ?? 0);
  return within(value - base, goal);
}

function rateHolds(goal: Extract<Goal, { rate: string }>, { now, before }: Facts): boolean {
  const instructions = (retiredOf(now) ?? 0) - (retiredOf(before) ?? 0);
  const [from, to] = [counted(before, goal.rate), counted(now, goal.rate)];
  if (from === null || to === null || instructions < LEAST_FOR_RATE) return false;
  return within(((to - from) / instructions) * 1e6, goal);
}

function registerHolds(goal: Extract<Goal, { register: string }>, { look }: Facts): boolean {
  const name = goal.register.toLowerCase();
  const hart = goal.hart ?? 0;
  const all = look?.groups(hart)?.flatMap(({ registers }) => registers) ?? [];
  const value =
    name === 'pc' ? look?.pc(hart) : all.find((one) => one.name === name || one.alias === name)?.value;
  if (value === undefined) return false;
  const unsigned = BigInt.asUintN(64, value);
  return (
    (goal.equals === undefined || unsigned === BigInt(goal.equals)) &&
    (goal.atLeast === undefined || unsigned >= BigInt(goal.atLeast))
  );
}

function memoryHolds(goal: Extract<Goal, { memory: string }>, { look }: Facts): boolean {
  const bytes = look?.memory(goal.memory);
  if (!bytes || bytes.length < goal.bytes) return false;
  let value = 0n;
  for (let index = goal.bytes - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value === BigInt(goal.equals);
}

function holds(goal: Goal, facts: Facts): boolean {
  if ('console' in goal) {
    const from = goal.since === 'start' ? 0 : facts.consoleAtStep;
    return new RegExp(goal.console, 'm').test(facts.console.slice(from));
  }
  if ('counter' in goal) return counterHolds(goal, facts);
  if ('rate' in goal) return rateHolds(goal, facts);
  if ('register' in goal) return registerHolds(goal, facts);
  if ('memory' in goal) return memoryHolds(goal, facts);
  if ('state' in goal) return facts.state === goal.state;
  if ('tiers' in goal) return goal.tiers.toSorted().join() === facts.tiers.toSorted().join();
  return goal.answers.some((answer) => sameAnswer(facts.answer, answer));
}

export const goalsHold = (goals: readonly Goal[], facts: Facts): boolean =>
  goals.every((goal) => holds(goal, facts));

/** Whether a machine that stands still has to be looked into for them. */
export const needsLook = (goals: readonly Goal[]): boolean =>
  goals.some((goal) => 'register' in goal || 'memory' in goal);
