/**
 * Whole machines for tests, in one thread: programs as assembly text, and the Linux image that comes with the
 * repository.
 *
 * Example:
 *   const guest = programGuest(assembled, { harts: 2 });
 *   guest.machine.run(1_000_000);
 */
import { unwrap } from '../base/problem.ts';
import { nodeGunzip } from '../cli/gunzip.ts';
import { findImage, imagesFolder, readCatalogue, readImageFile } from '../cli/images.ts';
import { createModuleHost } from '../host/node/web-assembly.ts';
import { RAM_BASE } from '../machine/board/address-map.ts';
import type { BoardDisk } from '../machine/board/board.ts';
import {
  DEFAULT_CONFIGURATION,
  type MachineConfiguration,
  type Tier,
} from '../machine/config/configuration.ts';
import { MIB } from '../machine/config/limits.ts';
import { type ConsoleRule, ConsoleScript } from '../machine/console-script.ts';
import { type BootPlan, planElf, planLinux } from '../machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../machine/loaders/elf.ts';
import { checkInitrd } from '../machine/loaders/initrd.ts';
import { loadLinuxImage } from '../machine/loaders/linux-image.ts';
import { Machine, planMachine } from '../machine/machine.ts';
import { translatingHere } from '../machine/run/translating-here.ts';
import type { CodeCacheParts } from '../machine/run/tiers.ts';
import { assembleProgram } from '../machine/programs.ts';
import { type MemoryPlan, planMemory } from '../memory/layout.ts';

export interface GuestOptions {
  readonly harts?: number;
  readonly ramBytes?: number;
  readonly disks?: readonly BoardDisk[];
  /** Pages of decoded code; as many as the machine chooses by default. */
  readonly decodedPages?: number;
  readonly append?: string;
  readonly tiers?: readonly Tier[];
  /** Translated code counts what it does. */
  readonly count?: MachineConfiguration['count'];
  readonly tlbEntries?: number;
  readonly cache?: CodeCacheParts;
  /** A program begins as a kernel does: hart 0 in supervisor mode on the built-in SBI, the others stopped. */
  readonly supervisor?: boolean;
  /** What is typed at what the guest prints, by the contract's times. */
  readonly rules?: readonly ConsoleRule[];
  /** Called inside the guest's write of each byte. */
  readonly onByte?: (machine: Machine, byte: number) => void;
}

export interface TestGuest {
  readonly machine: Machine;
  readonly plan: MemoryPlan;
  readonly buffer: ArrayBufferLike;
  /** Everything printed so far, as Latin-1. */
  console(): string;
}

const FIRST_KEY_DELAY_NS = 1_000_000;
const KEY_GAP_NS = 100_000;

const configurationOf = ({
  harts = 1,
  ramBytes = 64 * MIB,
  tiers = DEFAULT_CONFIGURATION.tiers,
  count = DEFAULT_CONFIGURATION.count,
  tlbEntries = DEFAULT_CONFIGURATION.tlbEntries,
}: GuestOptions): MachineConfiguration => ({
  ...DEFAULT_CONFIGURATION,
  tiers,
  count,
  tlbEntries,
  mode: 'deterministic',
  harts,
  ramBytes,
});

const ramOf = (configuration: MachineConfiguration) => ({
  start: RAM_BASE,
  sizeBytes: configuration.ramBytes,
});

/** Plans by what they are made from: machines over one plan share their generated code. */
const plans = new Map<string, MemoryPlan>();

export function planFor(configuration: MachineConfiguration, options: GuestOptions): MemoryPlan {
  const diskCount = options.disks?.length ?? 0;
  const key = JSON.stringify([configuration, diskCount, options.decodedPages]);
  const usual = planMachine(configuration, diskCount);
  const plan =
    plans.get(key) ?? planMemory({ ...usual, decodedPages: options.decodedPages ?? usual.decodedPages });
  plans.set(key, plan);
  return plan;
}

function createGuest(configuration: MachineConfiguration, boot: BootPlan, options: GuestOptions): TestGuest {
  const plan = planFor(configuration, options);
  const host = createModuleHost(plan.totalBytes);
  const script = new ConsoleScript(options.rules ?? []);
  const printed: number[] = [];
  const machine: Machine = new Machine(
    {
      configuration,
      plan: boot,
      ...(options.cache && { cache: options.cache }),
      translating: translatingHere,
      disks: options.disks ?? [],
      output: (byte) => {
        printed.push(byte);
        for (const answer of script.push(byte)) {
          if (answer !== 'stop') machine.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
        }
        options.onByte?.(machine, byte);
      },
    },
    plan,
    host,
  );
  const console = (): string => String.fromCharCode(...printed);
  return { machine, plan, buffer: host.memory.buffer, console };
}

/** A bare-metal program, from its assembly text. It starts on every hart, at 0x80000000, in machine mode. */
export function programGuest(source: string, options: GuestOptions = {}): TestGuest {
  const { configuration, plan } = programBoot(source, options);
  return createGuest(configuration, plan, options);
}

export interface GuestBoot {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
}

/** What {@link programGuest} builds its machine of. */
export function programBoot(source: string, options: GuestOptions = {}): GuestBoot {
  const configuration = configurationOf({ ramBytes: 16 * MIB, ...options });
  const { elf } = unwrap(assembleProgram(source, 'program'));
  const target = { where: 'program', machine: EM_RISCV, machineName: '64-bit RISC-V' };
  const program = unwrap(parseElf(elf, target));
  const plan = unwrap(planElf(program, ramOf(configuration), '', 'program'));
  if (!options.supervisor) return { configuration, plan };
  return { configuration, plan: { ...plan, privilege: 'supervisor', harts: 'first' } };
}

interface LinuxFiles {
  readonly kernel: Uint8Array;
  readonly initrd: Uint8Array;
  readonly append: string;
}

let linuxFiles: LinuxFiles | undefined;

function readLinux(): LinuxFiles {
  if (linuxFiles) return linuxFiles;
  const folder = imagesFolder();
  const image = unwrap(findImage(unwrap(readCatalogue(folder)), 'linux'));
  const read = (role: string): Uint8Array => {
    const file = image.files.find((candidate) => candidate.role === role);
    if (!file) throw new Error(`the image has no ${role}`);
    return unwrap(readImageFile(folder, file));
  };
  linuxFiles = { kernel: read('kernel'), initrd: read('initrd'), append: image.machine.append };
  return linuxFiles;
}

/** The Linux image of the catalogue. */
export function linuxGuest(options: GuestOptions = {}): TestGuest {
  const { configuration, plan } = linuxBoot(options);
  return createGuest(configuration, plan, options);
}

/** What {@link linuxGuest} builds its machine of. */
export function linuxBoot(options: GuestOptions = {}): GuestBoot {
  const configuration = configurationOf(options);
  const { kernel, initrd, append } = readLinux();
  const parts = {
    kernel: unwrap(loadLinuxImage(kernel, 'kernel', nodeGunzip)),
    initrd: unwrap(checkInitrd(initrd, 'initrd')),
    firmware: undefined,
    append: options.append ?? append,
    where: { kernel: 'kernel', initrd: 'initrd' },
  };
  return { configuration, plan: unwrap(planLinux(parts, ramOf(configuration))) };
}
