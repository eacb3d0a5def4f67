/** Reads registers and memory that goals ask about, of a machine that stands still. */
import type { TravelView } from '../../protocol/travel.ts';
import { control } from '../state/page.ts';
import type { Look } from './goals.ts';
import type { Goal } from './schema.ts';

export async function lookInto(goals: readonly Goal[]): Promise<Look> {
  const ask = (hart: number, memory: string): Promise<TravelView> =>
    control.travel({ action: { kind: 'look' }, focus: { hart, memory, code: '' } });
  const harts = new Map<number, TravelView>();
  const memories = new Map<string, Uint8Array>();
  for (const goal of goals) {
    if ('register' in goal) {
      const hart = goal.hart ?? 0;
      if (!harts.has(hart)) harts.set(hart, await ask(hart, ''));
    } else if ('memory' in goal) {
      const { memory } = (await ask(0, goal.memory)).hart;
      if (memory) memories.set(goal.memory, memory.bytes);
    }
  }
  return {
    pc: (hart) => harts.get(hart)?.hart.pc,
    groups: (hart) => harts.get(hart)?.hart.groups,
    memory: (address) => memories.get(address),
  };
}
