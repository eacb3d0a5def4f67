/**
 * What a machine is made of and how it runs, where nothing else is asked for. Apart from the schema, as tiers.ts is: a
 * first visit asks for nothing.
 *
 * What boots on it (kernel, program, disks' contents) is not here: those are bytes, and arrive as a
 * {@link ../loaders/boot-plan.ts BootPlan} and as disk backends.
 */
import { MAX_TLB_ENTRIES, MIB } from './limits.ts';
import { type Tier, TIERS } from './tiers.ts';

/** Instruction sets of the guest. */
export const ISAS = ['riscv64'] as const;
/** Address translation schemes; each includes the ones before it. */
export const MMUS = ['sv39', 'sv48', 'sv57'] as const;
/** What is translated before it runs. */
export const WARMINGS = ['off', 'patterns', 'cache', 'profile'] as const;
export const MODES = ['realtime', 'deterministic'] as const;
/** Whether harts run at the same time, each in a thread of its own. */
export const THREADS = ['off', 'on'] as const;
/** `detail` also counts per access, which costs time. */
export const COUNTINGS = ['default', 'detail'] as const;

export type Isa = (typeof ISAS)[number];
export type Mmu = (typeof MMUS)[number];
export type Warming = (typeof WARMINGS)[number];
export type Mode = (typeof MODES)[number];
export type Threads = (typeof THREADS)[number];
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
  /** For several harts in real time; all others take turns, whatever stands here. */
  readonly threads: Threads;
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
  threads: 'off',
};
