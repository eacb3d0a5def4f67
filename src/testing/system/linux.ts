/** Boots of the repository's own Linux, without the headless command: in deterministic mode, to their end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BoardDisk } from '../../machine/board/board.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import type { MachineConfiguration } from '../../machine/config/configuration.ts';
import { ConsoleScript, parsePattern, parseTypedText } from '../../machine/console-script.ts';
import { planLinux } from '../../machine/loaders/boot-plan.ts';
import { loadFirmware } from '../../machine/loaders/firmware.ts';
import { gunzip } from '../../machine/loaders/gzip.ts';
import { loadLinuxImage } from '../../machine/loaders/linux-image.ts';
import type { Machine } from '../../machine/machine.ts';
import type { SliceEnd } from '../../machine/vcpu/loop.ts';
import { TestBench } from './test-bench.ts';
import { valueOf } from './program.ts';

const RAM_BYTES = 128 << 20;
const DECODED_PAGES = 2048;
const FIRST_KEY_DELAY_NS = 1_000_000;
const KEY_GAP_NS = 100_000;
const PIECE_INSTRUCTIONS = 20_000_000;
/** A boot takes 25 million; a test that gets here hangs. */
const MAX_INSTRUCTIONS = 6_000_000_000;

export const PROMPT = '# ';

const images = join(import.meta.dirname, '../../../public/images');

interface CatalogueEntry {
  readonly id: string;
  readonly files: readonly { readonly role: string; readonly path: string }[];
}

function imageFile(role: 'kernel' | 'initrd'): Uint8Array {
  const catalogue = JSON.parse(readFileSync(join(images, 'catalogue.json'), 'utf8')) as CatalogueEntry[];
  const file = catalogue.find(({ id }) => id === 'linux')?.files.find((entry) => entry.role === role);
  if (!file) throw new Error(`the catalogue has no ${role} for linux`);
  return new Uint8Array(readFileSync(join(images, file.path)));
}

/** Unpacked here, as the headless command does: the kernel would take 40 million instructions for it. */
const unpackedInitrd = new Uint8Array(gunzipSync(imageFile('initrd')));

export interface LinuxRequest {
  readonly harts?: number;
  readonly configuration?: Partial<MachineConfiguration>;
  /** At most two. */
  readonly disks?: readonly BoardDisk[];
  readonly append?: string;
  /** What to type when the console shows a pattern, in order; escapes as the headless command has them. */
  readonly type?: readonly (readonly [pattern: string, text: string])[];
  readonly firmware?: Uint8Array;
  readonly kernel?: Uint8Array;
  /** `null` for none. */
  readonly initrd?: Uint8Array | null;
  readonly maxInstructions?: number;
}

export interface LinuxOutcome {
  readonly console: string;
  readonly end: SliceEnd;
  readonly machine: Machine;
}

const benches = new Map<string, TestBench>();

function benchFor(harts: number, diskCount: number): TestBench {
  const key = `${harts} ${diskCount}`;
  const shape = { harts, diskCount, ramBytes: RAM_BYTES, decodedPages: DECODED_PAGES };
  const bench = benches.get(key) ?? new TestBench(shape);
  benches.set(key, bench);
  return bench;
}

function bootPlan({ kernel, initrd, firmware, append = 'console=ttyS0' }: LinuxRequest) {
  const where = { kernel: 'the kernel', initrd: 'the initrd' };
  const parts = {
    kernel: valueOf(loadLinuxImage(kernel ?? imageFile('kernel'), where.kernel, gunzip)),
    initrd: initrd === null ? undefined : (initrd ?? unpackedInitrd),
    firmware: firmware && valueOf(loadFirmware(firmware, RAM_BASE, 'the firmware')),
    append,
    where,
  };
  return valueOf(planLinux(parts, { start: RAM_BASE, sizeBytes: RAM_BYTES }));
}

/** A machine with Linux in it, and the console that it will have printed. */
function linuxMachine(request: LinuxRequest): { machine: Machine; console: () => string } {
  const { harts = 1, configuration = {}, disks = [], type = [] } = request;
  const script = new ConsoleScript(
    type.map(([pattern, text]) => ({
      pattern: valueOf(parsePattern(pattern, 'pattern')),
      answer: valueOf(parseTypedText(text, 'text')),
    })),
  );
  const bytes: number[] = [];
  const machine: Machine = benchFor(harts, disks.length).machine({
    plan: bootPlan(request),
    configuration,
    disks,
    output(byte) {
      bytes.push(byte);
      for (const answer of script.push(byte)) {
        if (answer !== 'stop') machine.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
      }
    },
  });
  return { machine, console: () => Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n') };
}

export function runLinux(request: LinuxRequest): LinuxOutcome {
  const { machine, console } = linuxMachine(request);
  const limit = request.maxInstructions ?? MAX_INSTRUCTIONS;
  let end: SliceEnd = { kind: 'budget' };
  while (end.kind === 'budget' && machine.retired() < limit) {
    end = machine.run(Math.min(PIECE_INSTRUCTIONS, limit - machine.retired()));
  }
  return { console: console(), end, machine };
}
