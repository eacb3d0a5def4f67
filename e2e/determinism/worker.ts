/**
 * One deterministic boot of the Linux image, by the same engine, loaders and host as the page's vCPU worker, in
 * slices that follow the wall clock; or one under a host that changes at random what must not show.
 */
import { unwrap } from '../../src/base/problem.ts';
import { browserPacker } from '../../src/host/browser/packer.ts';
import { createModuleHost } from '../../src/host/browser/web-assembly.ts';
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { type CatalogueFile, parseCatalogue } from '../../src/machine/config/catalogue.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../src/machine/config/configuration.ts';
import { ConsoleScript, parseTypeRule } from '../../src/machine/console-script.ts';
import { type BootPlan, planLinux } from '../../src/machine/loaders/boot-plan.ts';
import { checkInitrd } from '../../src/machine/loaders/initrd.ts';
import { readPlainImage } from '../../src/machine/loaders/plain-image.ts';
import { Machine, type MachineParts, planMachine } from '../../src/machine/machine.ts';
import { translatingHere } from '../../src/machine/run/translating-here.ts';
import { plainPacker } from '../../src/machine/snapshot/packer.ts';
import { shakenRun } from '../../src/testing/shaken-run.ts';
import { bootThreads, type ThreadedBoot } from './threads.ts';

export interface BootRequest {
  readonly harts: number;
  readonly instructions: number;
  /** As after `--type`. */
  readonly rules: readonly string[];
  /** Address of the folder with the images. */
  readonly images: string;
  /** Shaken with this seed, with hashes at these counts. */
  /** In real time, with a thread for each hart, and this command line. */
  readonly threads?: { readonly append: string };
  readonly shaken?: { readonly seed: number; readonly marks: readonly number[] };
}

export interface BootResult {
  readonly stateHash: string;
  readonly instructions: number;
  readonly console: string;
  readonly wallMs: number;
}

export interface ShakenBoot {
  readonly hashes: readonly string[];
  readonly done: string;
}

const SLICE_TARGET_MS = 10;
/** As the contract has it for `--type`. */
const FIRST_KEY_DELAY_NS = 1_000_000;
const KEY_GAP_NS = 100_000;

async function read(images: string, file: CatalogueFile): Promise<Uint8Array> {
  const { body } = await fetch(new URL(file.path, images));
  if (!body) throw new Error(`${file.path} has no contents`);
  const unpacked = file.compression === 'gzip' ? body.pipeThrough(new DecompressionStream('gzip')) : body;
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

async function plan(images: string, configuration: MachineConfiguration, append?: string): Promise<BootPlan> {
  const text = await (await fetch(new URL('catalogue.json', images))).text();
  const catalogue = unwrap(parseCatalogue(text, 'catalogue'));
  const image = catalogue.find(({ id }) => id === 'linux');
  const file = async (role: string): Promise<Uint8Array> => {
    const found = image?.files.find((candidate) => candidate.role === role);
    if (!found) throw new Error(`the image has no ${role}`);
    return read(images, found);
  };
  const parts = {
    kernel: unwrap(readPlainImage(await file('kernel'), 'kernel')),
    initrd: unwrap(checkInitrd(await file('initrd'), 'initrd')),
    firmware: undefined,
    append: append ?? image?.machine.append ?? '',
    where: { kernel: 'kernel', initrd: 'initrd' },
  };
  return unwrap(planLinux(parts, { start: RAM_BASE, sizeBytes: configuration.ramBytes }));
}

/** Retires exactly so many instructions. */
function runTo(machine: Machine, instructions: number): void {
  let slice = 100_000;
  while (machine.retired() < instructions) {
    const startedMs = performance.now();
    const end = machine.run(Math.min(slice, instructions - machine.retired()));
    if (end.kind !== 'budget') throw new Error(`the guest ended after ${machine.retired()}: ${end.kind}`);
    slice = performance.now() - startedMs < SLICE_TARGET_MS ? slice * 2 : Math.ceil(slice / 2);
  }
}

async function boot({ harts, instructions, rules, images }: BootRequest): Promise<BootResult> {
  const startedMs = performance.now();
  const configuration: MachineConfiguration = { ...DEFAULT_CONFIGURATION, mode: 'deterministic', harts };
  const bootPlan = await plan(images, configuration);
  const memoryPlan = planMachine(configuration, 0);
  const script = new ConsoleScript(rules.map((rule) => unwrap(parseTypeRule(rule, 'rule'))));
  let console = '';
  const output = (byte: number): void => {
    console += String.fromCharCode(byte);
    for (const answer of script.push(byte)) {
      if (answer !== 'stop') machine.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
    }
  };
  const host = createModuleHost(memoryPlan.totalBytes);
  const parts = { configuration, plan: bootPlan, disks: [], output, translating: translatingHere };
  const machine = new Machine(parts, memoryPlan, host);
  runTo(machine, instructions);
  const stateHash = machine.stateHash();
  return { stateHash, instructions: machine.retired(), console, wallMs: performance.now() - startedMs };
}

async function shake({ harts, rules, images, shaken }: BootRequest): Promise<ShakenBoot> {
  if (!shaken) throw new Error('a seed is missing');
  const configuration: MachineConfiguration = { ...DEFAULT_CONFIGURATION, mode: 'deterministic', harts };
  const bootPlan = await plan(images, configuration);
  const memoryPlan = planMachine(configuration, 0);
  const parsed = rules.map((rule) => unwrap(parseTypeRule(rule, 'rule')));
  const host = {
    packer: browserPacker ?? plainPacker,
    create(tiers: MachineConfiguration['tiers'], output: MachineParts['output']): Machine {
      const own = { ...configuration, tiers };
      const parts = { configuration: own, plan: bootPlan, disks: [], output, translating: translatingHere };
      return new Machine(parts, memoryPlan, createModuleHost(memoryPlan.totalBytes));
    },
  };
  const { hashes, done } = await shakenRun(host, { ...shaken, rules: parsed });
  return { hashes, done };
}

addEventListener('message', ({ data }: MessageEvent<BootRequest>) => {
  const { threads, harts, images } = data;
  const result: Promise<BootResult | ShakenBoot | ThreadedBoot> = threads
    ? bootThreads(harts, (configuration) => plan(images, configuration, threads.append))
    : data.shaken
      ? shake(data)
      : boot(data);
  result.then(
    (found) => postMessage(found),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
