/**
 * One machine's folder. Whatever happens in the middle of a write, the machine opens again at its last completed
 * snapshot, with what was logged since.
 *
 *   about    two slots: name, origin, list of points (about.ts); the only file that is ever replaced
 *   sN       snapshot file (src/machine/snapshot), full or what changed since the one before it in a point's list
 *   lN       event log (src/machine/log) of what came in after point N
 *   bN       the user's own boot files
 *
 * Order of a save: the snapshot file is written and flushed; then a slot of `about` names it, and is flushed; then
 * what no point needs is removed. The last two automatic points stay, so that damage to the newest file costs at
 * most time: from the point before, the logs lead to the same state.
 */
import { problem, ProblemError, type Result, unwrap } from '../base/problem.ts';
import { type AboutMachine, type KeptPoint, MAX_SNAPSHOTS, parseAbout } from './about.ts';
import { readSlots, type SlotText, writeSlot } from './slots.ts';
import { type Folder, type StoredFile, writeWhole } from './storage.ts';

const ABOUT = 'about';
const AUTOMATIC_POINTS = 2;

export interface NewPoint {
  readonly number: number;
  readonly name: string | null;
  readonly takenMs: number;
  readonly instructions: number;
  readonly stateHash: string;
  /** Files that it builds on; none for a full snapshot. */
  readonly base?: readonly number[] | undefined;
  /** What came before leads elsewhere. */
  readonly isBranch?: boolean;
}

const numberOf = (letter: string, file: string): number | undefined =>
  file.startsWith(letter) && /^.\d+$/.test(file) ? Number(file.slice(1)) : undefined;

/** What is known of a machine, without opening it; undefined where nothing was ever completed. */
export async function peekMachine(folder: Folder, where: string): Promise<Result<AboutMachine> | undefined> {
  const bytes = await folder.read(ABOUT);
  const slot = bytes && readSlots(bytes);
  return slot && parseAbout(slot.text, where);
}

export class KeptMachine {
  private readonly folder: Folder;
  private readonly where: string;
  private sequence: number;
  private known: AboutMachine;
  private next: number;
  private nextFile: number;
  /** Snapshot files that no point names yet. */
  private readonly writing = new Set<number>();
  private log: { readonly number: number; readonly file: StoredFile; at: number } | undefined;

  private constructor(
    folder: Folder,
    where: string,
    slot: SlotText,
    known: AboutMachine,
    next: { readonly number: number; readonly file: number },
  ) {
    this.folder = folder;
    this.where = where;
    this.sequence = slot.sequence;
    this.known = known;
    this.next = next.number;
    this.nextFile = next.file;
  }

  /** A new machine in an empty folder; its boot files stand there before it is known. */
  static async create(
    folder: Folder,
    where: string,
    about: AboutMachine,
    bootFiles: readonly Uint8Array[] = [],
  ): Promise<KeptMachine> {
    for (const [index, bytes] of bootFiles.entries()) await writeWhole(folder, `b${index}`, [bytes]);
    const machine = new KeptMachine(folder, where, { sequence: 0, text: '' }, about, {
      number: 1,
      file: 1,
    });
    await machine.write(about);
    return machine;
  }

  /** Throws a problem where there is none, or one of a newer build. The caller holds the machine's lock. */
  static async open(folder: Folder, where: string): Promise<KeptMachine> {
    const bytes = await folder.read(ABOUT);
    const slot = bytes && readSlots(bytes);
    if (!slot) {
      const what = 'nothing of it was completed before it was cut off';
      throw new ProblemError(problem('input', 'library.empty', where, what, 'delete it'));
    }
    const known = unwrap(parseAbout(slot.text, where));
    const names = [...(await folder.files()).keys()];
    const logs = [0, ...names.flatMap((file) => numberOf('l', file) ?? [])];
    const files = [0, ...names.flatMap((file) => numberOf('s', file) ?? [])];
    const number = Math.max(...logs, ...known.points.map((point) => point.number)) + 1;
    return new KeptMachine(folder, where, slot, known, { number, file: Math.max(...files) + 1 });
  }

  get about(): AboutMachine {
    return this.known;
  }

  /** The number of the next point; each is given once. */
  takeNumber(): number {
    return this.next++;
  }

  /** Points that are there to go on from, newest first. */
  get points(): readonly KeptPoint[] {
    return this.known.points.filter(({ deletedMs }) => deletedMs === null).reverse();
  }

  /** Replaces what is known of it. */
  async change(change: Partial<AboutMachine>): Promise<void> {
    await this.write({ ...this.known, ...change });
    await this.collect();
  }

  /** Changes one point, as long as it is there. */
  changePoint(number: number, change: Partial<Pick<KeptPoint, 'name' | 'deletedMs'>>): Promise<void> {
    const points = this.known.points.map((point) =>
      point.number === number ? { ...point, ...change } : point,
    );
    return this.change({ points });
  }

