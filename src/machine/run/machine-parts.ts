/** What a machine is made from. */
import {
  type Board,
  type BoardDisk,
  type BoardServices,
  createBoard,
  DEFAULT_EPOCH_NS,
} from '../board/board.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';
import type { DiskDigest } from './disk-digest.ts';
import type { ConsoleOutput } from './guest-console.ts';
import type { CodeCacheParts } from './tiers.ts';
import type { Translating } from './translating.ts';

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export interface MachineParts {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  readonly disks: readonly BoardDisk[];
  /** Called inside the guest's write of each console byte, with the console it went to. */
  readonly output: ConsoleOutput;
  /** Asked before each slice: the tiers that shall be on (`tierBits`), or 0 for no change. */
  readonly wantedTiers?: () => number;
  readonly cache?: CodeCacheParts;
  readonly translating: Translating;
}

/** The board that a configuration asks for. */
export const boardOf = (
  { harts, seed }: MachineConfiguration,
  disks: readonly DiskDigest[],
  buffer: ArrayBufferLike,
  plan: MemoryPlan,
  services: BoardServices,
): Board =>
  createBoard(
    buffer,
    plan.devicesBase,
    {
      hartCount: harts,
      seed: BigInt(seed),
      epochNs: DEFAULT_EPOCH_NS,
      disks: disks.map(({ disk }) => disk),
      columns: DEFAULT_COLUMNS,
      rows: DEFAULT_ROWS,
    },
    services,
  );
