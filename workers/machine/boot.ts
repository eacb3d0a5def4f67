/** From what the page asks for to what a vCPU thread builds: files fetched or sorted, checked and placed. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../src/machine/config/defaults.ts';
import type { CatalogueImage } from '../../src/machine/config/catalogue.ts';
import { imageIdentity } from '../../src/machine/config/image-identity.ts';
import { SEMANTICS } from '../../src/machine/config/semantics.ts';
import { formatSize, parseSize } from '../../src/machine/config/size.ts';
import { AVAILABLE_TIERS, availableTiers } from '../../src/machine/config/tiers.ts';
import type { BootPlan } from '../../src/machine/loaders/boot-plan.ts';
import type { KeptState, LinkedRun, NamedDisk, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import type {
  LoadProgress,
  MachineOptions,
  NamedFile,
  StartedMachine,
  StartRequest,
} from '../../src/protocol/machine.ts';
import { SWITCHABLE_FEATURES } from '../../src/protocol/proof.ts';
import { isReplayable } from '../../src/share/replayable.ts';
import type { ImageFile, Images } from './images.ts';
import { loadDisk, planFiles, symbolsIn } from './plan.ts';

/** Everything needed to build a machine, as often as it is started over. */
export interface Boot {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  readonly without: readonly string[];
  readonly disks: readonly NamedDisk[];
  readonly symbols: VcpuStart['symbols'];
  readonly started: StartedMachine;
  /** What the console shows when the guest is ready; undefined if nobody knows. */
  readonly prompt: string | undefined;
  /** What of it a link names or carries; undefined where no link can. */
  readonly shared: SharedParts | undefined;
  readonly isRecorded: boolean;
  readonly replay: LinkedRun | undefined;
  /** A kept state that the first life goes on from. */
  readonly resume: KeptState | undefined;
  /** The key under which the booted state of such a machine is kept; undefined where none is. */
  readonly ready: string | undefined;
}

/** One of the three. */
export interface SharedParts {
  readonly image?: CatalogueImage;
  readonly program?: string;
  readonly elf?: Uint8Array;
  /** The kernel's command line, where it is not the image's own. */
  readonly append: string | null;
}

/** What boots, before it is placed in RAM. */
export interface Payload {
  readonly image: string | null;
  readonly title: string;
  readonly files: readonly ImageFile[];
  readonly append: string;
  /** Instead, where the guest may know the size of the terminal. */
  readonly terminalAppend?: string | undefined;
  readonly prompt: string | undefined;
  readonly defaults: Partial<MachineConfiguration>;
  readonly shared?: Omit<SharedParts, 'append'>;
  /** Set by a link, which fixes it. */
  readonly fixedAppend?: string | undefined;
  readonly replay?: LinkedRun;
}

export interface BootContext {
  readonly images: Images;
  readonly tell: (parts: readonly LoadProgress[]) => void;
  readonly signal: AbortSignal;
  /** Told which booted state would do, while the image's files are still on their way. */
  readonly expect?: (key: string) => void;
}

/** It lies in memory. */
const MAX_BLANK_DISK_BYTES = 1 << 30;

export async function prepareBoot(request: StartRequest, context: BootContext): Promise<Result<Boot>> {
  // Before anything is fetched: a mistyped option should not cost a download.
  const checked = await configure({}, request.options);
  if (!checked.ok) return checked;
  const { source } = request;
  if (source.kind === 'link') {
    // Most visits bring none.
    const { linkedPayload } = await import('./linked.ts');
    const linked = await linkedPayload(source.content, context);
    return linked.ok ? assemble(linked.value, {}) : linked;
  }
  if (source.kind === 'kept') {
    const { keptBoot } = await import('./kept.ts');
    return keptBoot(source, request, context);
  }
  const payload =
    source.kind === 'image'
      ? withDisks(await imagePayload(source.id, context, request.options), source.disks)
      : await (await import('./own-files.ts')).ownPayload(source.files, source.rootOfImage, context);
  return payload.ok ? assemble(payload.value, request.options) : payload;
}

async function assemble(payload: Payload, options: MachineOptions): Promise<Result<Boot>> {
  const configuration = await configure(payload.defaults, options);
  if (!configuration.ok) return configuration;
  const append = appendOf(payload, configuration.value);
  const plan = await planFiles(payload.files, append, configuration.value.ramBytes, payload.title);
  if (!plan.ok) return plan;
  const without = readWithout(options.without);
  if (!without.ok) return without;
  const blank = await blankDisks(options.disk);
  if (!blank.ok) return blank;
  const disks: NamedDisk[] = [...blank.value];
  for (const { role, name, bytes } of payload.files) {
    if (role !== 'disk') continue;
    const disk = await loadDisk({ name, bytes });
    if (!disk.ok) return disk;
    disks.push({ name, bytes: disk.value });
  }
  const { ramBytes, harts, mode, tiers } = configuration.value;
  const { image, title, prompt, shared, replay } = payload;
  return success({
    configuration: configuration.value,
    plan: plan.value,
    without: without.value,
    disks,
    symbols: await symbolsIn(payload.files),
    started: {
      ...{ image, title, ramBytes, harts, mode },
      isOnSerialPort:
        payload.files.some(({ role }) => role === 'kernel') && append !== payload.terminalAppend,
      ...{ tiers: availableTiers(tiers), availableTiers: AVAILABLE_TIERS },
    },
    prompt,
    // No link can hold what was written to it.
    shared:
      shared && options.disk === undefined
        ? { ...shared, append: append === payload.append ? null : append }
        : undefined,
    isRecorded: isReplayable({ mode, harts }),
    replay,
    resume: undefined,
    ready: options.disk === undefined ? readyKey(payload, append, configuration.value) : undefined,
  });
}

