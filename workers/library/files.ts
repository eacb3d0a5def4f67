/** Machines as single files: a whole snapshot that says of itself what it is of. */
import { problem, ProblemError, unwrap } from '../../src/base/problem.ts';
import type { AboutMachine } from '../../src/library/about.ts';
import type { Shelf } from '../../src/library/shelf.ts';
import { collectParts, readSnapshot, type Snapshot } from '../../src/machine/snapshot/file.ts';
import type { SnapshotOrigin } from '../../src/machine/snapshot/header.ts';
import type { Packer } from '../../src/machine/snapshot/packer.ts';
import { packSnapshot, rawSnapshot } from '../../src/machine/snapshot/raw.ts';
import type { NewMachine } from '../../src/protocol/library.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import { newAbout } from './views.ts';

const ENDING = '.trampoline';
const MAX_NAME_CHARACTERS = 80;

/** What every file system takes. */
export const fileName = (name: string): string =>
  `${
    name
      .replace(/[^\p{L}\p{N} ,._-]+/gu, '-')
      .slice(0, 60)
      .trim() || 'machine'
  }${ENDING}`;

/** What a file says of the machine that runs. */
export function originOf({ started: { title }, source, options }: NewMachine): Record<string, string | null> {
  const image = source.kind === 'image' ? source.id : null;
  return { name: title, title, image, options: JSON.stringify(options) };
}

export async function exportFile(
  name: string,
  { options, source, title }: AboutMachine,
  snapshot: Snapshot,
  packer: Packer,
): Promise<NamedFile> {
  const image = source.kind === 'image' ? source.id : null;
  const origin = { ...snapshot.header.origin, name, title, image, options: JSON.stringify(options) };
  const raw = rawSnapshot({ ...snapshot.header, origin }, snapshot);
  return { name: fileName(name), bytes: await collectParts(packSnapshot(raw, packer)) };
}

/** Throws the problem of a file that is none, damaged, newer, or only what changed since another. */
export async function importMachine(
  shelf: Shelf,
  id: string,
  { name, bytes }: NamedFile,
  packer: Packer,
): Promise<void> {
  const snapshot = unwrap(await readSnapshot(bytes, name, packer));
  const { stateHash, base, origin, hardware, mode, run } = snapshot.header;
  if (base !== null) {
    const what = 'it holds only what changed since another snapshot';
    throw new ProblemError(problem('input', 'snapshot.base', name, what, 'import a whole one'));
  }
  const image = textOf(origin, 'image');
  const title = textOf(origin, 'title') ?? name;
  const started = { image: image ?? null, title, ...hardware, mode, tiers: [], availableTiers: [] };
  const source = image === undefined ? { kind: 'snapshot' as const } : { kind: 'image' as const, id: image };
  const given = textOf(origin, 'name') ?? name.replace(ENDING, '');
  const options = optionsFrom(textOf(origin, 'options'));
  const about = newAbout({ started, options, source, disks: [] }, given.slice(0, MAX_NAME_CHARACTERS));
  const kept = await shelf.create(id, about);
  const point = { number: kept.takeNumber(), name: null, takenMs: Date.now(), stateHash };
  await kept.save({ ...point, instructions: run.total }, [bytes]);
}

function textOf(origin: SnapshotOrigin, key: string): string | undefined {
  const value = origin[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function optionsFrom(json: string | undefined): Record<string, string> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
