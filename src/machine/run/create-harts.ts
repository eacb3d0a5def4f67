/** The harts of a machine that run in turns: one engine, with what an earlier run has left. */
import type { WarmStart } from '../../exec/warm/file.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import { Hart, type HartCalls } from './hart.ts';
import type { MachineHost } from './host.ts';
import { generatedFor } from './warm-start.ts';

export function createHarts(
  plan: MemoryPlan,
  host: MachineHost,
  calls: HartCalls,
  start: WarmStart | undefined,
): Hart[] {
  const harts: Hart[] = [];
  for (let index = 0; index < plan.harts; index++) {
    const interpreter = start && generatedFor(start, plan, index);
    harts.push(new Hart(index, plan, host, calls, { predecoder: harts[0]?.predecoder, interpreter }));
  }
  if (start) harts[0]?.predecoder.keepPages(start.pages);
  return harts;
}
