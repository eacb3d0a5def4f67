/** `trampoline.snapshot()`. */
import { ProblemError } from '../../base/problem.ts';
import type { PageSnapshot } from '../../protocol/page.ts';
import { library } from './here.ts';

export async function takeSnapshot(): Promise<PageSnapshot> {
  const name = `Snapshot, ${new Date().toLocaleTimeString()}`;
  const point = await library.snapshot(name);
  if (!point.ok) throw new ProblemError(point.problem);
  const { number, instructions, stateHash } = point.value;
  return { number, name, instructions, stateHash };
}
