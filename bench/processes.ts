/** The processes below one: a browser spreads over several, and its workers are threads of a renderer. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of a process that is there; where the system has no /proc, the process alone. */
export function processTree(root: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const name of listProcesses()) {
    const parent = parentOf(name);
    if (parent === undefined) continue;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const process of tree) tree.push(...(childrenOf.get(process) ?? []));
  return tree;
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The name in /proc/PID/stat is in brackets and may hold anything; the parent is the second word after it. */
function parentOf(process: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
