/**
 * What the page and its machine worker say to each other, declared once for both ends.
 *
 * The page calls {@link MachineService} through Comlink; every call answers soon, whatever the guest does, and
 * with a `Result`, because an error would lose its fields on the way. What the machine does by itself arrives
 * as {@link MachineEvent}s on a message port of its own. Console output has credit: the worker sends at most
 * {@link OUTPUT_CREDIT_BYTES} that the page has not yet returned with a {@link PageMessage}, and the guest
 * waits for the rest.
 */
import type { Problem, Result } from '../base/problem.ts';
import type { KeptSource, ResumeState } from './library.ts';
import type { LinkContent } from '../share/content.ts';
import type { MachineSample } from '../stats/stats-source.ts';
import type { InspectAnswer, InspectQuestion } from './inspect.ts';
import type { TravelRequest, TravelView } from './travel.ts';

/** Console bytes that may be on their way to the terminal or waiting in it. */
export const OUTPUT_CREDIT_BYTES = 256 * 1024;
/** Text that one call may type: a stated limit, far above any paste that a terminal is for. */
export const MAX_TYPED_BYTES = 16 * 1024 * 1024;

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Machine options as people write them (`256M`), checked by the worker; absent ones take the image's default. */
export interface MachineOptions {
  readonly ram?: string;
  readonly harts?: string;
  readonly mode?: string;
  readonly seed?: string;
  /** Tiers as `run --tiers` takes them. */
  readonly tiers?: string;
  /** Size of a blank disk, /dev/vda, that is forgotten with the machine. */
  readonly disk?: string;
  /** Features of the browser's WebAssembly to do without, with commas between (src/protocol/proof.ts). */
  readonly without?: string;
}

export type StartSource =
  /** Disks of the library beside the image's own; the guest's writes to them are the machine's. */
  | { readonly kind: 'image'; readonly id: string; readonly disks?: readonly NamedFile[] }
  /** A program or a kernel; beside a kernel perhaps its initial root, else that of the image. */
  | { readonly kind: 'files'; readonly files: readonly NamedFile[]; readonly rootOfImage: string }
  /** A machine of the library: the state that it goes on from, and what it boots from when it is started over. */
  | {
      readonly kind: 'kept';
      readonly source: KeptSource;
      readonly title: string;
      readonly resume: ResumeState;
      readonly disks: readonly NamedFile[];
      readonly rootOfImage: string;
    }
  /** A whole machine with its run; the request's options are not looked at. */
  | { readonly kind: 'link'; readonly content: LinkContent };

export interface StartRequest {
  readonly source: StartSource;
  readonly options: MachineOptions;
  /** Build the machine, but run nothing yet. */
  readonly paused: boolean;
}

/** What was started, defaults filled in. */
export interface StartedMachine {
  /** Catalogue id, or null for the user's own files. */
  readonly image: string | null;
  readonly title: string;
  readonly ramBytes: number;
  readonly harts: number;
  readonly mode: 'realtime' | 'deterministic';
  /** Linux on a serial port, which can't tell it the terminal's size. */
  readonly isOnSerialPort?: boolean;
  /** What runs it, out of `interpreter`, `baseline`, `optimizing`; not empty. */
  readonly tiers: readonly string[];
  /** A booted state of such a machine may be kept under this key; `isResumed`: this machine came from there. */
  readonly ready?: { readonly key: string; readonly isResumed: boolean };
  /** Those that this build has. */
  readonly availableTiers: readonly string[];
}

/** What the page needs to know of an image before it is loaded. */
export interface ImageSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly ramBytes: number;
  readonly harts: number;
  /** All files, as they travel. */
  readonly downloadBytes: number;
}

/** What a link needs and this page has. */
export interface LinkFit {
  /** This page's. */
  readonly semantics: number;
  /** The link's image here; null for a program of its own. */
  readonly image: { readonly title: string; readonly is: 'same' | 'other' | 'missing' } | null;
}

/** What the machine's run so far is as a link. */
export interface SharedRun {
  readonly content: LinkContent;
  /** Where the run stands; the link's own end is earlier if the record reached its limits. */
  readonly instructions: number;
}

/** How a link's machine went. */
export type LinkVerdict =
  | { readonly kind: 'reproduced'; readonly instructions: number }
  /** Between these counts; the first logged events there, in words, and how many more there are. */
  | {
      readonly kind: 'differs';
      readonly from: number;
      readonly to: number;
      readonly events: readonly string[];
      readonly moreEvents: number;
    };

