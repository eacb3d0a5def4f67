/** Ours in Node: the headless command, exactly as a user starts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '../child.ts';
import type { Emulator } from './emulator.ts';

/** A program of bench/engine in a checkout; one that has no such program has no such benchmark. */
export function engineCommand(root: string, work: string): Command | undefined {
  const program = join(root, `bench/engine/${work}.ts`);
  if (!existsSync(program)) return undefined;
  const loader = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href;
  return { file: process.execPath, arguments: ['--import', loader, program] };
}

/** What a benchmark of the engine's own measures, as its sources in a checkout; another text is another benchmark. */
export function engineSources(root: string): string {
  const folder = join(root, 'bench/engine');
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** The checkout at `root`, which is built. */
export function trampoline(root: string, version: string, tiers?: string): Emulator {
  return {
    name: 'trampoline',
    title: `Trampoline in Node ${process.versions.node}`,
    runtime: `Node ${process.versions.node}`,
    version,
    countsInstructions: true,
    command: ({ what, machine, disk }) => ({
      file: process.execPath,
      arguments: [
        join(root, 'bin/trampoline.mjs'),
        'run',
        ...(what.kind === 'program'
          ? ['--elf', what.elf]
          : ['--kernel', what.kernel, '--initrd', what.initrd, '--append', what.append]),
        ...['--harts', String(machine.harts), '--ram', machine.ram],
        ...(tiers === undefined ? [] : ['--tiers', tiers]),
        ...(disk === undefined ? [] : ['--disk', disk]),
      ],
    }),
    // The engine is one whatever tiers run; it is measured where the translating one is.
    engineCommand: (work) =>
      tiers === undefined || tiers.includes('baseline') ? engineCommand(root, work) : undefined,
  };
}
