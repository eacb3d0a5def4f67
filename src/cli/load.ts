/** From the options of `run` to a machine's parts: files read and checked, images looked up, links opened. */
import { existsSync } from 'node:fs';
import { unwrap, type Result, failure, problem, ProblemError, success } from '../base/problem.ts';
import { openForWriting, readInputFile } from '../host/node/files.ts';
import { RAM_BASE } from '../machine/board/address-map.ts';
import type { BoardDisk } from '../machine/board/board.ts';
import type { CatalogueImage } from '../machine/config/catalogue.ts';
import {
  DEFAULT_CONFIGURATION,
  type MachineConfiguration,
  parseConfiguration,
} from '../machine/config/configuration.ts';
import {
  MAX_DISK_BYTES,
  MAX_ELF_BYTES,
  MAX_FIRMWARE_BYTES,
  MAX_INITRD_BYTES,
  MAX_KERNEL_BYTES,
  MAX_LINK_FILE_BYTES,
} from '../machine/config/limits.ts';
import { openDisk } from '../machine/disks.ts';
import { type BootPlan, planElf, planLinux, type RamPlace } from '../machine/loaders/boot-plan.ts';
import { checkDisk } from '../machine/loaders/disk.ts';
import { EM_RISCV, parseElf } from '../machine/loaders/elf.ts';
import { loadFirmware } from '../machine/loaders/firmware.ts';
import { checkInitrd } from '../machine/loaders/initrd.ts';
import { loadLinuxImage } from '../machine/loaders/linux-image.ts';
import { assembleProgram } from '../machine/programs.ts';
import { decodeBase64url } from '../share/base64url.ts';
import type { LinkContent } from '../share/content.ts';
import { decodeLink, decodeLinkFile } from '../share/link.ts';
import { nodeGunzip } from './gunzip.ts';
import { findImage, imageHash, imagesFolder, readCatalogue, readImageFile } from './images.ts';
import type { DiskOption, RunOptions } from './run-options.ts';

export interface LoadedRun {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  readonly disks: readonly BoardDisk[];
  /** What `--link` held. */
  readonly link: LinkContent | undefined;
  /** What the image shows when it takes input. */
  readonly prompt: string | undefined;
  /** What a link can name it by. */
  readonly identity: RunIdentity;
}

export interface RunIdentity {
  readonly image: { readonly id: string; readonly sha256: string } | null;
  readonly elf: Uint8Array | undefined;
}

/** Firmware with debugging information is larger than what it loads. */
const MAX_FIRMWARE_FILE_BYTES = 8 * MAX_FIRMWARE_BYTES;

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface BootFiles {
  readonly elf?: NamedBytes;
  readonly kernel?: NamedBytes;
  readonly initrd?: NamedBytes;
  readonly firmware?: NamedBytes;
  readonly disks: readonly NamedBytes[];
}

const named = (path: string, limitBytes: number): NamedBytes => ({
  name: path,
  bytes: unwrap(readInputFile(path, limitBytes)),
});

const ramOf = (configuration: MachineConfiguration): RamPlace => ({
  start: RAM_BASE,
  sizeBytes: configuration.ramBytes,
});

/** Places what is to boot. Throws a ProblemError. */
function planBoot(files: BootFiles, append: string, configuration: MachineConfiguration): BootPlan {
  const ram = ramOf(configuration);
  const { elf, kernel, initrd, firmware } = files;
  if (elf) {
    const target = { where: elf.name, machine: EM_RISCV, machineName: '64-bit RISC-V' };
    return unwrap(planElf(unwrap(parseElf(elf.bytes, target)), ram, append, elf.name));
  }
  if (!kernel) {
    const what = 'it has neither a kernel nor a program';
    throw new ProblemError(problem('input', 'image.empty', 'the image', what, 'choose another image'));
  }
  const parts = {
    kernel: unwrap(loadLinuxImage(kernel.bytes, kernel.name, nodeGunzip)),
    initrd: initrd && unwrap(checkInitrd(initrd.bytes, initrd.name)),
    firmware: firmware && unwrap(loadFirmware(firmware.bytes, ram.start, firmware.name)),
    append,
    where: { kernel: kernel.name, initrd: initrd?.name ?? 'the initrd' },
  };
  return unwrap(planLinux(parts, ram));
}

function openFile({ path, access }: DiskOption): BoardDisk {
  const image = unwrap(checkDisk(unwrap(readInputFile(path, MAX_DISK_BYTES)), path));
  if (access !== 'write') return openDisk(image, { kind: access });
  const file = unwrap(openForWriting(path));
  return openDisk(image, { kind: 'write', writeThrough: (at, bytes) => file.write(at, bytes).ok });
}

function filesOfImage(image: CatalogueImage, folder: string): BootFiles {
  const read = (role: string): NamedBytes[] =>
    image.files
      .filter((file) => file.role === role)
      .map((file) => ({ name: file.path, bytes: unwrap(readImageFile(folder, file)) }));
  const [elf] = read('elf');
  const [kernel] = read('kernel');
  const [initrd] = read('initrd');
  const [firmware] = read('firmware');
  return {
    ...(elf && { elf }),
    ...(kernel && { kernel }),
    ...(initrd && { initrd }),
    ...(firmware && { firmware }),
    disks: read('disk'),
  };
}

