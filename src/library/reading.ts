/** From a machine's folder to what a machine goes on from: the newest state that can be read, and what came after. */
import { failure, type Problem, problem, type Result, success } from '../base/problem.ts';
import { decodeLog } from '../machine/log/codec.ts';
import type { MachineEvent } from '../machine/log/event.ts';
import { mergeSnapshots, readSnapshot, type Snapshot } from '../machine/snapshot/file.ts';
import type { Packer } from '../machine/snapshot/packer.ts';
import type { KeptPoint } from './about.ts';
import type { KeptMachine } from './kept-machine.ts';

export interface ReadState {
  readonly point: KeptPoint;
  readonly snapshot: Snapshot;
  /** What came in after it, in order. */
  readonly events: readonly MachineEvent[];
  /** Of newer points that could not be read. */
  readonly damage: readonly Problem[];
}

/** One point's state, from its files. */
export async function readPoint(
  machine: KeptMachine,
  point: KeptPoint,
  packer: Packer,
  where: string,
): Promise<Result<Snapshot>> {
  const snapshots: Snapshot[] = [];
  for (const number of point.files) {
    const bytes = await machine.snapshotFile(number);
    if (!bytes) {
      const what = `file s${number} of its snapshot is missing`;
      return failure(problem('input', 'library.missing', where, what, 'use another snapshot'));
    }
    const snapshot = await readSnapshot(bytes, where, packer);
    if (!snapshot.ok) return snapshot;
    snapshots.push(snapshot.value);
  }
  const merged = mergeSnapshots(snapshots, where);
  if (!merged.ok || merged.value.header.stateHash === point.stateHash) return merged;
  const what = 'its files hold another state than the list says';
  return failure(problem('input', 'library.mixed', where, what, 'use another snapshot'));
}

/**
 * The newest state; where its files are damaged, an older one, which the logs lead on from all the same. `mends`: a torn
 * log is cut to what is sound, for which the caller holds the machine.
 */
export async function readNewest(
  machine: KeptMachine,
  packer: Packer,
  where: string,
  mends = true,
): Promise<Result<ReadState>> {
  const damage: Problem[] = [];
  let isSameLine = true;
  for (const point of machine.points) {
    const snapshot = await readPoint(machine, point, packer, where);
    if (snapshot.ok) {
      const events = isSameLine ? await readLogs(machine, point.number, where, mends) : [];
      return success({ point, snapshot: snapshot.value, events, damage });
    }
    damage.push(snapshot.problem);
    if (point.isBranch) isSameLine = false;
  }
  const [first] = damage;
  if (first) return failure(first);
  const what = 'no snapshot of it was completed';
  return failure(problem('input', 'library.empty', where, what, 'start it anew'));
}

/** Events of the logs from a point on, as far as they are sound. The last log is cut to what is sound of it. */
async function readLogs(
  machine: KeptMachine,
  number: number,
  where: string,
  mends: boolean,
): Promise<MachineEvent[]> {
  const events: MachineEvent[] = [];
  const logs = await machine.logsFrom(number);
  for (const [index, log] of logs.entries()) {
    const decoded = decodeLog(log.bytes, where);
    const { events: sound, soundBytes } = decoded.ok ? decoded.value : { events: [], soundBytes: 0 };
    events.push(...sound);
    if (soundBytes === log.bytes.length) continue;
    if (mends && index === logs.length - 1) await machine.cutLog(log.number, soundBytes);
    return events;
  }
  return events;
}
