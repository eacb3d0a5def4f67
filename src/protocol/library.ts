/**
 * What the page and its library worker say to each other: machines, snapshots and links that outlive a visit.
 *
 * The page calls {@link LibraryService} through Comlink; every call answers with a `Result`. The machine that runs is
 * kept by the worker itself, which has a port to its thread ({@link KeeperRequest}, {@link KeeperReport}): it asks for
 * states, and is told what comes in. What happens by itself arrives as {@link LibraryEvent}s.
 */
import type { Problem, Result } from '../base/problem.ts';
import type { NamedFile, MachineOptions, StartedMachine } from './machine.ts';

export interface PointView {
  readonly number: number;
  /** Null for one that was taken automatically. */
  readonly name: string | null;
  readonly takenMs: number;
  readonly instructions: number;
  readonly stateHash: string;
  readonly deletedMs: number | null;
}

export interface MachineView {
  readonly id: string;
  /** Null as long as nobody gave it one. */
  readonly name: string | null;
  readonly title: string;
  /** Catalogue id, or null. */
  readonly image: string | null;
  readonly options: MachineOptions;
  readonly ramBytes: number;
  readonly harts: number;
  readonly usedMs: number;
  readonly deletedMs: number | null;
  readonly bytes: number;
  /** There is nothing to go on with unasked. */
  readonly isDone: boolean;
  /** Here: in this tab. Held: another tab has it open. */
  readonly open: 'no' | 'here' | 'held';
  readonly disks: readonly DiskRef[];
  /** Newest first. */
  readonly points: readonly PointView[];
}

/** Something in the library that this build cannot read. */
export interface StrangeView {
  readonly id: string;
  readonly bytes: number;
  readonly problem: Problem;
}

/** A disk that a machine has, by the library's name for it. */
export interface DiskRef {
  readonly id: string;
  readonly name: string;
}

export interface DiskView extends DiskRef {
  readonly sizeBytes: number;
  readonly deletedMs: number | null;
  /** Machines that have it, by name. */
  readonly usedBy: readonly string[];
}

export interface LinkView {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly createdMs: number;
}

export interface LibraryView {
  readonly machines: readonly MachineView[];
  readonly strange: readonly StrangeView[];
  readonly disks: readonly DiskView[];
  readonly links: readonly LinkView[];
  /** Of everything that the page keeps; null where the browser does not say. */
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** Less than a few whole states fit. */
  readonly isNearlyFull: boolean;
}

/** What a machine is gone on with, as the machine worker takes it: the contents are the thread's business. */
export interface ResumeState {
  /** A snapshot as the thread reads it. */
  readonly snapshot: unknown;
  /** Events that came in after it, as a log; perhaps none. */
  readonly log: Uint8Array<ArrayBuffer>;
  /** Of the snapshot, to be handed on instead of copied. */
  readonly buffers: readonly ArrayBuffer[];
}

/** What is started from a library's machine. */
export interface OpenedMachine {
  readonly resume: ResumeState;
  readonly source: KeptSource;
  /** The images of its disks. */
  readonly disks: readonly NamedFile[];
  readonly options: MachineOptions;
  readonly title: string;
  /** It is kept on: null where it was opened without. */
  readonly id: string | null;
  readonly name: string | null;
  /** Newer states could not be read. */
  readonly damage: readonly Problem[];
}

/** What it boots from, when it is started over. */
export type KeptSource =
  | { readonly kind: 'image'; readonly id: string }
  | { readonly kind: 'files'; readonly files: readonly NamedFile[] }
  | { readonly kind: 'snapshot' };

export interface NewMachine {
  readonly started: StartedMachine;
  readonly options: MachineOptions;
  readonly source: KeptSource;
  readonly disks: readonly DiskRef[];
}

/** Own: keep it on here. Take: also where another tab has it. Copy: another machine with the same state. Look: keep nothing. */
export type OpenAs = 'own' | 'take' | 'copy' | 'look';

