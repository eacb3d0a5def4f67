/** QEMU's system emulator with its translator (TCG): the same kernel, initial root, memory and harts as ours. */
import { spawnSync } from 'node:child_process';
import type { Emulator } from './emulator.ts';

const PROGRAM = 'qemu-system-riscv64';

/** Throws with what to install where there is no QEMU. */
export function qemu(): Emulator {
  const { stdout, error } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  const version = /version (\S+)/.exec(error ? '' : stdout)?.[1];
  if (version === undefined)
    throw new Error(`--against qemu needs ${PROGRAM} (Debian: apt-get install qemu-system-misc)`);
  return {
    name: 'qemu',
    title: `QEMU ${version}`,
    runtime: `QEMU ${version}`,
    version,
    // Without -icount its counter returns ticks of the host's clock.
    countsInstructions: false,
    command: ({ what, machine, disk }) => ({
      file: PROGRAM,
      arguments: [
        ...['-M', 'virt', '-accel', 'tcg', '-m', machine.ram, '-smp', String(machine.harts)],
        ...['-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot'],
        ...(what.kind === 'program'
          ? ['-bios', 'none', '-kernel', what.elf]
          : ['-kernel', what.kernel, '-initrd', what.initrd, '-append', what.append]),
        ...(disk === undefined
          ? []
          : [
              ...['-drive', `file=${disk},format=raw,if=none,id=disk`],
              ...['-global', 'virtio-mmio.force-legacy=false', '-device', 'virtio-blk-device,drive=disk'],
            ]),
      ],
    }),
  };
}
