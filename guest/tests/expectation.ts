/** What a program is expected to print here: what QEMU printed, with the deviations put in. */
import { readFileSync } from 'node:fs';
import type { TestProgram } from './programs.ts';

export const recordedText = (name: string): string =>
  readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8');

/** Throws where a deviation does not occur: it is stale. */
export function expectedText({ name, deviations }: TestProgram): string {
  return deviations.reduce((text, { qemu, ours }) => {
    const changed = typeof qemu === 'string' ? text.replace(qemu, () => ours) : text.replace(qemu, ours);
    if (changed === text) throw new Error(`${name}: QEMU does not print ${String(qemu)}`);
    return changed;
  }, recordedText(name));
}
