/** The library as the page shows it. */
import { type Result, success } from '../../src/base/problem.ts';
import type { AboutMachine, KeptPoint } from '../../src/library/about.ts';
import type { KeptMachine } from '../../src/library/kept-machine.ts';
import type { Disks } from '../../src/library/disks.ts';
import type { Shelf } from '../../src/library/shelf.ts';
import type {
  KeptSource,
  LibraryView,
  MachineView,
  NewMachine,
  PointView,
  StrangeView,
} from '../../src/protocol/library.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import { heldMachines } from './hold.ts';
import { hasRoom } from './room.ts';

export const viewPoint = (point: KeptPoint): PointView => {
  const { number, name, takenMs, instructions, stateHash, deletedMs } = point;
  return { number, name, takenMs, instructions, stateHash, deletedMs };
};

export async function viewLibrary(
  shelf: Shelf,
  all: Disks,
  here: string | undefined,
): Promise<Result<LibraryView>> {
  const held = await heldMachines();
  const machines: MachineView[] = [];
  const strange: StrangeView[] = [];
  for (const { id, about, bytes } of await shelf.list()) {
    if (!about) continue;
    if (!about.ok) {
      strange.push({ id, bytes, problem: about.problem });
      continue;
    }
    const { name, title, source, disks, options, hardware, usedMs, deletedMs, isDone, points } = about.value;
    machines.push({
      id,
      name,
      title,
      image: source.kind === 'image' ? source.id : null,
      options,
      ramBytes: hardware.ramBytes,
      harts: hardware.harts,
      usedMs,
      deletedMs,
      isDone,
      bytes,
      open: id === here ? 'here' : held.has(id) ? 'held' : 'no',
      disks,
      points: points.map(viewPoint).reverse(),
    });
  }
  machines.sort((a, b) => b.usedMs - a.usedMs);
  const { usage = null, quota = null } = await navigator.storage.estimate();
  const disks = (await all.list()).map(({ id, name, sizeBytes, deletedMs }) => ({
    id,
    name,
    sizeBytes,
    deletedMs,
    usedBy: machines
      .filter((machine) => machine.disks.some((disk) => disk.id === id))
      .map((machine) => machine.name ?? machine.title),
  }));
  return success({
    machines,
    strange,
    disks,
    links: await shelf.links(),
    usedBytes: usage,
    quotaBytes: quota,
    isNearlyFull: !(await hasRoom()),
  });
}

export function newAbout({ started, options, source, disks }: NewMachine, name: string | null): AboutMachine {
  const nowMs = Date.now();
  const { title, ramBytes, harts, mode } = started;
  return {
    version: 1,
    name,
    source:
      source.kind === 'files' ? { kind: 'files', names: source.files.map((file) => file.name) } : source,
    title,
    options: { ...options },
    disks: disks.map(({ id, name: disk }) => ({ id, name: disk })),
    hardware: { ramBytes, harts, mode },
    createdMs: nowMs,
    usedMs: nowMs,
    deletedMs: null,
    isDone: false,
    points: [],
  };
}

/** What a kept machine boots from, its own files read from its folder. */
export async function sourceOf(kept: KeptMachine): Promise<KeptSource> {
  const { source } = kept.about;
  if (source.kind !== 'files') return source;
  const files: NamedFile[] = [];
  for (const [index, name] of source.names.entries()) {
    const bytes = await kept.bootFile(index);
    if (bytes) files.push({ name, bytes });
  }
  return files.length === source.names.length ? { kind: 'files', files } : { kind: 'snapshot' };
}
