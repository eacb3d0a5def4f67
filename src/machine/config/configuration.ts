/**
 * What a machine is made of and how it runs: the one declaration that the command line, the page, worker
 * messages and share links all use.
 *
 * What boots on it (kernel, program, disks' contents) is not here: those are bytes, and arrive as a
 * {@link ../loaders/boot-plan.ts BootPlan} and as disk backends.
 */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { utf8 } from '../../base/utf8.ts';
import {
  MAX_APPEND_BYTES,
  MAX_HARTS,
  MAX_RAM_BYTES,
  MAX_TLB_ENTRIES,
  MIB,
  MIN_RAM_BYTES,
  RAM_STEP_BYTES,
} from './limits.ts';
import { formatSize } from './size.ts';
import { type Tier, TIERS } from './tiers.ts';

export { AVAILABLE_TIERS, availableTiers, type Tier, tierBits, TIERS } from './tiers.ts';

/** Instruction sets of the guest. */
export const ISAS = ['riscv64'] as const;
/** Address translation schemes; each includes the ones before it. */
export const MMUS = ['sv39', 'sv48', 'sv57'] as const;
/** What is translated before it runs. */
export const WARMINGS = ['off', 'patterns', 'cache', 'profile'] as const;
export const MODES = ['realtime', 'deterministic'] as const;
/** `detail` also counts per access, which costs time. */
export const COUNTINGS = ['default', 'detail'] as const;

export type Isa = (typeof ISAS)[number];
export type Mmu = (typeof MMUS)[number];
export type Warming = (typeof WARMINGS)[number];
export type Mode = (typeof MODES)[number];
export type Counting = (typeof COUNTINGS)[number];

/** The hardware, as the guest sees it. */
export interface Hardware {
  readonly isa: Isa;
  readonly harts: number;
  readonly ramBytes: number;
  readonly mmu: Mmu;
}

/** Hardware, and everything about execution that the same machine may do in another way. */
export interface MachineConfiguration extends Hardware {
  /** Not empty, in the order of {@link TIERS}. */
  readonly tiers: readonly Tier[];
  readonly warm: Warming;
  readonly mode: Mode;
  /** Seeds the guest's entropy: the device tree's `rng-seed` and the entropy device. */
  readonly seed: number;
  readonly count: Counting;
  /** Of each load and store TLB of a hart, and of each fetch TLB as far as it has so many; a power of two. */
  readonly tlbEntries: number;
}

export const DEFAULT_CONFIGURATION: MachineConfiguration = {
  isa: 'riscv64',
  harts: 1,
  ramBytes: 256 * MIB,
  mmu: 'sv48',
  tiers: TIERS,
  warm: 'off',
  mode: 'realtime',
  seed: 0,
  count: 'default',
  tlbEntries: MAX_TLB_ENTRIES,
};

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