  /** Stores a snapshot file and makes it the newest point. */
  async save(
    { base = [], ...point }: NewPoint,
    parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<KeptPoint> {
    this.refuseTooMany(point.name);
    return this.written(parts, async (file) => {
      const whole = { ...point, files: [...base, file], isBranch: point.isBranch ?? false, deletedMs: null };
      const line = whole.isBranch ? this.known.points.filter(({ name }) => name !== null) : this.known.points;
      await this.add([...line, whole]);
      return whole;
    });
  }

  /** Puts one full file in the place of a point's many. */
  async merge(
    number: number,
    parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<readonly number[]> {
    return this.written(parts, async (file) => {
      const points = this.known.points.map((point) =>
        point.number === number ? { ...point, files: [file] } : point,
      );
      await this.change({ points });
      return [file];
    });
  }

  private async written<T>(
    parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    name: (file: number) => Promise<T>,
  ): Promise<T> {
    const file = this.nextFile++;
    this.writing.add(file);
    try {
      await writeWhole(this.folder, `s${file}`, parts);
      return await name(file);
    } finally {
      this.writing.delete(file);
    }
  }

  /** Goes on from an older state: a new point with the same files, which the automatic ones of before give way to. */
  async branch(from: KeptPoint, number: number, takenMs: number): Promise<void> {
    const point = { ...from, number, takenMs, name: null, isBranch: true, deletedMs: null };
    await this.add([...this.known.points.filter(({ name }) => name !== null), point]);
  }

  private refuseTooMany(name: string | null): void {
    if (name === null || this.points.filter((point) => point.name !== null).length < MAX_SNAPSHOTS) return;
    const what = `it has ${MAX_SNAPSHOTS} snapshots, and more are not kept`;
    throw new ProblemError(problem('limit', 'library.snapshots', this.where, what, 'delete some first'));
  }

  /** The points, of which the last is new. */
  private async add(points: readonly KeptPoint[]): Promise<void> {
    const automatic = points.filter(({ name }) => name === null);
    const given = new Set(automatic.slice(0, -AUTOMATIC_POINTS));
    const kept = points.filter((point) => !given.has(point));
    const usedMs = points.at(-1)?.takenMs ?? this.known.usedMs;
    await this.write({ ...this.known, usedMs, isDone: false, points: kept });
    await this.collect();
  }

  private async write(about: AboutMachine): Promise<void> {
    const file = await this.folder.open(ABOUT);
    try {
      writeSlot(file, { sequence: this.sequence + 1, text: JSON.stringify(about) }, this.where);
    } finally {
      file.close();
    }
    this.sequence++;
    this.known = about;
  }

  /** Removes snapshot files and logs that no point needs. */
  private async collect(): Promise<void> {
    const { points } = this.known;
    const wanted = new Set(points.flatMap(({ files }) => files));
    const automatic = points.filter(({ name }) => name === null);
    const oldest = (automatic[0] ?? points.at(-1))?.number ?? 0;
    for (const file of (await this.folder.files()).keys()) {
      const snapshot = numberOf('s', file);
      const log = numberOf('l', file);
      const isOldSnapshot = snapshot !== undefined && !wanted.has(snapshot) && !this.writing.has(snapshot);
      if (isOldSnapshot || (log !== undefined && log < oldest)) await this.folder.remove(file);
    }
  }

  private get newest(): number {
    return this.known.points.at(-1)?.number ?? 0;
  }

  /** The machine goes on after a point and the logs that follow it: in the log of the first number that is free. */
  async goOnLogging(point: number): Promise<void> {
    const logs = await this.logsFrom(point);
    const free = point + logs.length;
    // What stands beyond a gap belongs to nothing, and must not seem to follow.
    for (const file of (await this.folder.files()).keys()) {
      if ((numberOf('l', file) ?? 0) > free) await this.folder.remove(file);
    }
    this.next = Math.max(free, this.newest) + 1;
    await this.beginLog(free);
  }

  /** What comes in from now on stands in the log of this number. */
  async beginLog(number: number): Promise<void> {
    this.endLog();
    const file = await this.folder.open(`l${number}`);
    file.truncate(0);
    this.log = { number, file, at: 0 };
  }

  /** Where storage fails, the log is given up: a later one must not seem to follow it. */
  async appendLog(bytes: Uint8Array): Promise<void> {
    const { log } = this;
    if (!log) return;
    try {
      log.file.write(log.at, bytes);
      log.file.flush();
      log.at += bytes.length;
    } catch (error) {
      this.endLog();
      await this.folder.remove(`l${log.number}`);
      throw error;
    }
  }

  endLog(): void {
    this.log?.file.close();
    this.log = undefined;
  }

  /** The logs from a point on, in order, up to the first that is missing. */
  async logsFrom(number: number): Promise<readonly LogFile[]> {
    const logs: LogFile[] = [];
    for (let log = number; ; log++) {
      const bytes = await this.folder.read(`l${log}`);
      if (!bytes) return logs;
      logs.push({ number: log, bytes });
    }
  }

  /** Cuts a log to the part that is sound, so that what follows it can be read. */
  async cutLog(number: number, soundBytes: number): Promise<void> {
    const file = await this.folder.open(`l${number}`);
    file.truncate(soundBytes);
    file.flush();
    file.close();
  }

  async snapshotFile(number: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.folder.read(`s${number}`);
  }

  async bootFile(index: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.folder.read(`b${index}`);
  }

  close(): void {
    this.endLog();
  }
}

export interface LogFile {
  readonly number: number;
  readonly bytes: Uint8Array;
}
