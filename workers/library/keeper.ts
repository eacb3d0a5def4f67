/**
 * Keeps the machine that runs: what comes in goes to its log at once, its state every so often. One machine at a
 * time; while there is none, what came in since the last known state waits in memory.
 *
 * Two lines of work: the log's, which must follow the order of what arrives; and that of states, which takes longer
 * and may fail without the other.
 */
import { ProblemError, type Problem } from '../../src/base/problem.ts';
import type { KeptPoint } from '../../src/library/about.ts';
import type { KeptMachine } from '../../src/library/kept-machine.ts';
import { readPoint } from '../../src/library/reading.ts';
import { storageProblem } from '../../src/library/storage.ts';
import type { Packer } from '../../src/machine/snapshot/packer.ts';
import { packSnapshot, rawSnapshot } from '../../src/machine/snapshot/raw.ts';
import type { CapturedState, LibraryEvent } from '../../src/protocol/library.ts';
import type { Hold } from './hold.ts';
import { MachinePort } from './port.ts';

/** Of a machine that does something; one that only waits is left alone. */
const AUTOSAVE_EVERY_MS = 30_000;
const AUTOSAVE_AFTER_INSTRUCTIONS = 20_000_000;
/** After a restart, or a step into another future. */
const NEW_LINE_AFTER_MS = 1500;
/** Files of one state; more are put together, without the machine. */
const MAX_FILES = 8;
/** What may wait in memory while no machine is kept; beyond it, keeping begins with a whole state. */
const MAX_WAITING_BYTES = 1 << 20;

export interface KeptHere {
  readonly id: string;
  readonly kept: KeptMachine;
  readonly hold: Hold;
}

/** The state that the machine's next one builds on: in the machine's folder, or as the booted one. */
interface Base {
  readonly stateHash: string;
  readonly files: readonly number[];
}

export class Keeper {
  private readonly packer: Packer;
  private readonly tell: (event: LibraryEvent) => void;
  private port: MachinePort | undefined;
  private here: KeptHere | undefined;
  private base: Base | undefined;
  /** Number of the state that just arrived. */
  private number = 0;
  /** The log since the last state, while no machine is kept. */
  private waiting: Uint8Array[] | undefined;
  private logging: Promise<void> = Promise.resolve();
  private working: Promise<unknown> = Promise.resolve();
  private isBranch = false;
  private savedAt = 0;
  private lastTrouble: string | undefined;

  constructor(packer: Packer, tell: (event: LibraryEvent) => void) {
    this.packer = packer;
    this.tell = tell;
    setInterval(() => void this.autosave(this.savedAt + AUTOSAVE_AFTER_INSTRUCTIONS), AUTOSAVE_EVERY_MS);
  }

  get machine(): KeptHere | undefined {
    return this.here;
  }

  /** A line to the machine that now runs. Where it was resumed from the machine that is kept, that goes on. */
  connect(port: MessagePort): void {
    this.port?.close();
    this.waiting = undefined;
    this.savedAt = 0;
    this.port = new MachinePort(port, {
      events: (log) => this.note(log),
      captured: () => this.turnLog(),
      restarted: () => {
        this.base = undefined;
        this.waiting = undefined;
        this.isBranch = true;
        // What is stored leads elsewhere now: the new line is stored as soon as it has begun.
        setTimeout(() => void this.autosave(0), NEW_LINE_AFTER_MS);
      },
    });
  }

  /** The machine that runs is about to give way to another: what it still says is not that one's. */
  disconnect(): void {
    this.port?.close();
    this.port = undefined;
  }

  /** The machine that runs was resumed from a booted state, or is about to be taken as one. */
  expectLog(): void {
    this.waiting = [];
  }

  private note(log: Uint8Array): void {
    const { here, waiting } = this;
    if (here) return this.log(() => here.kept.appendLog(log));
    if (!waiting) return;
    waiting.push(log);
    const bytes = waiting.reduce((sum, part) => sum + part.length, 0);
    if (bytes > MAX_WAITING_BYTES) this.waiting = undefined;
  }

  /** A state has arrived: the log begins anew. */
  private turnLog(): void {
    const { here } = this;
    this.waiting = here ? undefined : [];
    if (!here) return;
    const number = here.kept.takeNumber();
    this.number = number;
    this.log(() => here.kept.beginLog(number));
  }

  private log(work: () => Promise<void>): void {
    this.logging = this.logging.then(work).catch((error: unknown) => this.trouble(error));
  }

  private trouble(error: unknown): void {
    const { problem } = storageProblem(error, this.here?.kept.about.title ?? 'the library');
    if (this.lastTrouble === problem.code) return;
    this.lastTrouble = problem.code;
    this.tell({ kind: 'trouble', problem });
  }

