/** Where the files of a machine go in its memory. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { type BootPlan, planLinux } from '../../src/machine/loaders/boot-plan.ts';
import { isPlainArchive } from '../../src/machine/loaders/plain-archive.ts';
import { isPlainImage, type LinuxImage, readPlainImage } from '../../src/machine/loaders/plain-image.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import type { ImageFile } from './images.ts';

const unusual = () => import('./unusual-files.ts');

export async function loadKernel({ name, bytes }: NamedFile): Promise<Result<LinuxImage>> {
  return isPlainImage(bytes) ? readPlainImage(bytes, name) : (await unusual()).loadPacked(bytes, name);
}

async function loadInitrd({ name, bytes }: NamedFile): Promise<Result<Uint8Array>> {
  return isPlainArchive(bytes) ? success(bytes) : (await unusual()).checkInitrd(bytes, name);
}

export async function loadDisk({ name, bytes }: NamedFile): Promise<Result<Uint8Array>> {
  return (await unusual()).checkDisk(bytes, name);
}

/** Labels of the program among the files, where there is one. */
export async function symbolsIn(files: readonly ImageFile[]): Promise<VcpuStart['symbols']> {
  const elf = files.find(({ role }) => role === 'elf');
  return elf ? (await unusual()).symbolsOf(elf) : [];
}

/** `title` names the machine where it has nothing to boot. */
export async function planFiles(
  files: readonly ImageFile[],
  append: string,
  ramBytes: number,
  title: string,
): Promise<Result<BootPlan>> {
  const ram = { start: RAM_BASE, sizeBytes: ramBytes };
  const elf = files.find(({ role }) => role === 'elf');
  if (elf) return (await unusual()).planProgram(elf, ram, append);
  const kernelFile = files.find(({ role }) => role === 'kernel');
  if (!kernelFile) {
    const what = 'it has neither a kernel nor a program';
    return failure(problem('input', 'image.empty', title, what, 'choose another image'));
  }
  const initrdFile = files.find(({ role }) => role === 'initrd');
  const kernel = await loadKernel(kernelFile);
  if (!kernel.ok) return kernel;
  const initrd = initrdFile && (await loadInitrd(initrdFile));
  if (initrd && !initrd.ok) return initrd;
  const firmwareFile = files.find(({ role }) => role === 'firmware');
  const firmware = firmwareFile && (await unusual()).firmwareOf(firmwareFile);
  if (firmware && !firmware.ok) return firmware;
  const where = { kernel: kernelFile.name, initrd: initrdFile?.name ?? 'the initrd' };
  return planLinux(
    { kernel: kernel.value, initrd: initrd?.value, firmware: firmware?.value, append, where },
    ram,
  );
}
