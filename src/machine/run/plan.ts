/** How much memory a machine needs, and where everything is in it. */
import { type MemoryPlan, PAGE_BYTES, planMemory } from '../../memory/layout.ts';
import { RAM_BASE } from '../board/address-map.ts';
import { boardStateBytes } from '../board/board.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import { SHA256_BYTES } from './sha256.ts';

/** Code pages decoded at once, in proportion to RAM within these bounds. */
const MIN_DECODED_PAGES = 256;
const MAX_DECODED_PAGES = 2048;

/** Several harts in real time, if they are to: a deterministic run is one thread's. */
const isConcurrent = ({ threads, mode, harts }: MachineConfiguration): boolean =>
  threads === 'on' && mode === 'realtime' && harts > 1;

/** The memory that a machine of this configuration needs. */
export function planMachine(configuration: MachineConfiguration, diskCount: number): MemoryPlan {
  const decoded = configuration.ramBytes / PAGE_BYTES / 4;
  return planMemory({
    harts: configuration.harts,
    concurrent: isConcurrent(configuration),
    ramBytes: configuration.ramBytes,
    ramStart: RAM_BASE,
    machineBytes: SHA256_BYTES,
    deviceBytes: boardStateBytes(diskCount),
    ringBytes: PAGE_BYTES,
    decodedPages: Math.min(MAX_DECODED_PAGES, Math.max(MIN_DECODED_PAGES, decoded)),
  });
}