export interface MachineService {
  /** The catalogue's images. */
  images(): Promise<Result<readonly ImageSummary[]>>;
  /** Loads another machine, then gives up the present one and runs it. A failure leaves the present one alone. */
  start(request: StartRequest): Promise<Result<StartedMachine>>;
  /** Resolves when no instruction runs any more. */
  pause(): Promise<Result<null>>;
  resume(): Promise<Result<null>>;
  /** Starts the same machine over, running. */
  reset(): Promise<Result<null>>;
  /** Retires up to `count` instructions and pauses; false if that is not done yet (call `stepDone`). */
  step(count: number): Promise<Result<boolean>>;
  /** Whether the latest step is done; answers after at most a second. */
  stepDone(): Promise<Result<boolean>>;
  /** Gives the machine's thread a line to the library (a MessagePort): what is asked over it is the library's business. */
  keep(port: object): Promise<Result<null>>;
  /** The state hash: 64 hex digits. The machine must be paused or ended. */
  stateHash(): Promise<Result<string>>;
  /**
   * Pauses, and does what is asked of the machine's past, however long that takes. What a later request ends early is
   * answered with a problem that has the code `travel.superseded`.
   */
  travel(request: TravelRequest): Promise<Result<TravelView>>;
  /** What became of guest code, or where the machine spends its instructions; the machine may run meanwhile. */
  inspect(question: InspectQuestion): Promise<Result<InspectAnswer>>;
  /** The run so far for a link, made by this build; refused where no link can hold it. */
  share(build: string): Promise<Result<SharedRun>>;
  /** What a link needs, beside what there is here; nothing is loaded or started. */
  fitLink(content: LinkContent): Promise<Result<LinkFit>>;
  /** Switches tiers under the running machine, effective within 100 ms; answers with those that are on then. */
  setTiers(tiers: readonly string[]): Promise<Result<readonly string[]>>;
  /** At most so many instructions a second, of this machine and those to come; 0: as fast as it goes. */
  setSpeed(perSecond: number): Promise<Result<null>>;
  /** Whether code that earlier visits knew is used before it first runs, and kept for later ones. */
  setWarming(on: boolean): Promise<Result<null>>;
  /** Forgets the code of the running machine's image, kept and in use, or of every image. */
  clearCode(which: 'image' | 'all'): Promise<Result<null>>;
  /** The terminal has so many columns and rows; the guest learns it where its console can tell. */
  resize(columns: number, rows: number): Promise<Result<null>>;
  /** Queues console input; answers within a second with how many leading bytes were taken. */
  type(bytes: Uint8Array): Promise<Result<number>>;
}

export interface LoadProgress {
  /** Such as `kernel`. */
  readonly part: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export type MachineEvent =
  | { readonly kind: 'progress'; readonly parts: readonly LoadProgress[] }
  | { readonly kind: 'state'; readonly state: 'running' | 'paused' | 'ended' }
  /** A new life of the machine: its console and its figures begin again. */
  | { readonly kind: 'restarted'; readonly byGuest: boolean }
  | { readonly kind: 'output'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The console shall show its first `consoleBytes` bytes, or all; with `forked` what came after them is no more. */
  | { readonly kind: 'shows'; readonly consoleBytes: number | undefined; readonly forked: boolean }
  | { readonly kind: 'sample'; readonly sample: MachineSample }
  /** The machine takes input. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly reason: string; readonly code: number; readonly problem?: Problem }
  | { readonly kind: 'synced'; readonly number: number }
  /** The running machine stood still for so long, and its clock with it: the computer slept. */
  | { readonly kind: 'gap'; readonly gapMs: number }
  /** A machine that came as a link has gone its way, and pauses. */
  | { readonly kind: 'verdict'; readonly verdict: LinkVerdict }
  /** A machine of the library goes along what came in after its kept state, between these counts; until `caughtUp`. */
  | { readonly kind: 'catchUp'; readonly from: number; readonly to: number }
  /** It takes input now; where it was stopped on the way, so many instructions before the end. */
  | { readonly kind: 'caughtUp'; readonly left: number }
  /** Images can't be kept for the next visit. */
  | { readonly kind: 'notKept'; readonly why: string }
  /** The machine broke: its thread is gone. */
  | { readonly kind: 'failed'; readonly problem: Problem };

/** From the page on the event port. */
export type PageMessage =
  /** This many output bytes were shown. */
  | { readonly kind: 'credit'; readonly shownBytes: number }
  /** Asks for `synced` with the same number, which then follows every event that came before. */
  | { readonly kind: 'sync'; readonly number: number };

/** The first message to the machine worker; Comlink has the worker's own channel after it. */
export interface ConnectMessage {
  readonly connect: true;
  /** Where the page's files stand: image addresses are relative to it. */
  readonly rootUrl: string;
  /** False where memory can't be shared: the machine then runs in the machine worker itself. */
  readonly threads: boolean;
  /** Names the build, whose code is of no use to another; empty where nothing is kept. */
  readonly build: string;
  /** Whether code is kept from visit to visit. */
  readonly warms: boolean;
}