export interface LibraryService {
  /** A line (a MessagePort) to the thread of the machine that now runs; the key of the booted state that it was resumed from. */
  attach(port: object, resumedKey: string | null): Promise<Result<null>>;
  list(): Promise<Result<LibraryView>>;
  /** Reads a machine's newest state, or one point, to go on with. Going back keeps the state before as a snapshot. */
  open(id: string, as: OpenAs, point: number | null): Promise<Result<OpenedMachine>>;
  /** Keeps the machine that runs, from now on, as a new one. Answers with its id. */
  begin(machine: NewMachine, name: string | null): Promise<Result<string>>;
  /** Takes the present state of the machine that is kept: with a name as a snapshot to go back to. */
  save(name: string | null): Promise<Result<PointView>>;
  /** The machine that is kept here was given up: another one runs. `done`: there is nothing to go on with. */
  leave(done: boolean): Promise<Result<null>>;
  rename(id: string, name: string): Promise<Result<null>>;
  duplicate(id: string): Promise<Result<string>>;
  /** It can be had back for a day. */
  remove(id: string): Promise<Result<null>>;
  bringBack(id: string): Promise<Result<null>>;
  removeForGood(id: string): Promise<Result<null>>;
  renamePoint(id: string, point: number, name: string): Promise<Result<null>>;
  removePoint(id: string, point: number): Promise<Result<null>>;
  bringBackPoint(id: string, point: number): Promise<Result<null>>;
  /** One file with the whole state of a point, the newest if null. */
  exportPoint(id: string, point: number | null): Promise<Result<NamedFile>>;
  /** The present state of the machine that runs, as one file; where nothing can be kept, too. */
  exportRunning(machine: NewMachine): Promise<Result<NamedFile>>;
  /** A snapshot file becomes a machine. Answers with its id. */
  importFile(file: NamedFile): Promise<Result<string>>;
  /** A raw image as a disk. Answers with its id. */
  addDisk(file: NamedFile): Promise<Result<string>>;
  addEmptyDisk(name: string, sizeBytes: number): Promise<Result<string>>;
  /** What a kept machine has made of one of its disks, as a disk of its own. */
  saveDisk(machine: string, index: number, name: string): Promise<Result<string>>;
  renameDisk(id: string, name: string): Promise<Result<null>>;
  duplicateDisk(id: string): Promise<Result<string>>;
  /** Not while a machine has it. It can be had back for a day. */
  removeDisk(id: string): Promise<Result<null>>;
  bringBackDisk(id: string): Promise<Result<null>>;
  /** The raw images, to start a machine with or to save. */
  diskFiles(disks: readonly DiskRef[]): Promise<Result<readonly NamedFile[]>>;
  addLink(name: string, url: string): Promise<Result<null>>;
  renameLink(id: string, name: string): Promise<Result<null>>;
  removeLink(id: string): Promise<Result<null>>;
  /** Keeps the state of a machine that has just booted, so that the next visit starts there. Answers with its size. */
  keepReady(key: string): Promise<Result<number>>;
}

export type LibraryEvent =
  /** A state was kept automatically. */
  | {
      readonly kind: 'saved';
      readonly takenMs: number;
      /** How long the machine stood still for it, and how long storing it took. */
      readonly stoodMs: number;
      readonly takenInMs: number;
    }
  /** Keeping failed; it is tried again. */
  | { readonly kind: 'trouble'; readonly problem: Problem }
  /** Another tab took the machine over: nothing is kept here any more. */
  | { readonly kind: 'lost' };

/** The first message to the worker; Comlink has the worker's own channel after it. */
export interface LibraryConnectMessage {
  readonly connect: true;
}

/** To the machine's thread. */
export type KeeperRequest =
  /** Asks for the present state; with `full` of all of it, else of what changed since the last. */
  {
    readonly kind: 'capture';
    readonly number: number;
    readonly full: boolean;
    /** Not below this count: nothing happened that would be worth it. */
    readonly notBefore: number;
    readonly origin: Readonly<Record<string, string | number | boolean | null>>;
  };

export interface CapturedState {
  /** As JSON. */
  readonly header: string;
  readonly chunks: readonly { readonly type: number; readonly payload: Uint8Array }[];
  readonly stateHash: string;
  /** Hash of the state that it builds on; null for a full one. */
  readonly base: string | null;
  readonly instructions: number;
  /** How long the machine stood still for it. */
  readonly tookMs: number;
}

/** From the machine's thread. */
export type KeeperReport =
  | { readonly kind: 'captured'; readonly number: number; readonly state: CapturedState }
  /** There is nothing to take: the guest has ended, or the machine is in its past. */
  | { readonly kind: 'nothing'; readonly number: number; readonly problem: Problem }
  /** What came in since the last report, as records of the log that began with the last captured state. */
  | { readonly kind: 'events'; readonly log: Uint8Array<ArrayBuffer> }
  /** A new life began, or another future: what was logged before leads elsewhere. */
  | { readonly kind: 'restarted' };