  /** One after the other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.then(work);
    this.working = done.catch(() => undefined);
    return done;
  }

  /** The present state of the machine that runs, whole. */
  async captureWhole(origin: Readonly<Record<string, string | null>>): Promise<CapturedState> {
    const { port } = this;
    if (!port) throw notConnected();
    return this.inTurn(() => port.capture({ full: true, notBefore: 0, origin }));
  }

  /** Takes over a folder that was opened or made for the machine that runs, whose state stands in `base`. */
  keep(here: KeptHere, base: Base | undefined): void {
    this.here = here;
    this.base = base;
    this.isBranch = false;
    this.lastTrouble = undefined;
  }

  /** As {@link keep}, with what has waited since the state of a new point. */
  keepFrom(here: KeptHere, point: KeptPoint): void {
    const { waiting } = this;
    this.keep(here, waiting && point);
    this.waiting = undefined;
    if (!waiting) return;
    this.log(() => here.kept.beginLog(point.number));
    this.log(async () => {
      for (const part of waiting) await here.kept.appendLog(part);
    });
  }

  get hasLog(): boolean {
    return this.waiting !== undefined;
  }

  /** Stores the present state as the newest point. */
  save(name: string | null, notBefore = 0): Promise<KeptPoint> {
    return this.inTurn(async () => {
      const { here, port } = this;
      if (!here || !port) throw notConnected();
      const { kept } = here;
      const origin = { title: kept.about.title, image: imageOf(here) };
      try {
        let state = await port.capture({ full: this.base === undefined, notBefore, origin });
        if (state.base !== null && state.base !== this.base?.stateHash) {
          state = await port.capture({ full: true, notBefore: 0, origin });
        }
        return await this.store(here, state, name);
      } catch (error) {
        if (isUnchanged(error)) throw error;
        // What was not stored must not be built on.
        this.base = undefined;
        throw storageProblem(error, kept.about.title);
      }
    });
  }

  private async store(here: KeptHere, state: CapturedState, name: string | null): Promise<KeptPoint> {
    const { number, isBranch } = this;
    const { stateHash, instructions } = state;
    const base = state.base === null ? undefined : this.base?.files;
    const startedMs = performance.now();
    const point = await here.kept.save(
      { number, name, takenMs: Date.now(), instructions, stateHash, base, isBranch },
      packSnapshot(state, this.packer),
    );
    this.base = point;
    if (isBranch) this.isBranch = false;
    this.savedAt = instructions;
    this.lastTrouble = undefined;
    const takenInMs = Math.round(performance.now() - startedMs);
    this.tell({ kind: 'saved', takenMs: point.takenMs, stoodMs: state.tookMs, takenInMs });
    if (point.files.length > MAX_FILES) await this.merge(here, point);
    return point;
  }

  /** One file instead of many: fewer to read, and less in all. */
  private async merge({ kept }: KeptHere, point: KeptPoint): Promise<void> {
    const snapshot = await readPoint(kept, point, this.packer, kept.about.title);
    if (!snapshot.ok) throw new ProblemError(snapshot.problem);
    const { header } = snapshot.value;
    const files = await kept.merge(
      point.number,
      packSnapshot(rawSnapshot(header, snapshot.value), this.packer),
    );
    if (this.base?.stateHash === point.stateHash) this.base = { stateHash: point.stateHash, files };
  }

  private async autosave(notBefore: number): Promise<void> {
    if (!this.here || !this.port) return;
    try {
      await this.save(null, notBefore);
    } catch (error) {
      const isQuiet = error instanceof ProblemError && error.problem.kind === 'usage';
      if (!isQuiet) this.trouble(error);
    }
  }

  /** Changes what is known of the machine, between two saves. */
  change<T>(work: (kept: KeptMachine) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      if (!this.here) throw notConnected();
      return work(this.here.kept);
    });
  }

  /** Gives the machine up, which runs on unkept or not at all. What is on its way is finished first. */
  async leave(isDone: boolean): Promise<void> {
    const { here } = this;
    if (!here) return;
    await this.inTurn(async () => {
      await this.logging;
      if (isDone) await here.kept.change({ isDone });
      this.drop();
    });
  }

  /** At once: somebody else has it. */
  drop(): void {
    const { here } = this;
    this.here = undefined;
    this.base = undefined;
    this.waiting = undefined;
    here?.kept.close();
    here?.hold.release();
  }
}

const imageOf = ({ kept }: KeptHere): string | null =>
  kept.about.source.kind === 'image' ? kept.about.source.id : null;

const isUnchanged = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'snapshot.unchanged';

const NOT_CONNECTED: Problem = {
  kind: 'usage',
  code: 'library.none',
  where: 'the library',
  what: 'no machine is kept here',
  action: 'start one first',
};
const notConnected = (): ProblemError => new ProblemError(NOT_CONNECTED);
