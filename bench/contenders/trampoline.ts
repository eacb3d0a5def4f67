/** Ours in Node: the headless command, exactly as a user starts it. */
import { join } from 'node:path';
import type { Emulator } from './emulator.ts';

/** The checkout at `root`, which is built. */
export function trampoline(root: string, version: string, tiers?: string): Emulator {
  return {
    name: 'trampoline',
    title: `Trampoline in Node ${process.versions.node}`,
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
  };
}
