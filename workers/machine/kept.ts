/**
 * Machines that go on from a kept state: of the library, or as this browser's own first boot left them. What boots is
 * prepared as ever, for the day on which the machine is started over.
 */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { browserPacker } from '../../src/host/browser/packer.ts';
import { findPrivateFolder } from '../../src/host/browser/private-files.ts';
import { ReadyStates } from '../../src/library/ready.ts';
import { readSnapshot, type Snapshot } from '../../src/machine/snapshot/file.ts';
import {
  AVAILABLE_TIERS,
  availableTiers,
  DEFAULT_CONFIGURATION,
} from '../../src/machine/config/configuration.ts';
import { emptyBootPlan } from '../../src/machine/snapshot/header.ts';
import { plainPacker } from '../../src/machine/snapshot/packer.ts';
import type { StartRequest, StartSource } from '../../src/protocol/machine.ts';
import { type Boot, type BootContext, prepareBoot } from './boot.ts';

type KeptStart = Extract<StartSource, { kind: 'kept' }>;

const READY_FOLDER = 'trampoline-ready';

export async function keptBoot(
  kept: KeptStart,
  { options, paused }: Pick<StartRequest, 'options' | 'paused'>,
  context: BootContext,
): Promise<Result<Boot>> {
  const { source, title, disks, rootOfImage } = kept;
  // The page hands it on as it came from the library.
  const resume = { snapshot: kept.resume.snapshot as Snapshot, log: kept.resume.log };
  if (source.kind === 'snapshot') return stateAlone(resume, title);
  const start = source.kind === 'image' ? { ...source, disks } : { ...source, rootOfImage };
  const boot = await prepareBoot({ source: start, options, paused }, context);
  if (!boot.ok) return boot;
  // Under the name that it has in the library.
  const started = { ...boot.value.started, title };
  return success({ ...boot.value, started, resume, ready: undefined });
}

/** A state without what it booted from: it can be gone on with, and not be started over. */
function stateAlone(resume: NonNullable<Boot['resume']>, title: string): Result<Boot> {
  const { header } = resume.snapshot;
  if (header.diskBytes.length > 0) {
    const what = 'it has disks, whose images are not in it';
    return failure(problem('input', 'kept.disks', title, what, 'open it where it was made'));
  }
  const { hardware, mode, seed } = header;
  const configuration = { ...DEFAULT_CONFIGURATION, ...hardware, mode, seed };
  const { ramBytes, harts } = hardware;
  return success({
    configuration,
    plan: emptyBootPlan(header),
    without: [],
    disks: [],
    symbols: [],
    started: {
      image: null,
      title,
      ramBytes,
      harts,
      mode,
      tiers: availableTiers(configuration.tiers),
      availableTiers: AVAILABLE_TIERS,
    },
    prompt: undefined,
    shared: undefined,
    isRecorded: false,
    replay: undefined,
    resume,
    ready: undefined,
  });
}

/** The state that such a machine's first boot came to, if it was kept and reads. */
export async function readReady(key: string): Promise<Boot['resume']> {
  try {
    const folder = await findPrivateFolder(READY_FOLDER);
    const states = folder && new ReadyStates(folder);
    const entry = await states?.find(key);
    const bytes = entry && (await states?.read(entry));
    if (!bytes) return undefined;
    const snapshot = await readSnapshot(bytes, 'the booted state', browserPacker ?? plainPacker);
    if (snapshot.ok) return { snapshot: snapshot.value, log: new Uint8Array() };
  } catch {
    // Whatever it is, the machine can boot.
  }
  await forgetReady(key);
  return undefined;
}

/** It does not fit: the next boot makes another. */
export async function forgetReady(key: string): Promise<void> {
  const folder = await findPrivateFolder(READY_FOLDER);
  if (folder) await new ReadyStates(folder).remove(key).catch(() => undefined);
}
