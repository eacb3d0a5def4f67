/**
 * What few machines boot from, loaded when one does: programs as ELF files with their labels, firmware, packed kernels.
 * A first visit boots a plain kernel.
 */
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { type BootPlan, planElf, type RamPlace } from '../../src/machine/loaders/boot-plan.ts';
import { FileView } from '../../src/machine/loaders/bytes.ts';
import { EM_RISCV, parseElf } from '../../src/machine/loaders/elf.ts';
import { listElfSymbols } from '../../src/machine/loaders/elf-symbols.ts';
import { type Firmware, loadFirmware } from '../../src/machine/loaders/firmware.ts';
import { gunzip } from '../../src/machine/loaders/gzip.ts';
import { loadLinuxImage } from '../../src/machine/loaders/linux-image.ts';
import type { LinuxImage } from '../../src/machine/loaders/plain-image.ts';
import type { Result } from '../../src/base/problem.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';

export function planProgram({ name, bytes }: NamedFile, ram: RamPlace, append: string): Result<BootPlan> {
  const program = parseElf(bytes, { where: name, machine: EM_RISCV, machineName: '64-bit RISC-V' });
  return program.ok ? planElf(program.value, ram, append, name) : program;
}

export const loadPacked = (bytes: Uint8Array, name: string): Result<LinuxImage> =>
  loadLinuxImage(bytes, name, gunzip);

export { checkDisk } from '../../src/machine/loaders/disk.ts';
export { checkInitrd } from '../../src/machine/loaders/initrd.ts';

/** A program's labels; a file whose symbols cannot be read simply has none. */
export function symbolsOf({ name, bytes }: NamedFile): VcpuStart['symbols'] {
  const symbols = listElfSymbols(new FileView(bytes), name);
  return symbols.ok ? symbols.value : [];
}

export const firmwareOf = ({ name, bytes }: NamedFile): Result<Firmware> =>
  loadFirmware(bytes, RAM_BASE, name);
