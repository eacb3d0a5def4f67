/**
 * What a machine may be made of and how it may run: the schema that the command line, the page, worker messages and
 * share links all use, for what comes from outside. The configuration itself is in defaults.ts.
 */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { utf8 } from '../../base/utf8.ts';
import {
  COUNTINGS,
  DEFAULT_CONFIGURATION,
  ISAS,
  type MachineConfiguration,
  MMUS,
  MODES,
  THREADS,
  WARMINGS,
} from './defaults.ts';
import {
  MAX_APPEND_BYTES,
  MAX_HARTS,
  MAX_RAM_BYTES,
  MAX_TLB_ENTRIES,
  MIN_RAM_BYTES,
  RAM_STEP_BYTES,
} from './limits.ts';
import { formatSize } from './size.ts';
import { TIERS } from './tiers.ts';

export * from './defaults.ts';
export { AVAILABLE_TIERS, availableTiers, type Tier, TIERS } from './tiers.ts';

const naturalNumber = (max: number, message: string) =>
  v.pipe(
    v.number(message),
    v.check((value) => Number.isSafeInteger(value) && value >= 0 && value <= max, message),
  );

const hartsMessage = `harts is a whole number from 1 to ${MAX_HARTS}`;
const ramMessage = `RAM is a whole number of MiB from ${formatSize(MIN_RAM_BYTES)} to ${formatSize(MAX_RAM_BYTES)}`;
const tlbMessage = `tlbEntries is a power of two from 1 to ${MAX_TLB_ENTRIES}`;
const tiersMessage = `tiers is a list of some of ${TIERS.join(', ')}`;

const isRamSize = (bytes: number): boolean =>
  bytes >= MIN_RAM_BYTES && bytes <= MAX_RAM_BYTES && bytes % RAM_STEP_BYTES === 0;

/** Schema entries for {@link Hardware}, for the schemas of others to build on. */
export const hardwareEntries = {
  isa: v.picklist(ISAS, `isa is one of ${ISAS.join(', ')}`),
  harts: v.pipe(
    naturalNumber(MAX_HARTS, hartsMessage),
    v.check((count) => count >= 1, hartsMessage),
  ),
  ramBytes: v.pipe(naturalNumber(MAX_RAM_BYTES, ramMessage), v.check(isRamSize, ramMessage)),
  mmu: v.picklist(MMUS, `mmu is one of ${MMUS.join(', ')}`),
};

/** Schema entries for the execution half of {@link MachineConfiguration} that links carry too. */
const executionEntries = {
  tiers: v.pipe(
    v.array(v.picklist(TIERS, tiersMessage), tiersMessage),
    v.check((tiers) => tiers.length > 0 && new Set(tiers).size === tiers.length, tiersMessage),
    v.transform((tiers) => TIERS.filter((tier) => tiers.includes(tier))),
  ),
  warm: v.picklist(WARMINGS, `warm is one of ${WARMINGS.join(', ')}`),
  mode: v.picklist(MODES, `mode is one of ${MODES.join(', ')}`),
  seed: naturalNumber(Number.MAX_SAFE_INTEGER, 'seed is a whole number from 0 to 2^53 - 1'),
};

const configurationSchema = v.strictObject({
  ...hardwareEntries,
  ...executionEntries,
  count: v.picklist(COUNTINGS, `count is one of ${COUNTINGS.join(', ')}`),
  tlbEntries: v.pipe(
    naturalNumber(MAX_TLB_ENTRIES, tlbMessage),
    v.check((entries) => entries > 0 && Number.isInteger(Math.log2(entries)), tlbMessage),
  ),
  threads: v.picklist(THREADS, `threads is one of ${THREADS.join(', ')}`),
});

/** The first thing that a schema found wrong, as a problem. */
export function schemaProblem(
  issues: readonly v.BaseIssue<unknown>[],
  code: string,
  where: string,
  action: string,
): Result<never> {
  const issue = issues[0];
  const path = issue ? v.getDotPath(issue) : null;
  const text = issue?.message ?? 'does not fit the schema';
  return failure(problem('input', code, path ? `${where}, ${path}` : where, text, action));
}

/** A configuration from outside (a message, a file); fields left out take their defaults. */
export function parseConfiguration(input: unknown, where: string): Result<MachineConfiguration> {
  const filled = typeof input === 'object' && input !== null ? { ...DEFAULT_CONFIGURATION, ...input } : input;
  const parsed = v.safeParse(configurationSchema, filled);
  if (!parsed.success) {
    return schemaProblem(parsed.issues, 'configuration.invalid', where, 'correct the machine configuration');
  }
  return success(parsed.output);
}

/** A kernel command line: printable, without a zero byte, short enough for the kernel's buffer. */
export function checkAppend(text: string, where: string): Result<string> {
  if (/\p{Cc}/u.test(text)) {
    return failure(
      problem('usage', 'append.character', where, 'the command line has a control character', 'remove it'),
    );
  }
  const sizeBytes = utf8(text).length;
  if (sizeBytes > MAX_APPEND_BYTES) {
    const what = `the command line has ${sizeBytes} bytes and the kernel takes ${MAX_APPEND_BYTES}`;
    return failure(problem('limit', 'append.long', where, what, 'shorten it'));
  }
  return success(text);
}
