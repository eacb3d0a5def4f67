/** `run --save-snapshot FILE` and `--from-snapshot FILE`: one full snapshot each. */
import { renameSync } from 'node:fs';
import { failure, problem, type Result, success } from '../base/problem.ts';
import { readInputFile, writeOutputFile } from '../host/node/files.ts';
import { nodePacker } from '../host/node/packer.ts';
import { MAX_RAM_BYTES } from '../machine/config/limits.ts';
import { Machine, SEMANTICS } from '../machine/machine.ts';
import { readSnapshot, restoreSnapshots, type Snapshot, SnapshotWriter } from '../machine/snapshot/file.ts';
import type { Engine, HeadlessMachine } from './machine-interface.ts';

export async function loadSnapshot(path: string): Promise<Result<Snapshot>> {
  const bytes = readInputFile(path, MAX_RAM_BYTES);
  return bytes.ok ? readSnapshot(bytes.value, path, nodePacker) : bytes;
}

/** The first machine of this engine goes on from a snapshot; a restart powers on. */
export function resumingEngine(engine: Engine, snapshot: Snapshot, where: string): Engine {
  let isFirst = true;
  return {
    semantics: engine.semantics,
    create(input) {
      const created = engine.create(input);
      if (!isFirst || !created.ok || !(created.value instanceof Machine)) return created;
      isFirst = false;
      const restored = restoreSnapshots(created.value, [snapshot], SEMANTICS, where);
      return restored.ok ? created : restored;
    },
  };
}

/** Written beside its place and then moved there: what stood there before is never half replaced. */
export async function saveSnapshot(machine: HeadlessMachine, path: string): Promise<Result<null>> {
  if (!(machine instanceof Machine) || machine.hasEnded) {
    const what = 'the guest has ended, so there is nothing to go on from';
    return failure(
      problem('input', 'snapshot.ended', '--save-snapshot', what, 'stop it with --until or a limit'),
    );
  }
  const parts: Uint8Array[] = [];
  for await (const part of new SnapshotWriter(machine, SEMANTICS).save({}, nodePacker)) parts.push(part);
  const beside = `${path}.new`;
  const written = writeOutputFile(beside, parts);
  if (!written.ok) return written;
  try {
    renameSync(beside, path);
  } catch {
    const what = `the snapshot stands in ${beside} and cannot be moved there`;
    return failure(problem('storage', 'snapshot.place', path, what, 'move it by hand, or name another file'));
  }
  return success(null);
}