/** Everything that decides what a machine has booted to; a link's or the user's own is different each time. */
function readyKey(
  { shared, fixedAppend }: Payload,
  append: string,
  { isa, harts, ramBytes, mmu, mode, seed }: MachineConfiguration,
): string | undefined {
  if (!shared?.image || fixedAppend !== undefined || mode !== 'realtime') return undefined;
  const hardware = { isa, harts, ramBytes, mmu, seed };
  return JSON.stringify([SEMANTICS, imageIdentity(shared.image), append, hardware]);
}

/** The options of an address or a form, over an image's defaults. */
async function configure(
  defaults: Payload['defaults'],
  options: MachineOptions,
): Promise<Result<MachineConfiguration>> {
  const { ram, harts, mode, seed, tiers } = options;
  const ramBytes = ram === undefined ? undefined : parseSize(ram, '?ram=');
  if (ramBytes && !ramBytes.ok) return ramBytes;
  const asked = {
    ...(ramBytes && { ramBytes: ramBytes.value }),
    ...(harts !== undefined && { harts: wholeNumber(harts) }),
    ...(mode !== undefined && { mode }),
    ...(seed !== undefined && { seed: wholeNumber(seed) }),
    ...(tiers !== undefined && { tiers: tiers.split(',') }),
  };
  // What images and links ask for was checked where they were read; a first visit asks for nothing else, and needs no schema.
  if (Object.keys(asked).length === 0) return success({ ...DEFAULT_CONFIGURATION, ...defaults });
  const { parseConfiguration } = await import('../../src/machine/config/configuration.ts');
  return parseConfiguration({ ...defaults, ...asked }, 'this address');
}

/** The disk that an address asks for. */
async function blankDisks(size: string | undefined): Promise<Result<readonly NamedDisk[]>> {
  if (size === undefined) return success([]);
  const sizeBytes = parseSize(size, '?disk=');
  if (!sizeBytes.ok) return sizeBytes;
  if (sizeBytes.value > MAX_BLANK_DISK_BYTES) {
    const what = `a blank disk has at most ${formatSize(MAX_BLANK_DISK_BYTES)}`;
    return failure(problem('limit', 'disk.large', '?disk=', what, 'ask for less'));
  }
  const disk = await loadDisk({ name: '?disk=', bytes: new Uint8Array(sizeBytes.value) });
  return disk.ok ? success([{ name: 'a blank disk', bytes: disk.value }]) : disk;
}

function readWithout(list: string | undefined): Result<readonly string[]> {
  const names = list === undefined ? [] : list.split(',');
  const unknown = names.find((name) => !SWITCHABLE_FEATURES.some((feature) => feature === name));
  if (unknown === undefined) return success(names);
  const action = `choose from ${SWITCHABLE_FEATURES.join(', ')}`;
  return failure(problem('usage', 'without.unknown', '?without=', `"${unknown}" is not known`, action));
}

/** The number, or the text itself for the schema to refuse. */
const wholeNumber = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

export async function imagePayload(
  id: string,
  { images, tell, signal, expect }: BootContext,
  options?: MachineOptions,
): Promise<Result<Payload>> {
  const image = await images.find(id);
  if (!image.ok) return image;
  const { title, prompt, machine } = image.value;
  const { append, terminalAppend, ramBytes, harts } = machine;
  const defaults = { ramBytes, harts };
  const shared = { image: image.value };
  const payload = { image: id, title, append, terminalAppend, prompt, defaults, shared };
  const configuration = options && (await configure(defaults, options));
  if (configuration?.ok) {
    const empty = { ...payload, files: [] };
    const key = readyKey(empty, appendOf(empty, configuration.value), configuration.value);
    if (key !== undefined) expect?.(key);
  }
  const files = await images.load(image.value, tell, signal);
  return files.ok ? success({ ...payload, files: files.value }) : files;
}

/** With disks of the user's own, which no link can hold and no booted state knows. */
function withDisks(payload: Result<Payload>, disks: readonly NamedFile[] = []): Result<Payload> {
  if (!payload.ok || disks.length === 0) return payload;
  const { shared: _, files, ...rest } = payload.value;
  return success({
    ...rest,
    files: [...files, ...disks.map((disk) => ({ ...disk, role: 'disk' as const }))],
  });
}

/** In deterministic mode the machine is the one that the headless command builds. */
const appendOf = ({ append, terminalAppend, fixedAppend }: Payload, { mode }: MachineConfiguration): string =>
  fixedAppend ?? (mode === 'realtime' ? (terminalAppend ?? append) : append);
