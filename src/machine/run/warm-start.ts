/**
 * What a machine hands on to the next one with the same image, and takes from the one before. Nothing of it shows in
 * the guest.
 */
import type { SavedInterpreter } from '../../exec/interp/interpreter.ts';
import { pageHash } from '../../exec/interp/page-hash.ts';
import type { WarmStart } from '../../exec/warm/file.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';
import type { Hart } from './hart.ts';
import type { Tiers } from './tiers.ts';

export type { WarmStart } from '../../exec/warm/file.ts';

/** Bytes of decoded pages and of translations that are handed on at most. */
const MOST_PAGE_BYTES = 12 << 20;
const MOST_CODE_BYTES = 16 << 20;
const DECODED_PER_TRANSLATION = 2000;
/** A twentieth more of decoded code is worth a file of several megabytes. */
const WORTH_ONE_IN = 20;
/** As much of each part of an image as tells images apart; what is used is compared with the guest's bytes anyway. */
const LOOKED_AT_BYTES = 64 << 10;

/** A start without anything: what this run makes is for the next. */
export const COLD_START: WarmStart = { retired: 0, interpreters: [], pages: [], translations: [] };

/** Addresses are constants of an interpreter: it serves the very plan that it was generated for. */
const planKey = (plan: MemoryPlan, hart: number): string => JSON.stringify([plan, hart]);

/** The interpreter of a hart, if an earlier run generated it for the same plan. */
export const generatedFor = (
  start: WarmStart,
  plan: MemoryPlan,
  hart: number,
): SavedInterpreter | undefined => start.interpreters.find((one) => one.plan === planKey(plan, hart));

/** Everything beside the bytes themselves that generated code depends on. */
export const codeEnvironment = (
  build: string,
  { isa, count, threads }: MachineConfiguration,
  tailCalls: boolean,
): string =>
  `build ${build}, ${isa}, count ${count}, threads ${threads}, tail calls ${tailCalls}, order unknown`;

/** Tells the code caches of images apart: a name for a file. */
export function codeCacheName({ segments, append }: BootPlan): string {
  const parts = segments.map(({ physicalAddress, sizeBytes, bytes }) => {
    // Copied by a constructor: a file read in Node has a slice() that copies nothing, over a buffer of any length.
    const copy = new Uint8Array(bytes.subarray(0, Math.min(LOOKED_AT_BYTES, bytes.length & ~3)));
    const words = new Int32Array(copy.buffer);
    return [physicalAddress, sizeBytes, bytes.length, pageHash(words, 0, words.length)].join();
  });
  const text = Int32Array.from([...parts, append].join(';'), (character) => character.charCodeAt(0));
  return pageHash(text, 0, text.length).toString(16).padStart(8, '0');
}

/**
 * Whether a run has come to know much that a later one would have to find out again. A few instructions of patched
 * code are decoded in every run.
 */
export function isWorthKeeping(start: WarmStart, harts: readonly Hart[], tiers: Tiers): boolean {
  const { decoded = 0, filled = 0 } = harts[0]?.predecoder ?? {};
  const isKnown = harts.every(({ code: { code } }) =>
    start.interpreters.some(({ bytes }) => bytes === code.bytes),
  );
  return !isKnown || decoded * WORTH_ONE_IN > filled || (tiers.regions?.translations ?? 0) > 0;
}

/** In decoded instructions; a translation takes as long as some thousand of them. */
export const codeKnown = (harts: readonly Hart[], { regions }: Tiers): number =>
  (harts[0]?.predecoder.decoded ?? 0) + (regions?.translations ?? 0) * DECODED_PER_TRANSLATION;

/** What a run has come to know. */
export function keepWarmStart(
  harts: readonly Hart[],
  plan: MemoryPlan,
  tiers: Tiers,
  retired: number,
): WarmStart {
  return {
    retired: Math.max(retired, tiers.knownUntil),
    interpreters: harts.map(({ code: { code } }, index) => ({
      plan: planKey(plan, index),
      bytes: code.bytes,
      saved: code.saved,
    })),
    pages: harts[0]?.predecoder.keptPages(MOST_PAGE_BYTES) ?? [],
    translations: tiers.regions?.kept(MOST_CODE_BYTES) ?? tiers.knownTranslations,
  };
}