function withFirmware(files: BootFiles, path: string | undefined): BootFiles {
  return path === undefined ? files : { ...files, firmware: named(path, MAX_FIRMWARE_FILE_BYTES) };
}

function configure(...layers: Partial<MachineConfiguration>[]): MachineConfiguration {
  return unwrap(parseConfiguration(Object.assign({}, DEFAULT_CONFIGURATION, ...layers), 'run'));
}

function assembleRun(
  files: BootFiles,
  append: string,
  configuration: MachineConfiguration,
  disks: readonly DiskOption[],
): LoadedRun {
  const own = files.disks.map(({ name, bytes }) =>
    openDisk(unwrap(checkDisk(bytes, name)), { kind: 'copy' }),
  );
  return {
    configuration,
    plan: planBoot(files, append, configuration),
    disks: [...own, ...disks.map(openFile)],
    link: undefined,
    prompt: undefined,
    identity: { image: null, elf: files.elf?.bytes },
  };
}

function lookUp(id: string): { image: CatalogueImage; folder: string } {
  const folder = imagesFolder();
  return { image: unwrap(findImage(unwrap(readCatalogue(folder)), id)), folder };
}

function loadImage(id: string, options: RunOptions): LoadedRun {
  const { image, folder } = lookUp(id);
  const { append, isa, harts, ramBytes } = image.machine;
  const configuration = configure({ isa, harts, ramBytes }, options.overrides);
  const files = withFirmware(filesOfImage(image, folder), options.firmware);
  const loaded = assembleRun(files, options.append ?? append, configuration, options.disks);
  return {
    ...loaded,
    prompt: options.append === undefined ? image.prompt : undefined,
    identity: { image: { id: image.id, sha256: imageHash(image) }, elf: undefined },
  };
}

/** The one program or image of a link. */
function linkedFiles(link: LinkContent): { files: BootFiles; append: string } {
  const { image: wanted, program, elf } = link;
  if ((program !== null || elf !== undefined) && wanted) throw unsupportedLink('both an image and a program');
  if (program !== null) {
    const assembled = assembleProgram(program, 'the link’s program');
    if (!assembled.ok) throw new ProblemError(assembled.problem);
    return {
      files: { elf: { name: 'the link’s program', bytes: assembled.value.elf }, disks: [] },
      append: '',
    };
  }
  if (elf !== undefined) {
    const bytes = decodeBase64url(elf);
    if (bytes) return { files: { elf: { name: 'the link’s program', bytes }, disks: [] }, append: '' };
    const what = 'its program is not base64url';
    throw new ProblemError(problem('input', 'link.elf', 'the link', what, 'ask for the link again'));
  }
  const { image, folder } = lookUp(wanted?.id ?? '');
  if (imageHash(image) !== wanted?.sha256) {
    const what = `it was made with another build of the image "${image.id}"`;
    throw new ProblemError(problem('input', 'link.image', 'the link', what, `use the build ${link.build}`));
  }
  return { files: filesOfImage(image, folder), append: image.machine.append };
}

function unsupportedLink(holds: string): ProblemError {
  const what = `it holds ${holds}, which this build does not run`;
  return new ProblemError(problem('unsupported', 'link.content', 'the link', what, 'open it in the page'));
}

/** An address, or the file that stands for one that would be too long. */
function openLink(text: string): LinkContent {
  const isAddress = /(^|#)v\d+\./.test(text) || !existsSync(text);
  if (isAddress) return unwrap(decodeLink(text));
  return unwrap(decodeLinkFile(Buffer.from(unwrap(readInputFile(text, MAX_LINK_FILE_BYTES))).toString()));
}

function loadLink(text: string, options: RunOptions): LoadedRun {
  const link = openLink(text);
  const { files, append } = linkedFiles(link);
  const { machine, tiers, warm, mode, seed } = link;
  const configuration = configure({ ...machine, tiers, warm, mode, seed }, options.overrides);
  return { ...assembleRun(files, link.append ?? append, configuration, []), link };
}

function loadSource(options: RunOptions): LoadedRun {
  const { source, firmware, append = '', disks } = options;
  switch (source.kind) {
    case 'elf': {
      const elf = named(source.path, MAX_ELF_BYTES);
      return assembleRun({ elf, disks: [] }, append, configure(options.overrides), disks);
    }
    case 'kernel': {
      const kernel = named(source.path, MAX_KERNEL_BYTES);
      const initrd = source.initrd === undefined ? undefined : named(source.initrd, MAX_INITRD_BYTES);
      const files = withFirmware({ kernel, ...(initrd && { initrd }), disks: [] }, firmware);
      return assembleRun(files, append, configure(options.overrides), disks);
    }
    case 'image':
      return loadImage(source.id, options);
    case 'link':
      return loadLink(source.text, options);
  }
}

/** Reads and checks everything that the options name. */
export function loadRun(options: RunOptions): Result<LoadedRun> {
  try {
    return success(loadSource(options));
  } catch (error) {
    if (error instanceof ProblemError) return failure(error.problem);
    throw error;
  }
}
