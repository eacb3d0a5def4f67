/**
 * `globalThis.trampoline`: what scripts, lessons and tests may do with the page. Extended, never broken.
 *
 * Example:
 *   await trampoline.ready;
 *   await trampoline.type('uname -m\n');
 *   (await trampoline.stats()).instructions;
 *
 * Every failure is a rejection with a `ProblemError`, whose `problem` says what, where and what to do.
 */
import type { MachineSample } from '../stats/stats-source.ts';

/** Where the machine of the page stands. */
export type PageState =
  /** Nothing was started: the page waits for Run. */
  | 'empty'
  /** Files are on their way, or the machine is being built. */
  | 'loading'
  | 'running'
  | 'paused'
  /** The guest powered off or ended its program. */
  | 'ended'
  /** It could not start, or broke; the page shows the problem. */
  | 'failed';

/** What `stats()` gives. A figure that was not counted is null, never 0. */
export interface PageStats {
  readonly state: PageState;
  /** Catalogue id, or null for the user's own files. */
  readonly image: string | null;
  readonly mode: 'realtime' | 'deterministic';
  readonly harts: number;
  readonly ramBytes: number;
  /** Retired since the machine was last started, one element per hart. */
  readonly instructions: readonly number[];
  /** Million retired instructions per second of wall time over the latest interval; null before two samples. */
  readonly mips: number | null;
  /** Wall time since this page began to load. */
  readonly wallMs: number;
  /** By name, per hart or one element; null if the machine did not count it. */
  readonly counters: MachineSample['counters'];
  /** How the page came to share memory with its workers; `none`: all runs in one worker. */
  readonly isolation: 'headers' | 'service worker' | 'none';
}

export interface PageSnapshot {
  /** Its number among the machine's. */
  readonly number: number;
  readonly name: string;
  readonly instructions: number;
  /** Of the state that it holds: 64 hex digits. */
  readonly stateHash: string;
}

export interface TrampolineApi {
  /**
   * Resolves when the machine takes input: an image whose catalogue entry names its prompt has shown it, any
   * other program runs. Rejects if the machine fails to start. A restart or another machine renews it.
   */
  readonly ready: Promise<void>;
  stats(): Promise<PageStats>;
  /** Types text, `\n` as Enter; resolves when all of it is on its way to the guest. */
  type(text: string): Promise<void>;
  /** The visible rows of the terminal, trailing blanks cut, joined by line feeds. */
  screen(): string;
  /** Resolves when no instruction runs any more. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Pauses, retires `n` instructions (1 to 2^53 - 1) and resolves when they are done. A page that waits for Run
   * builds its machine for this, so that the first of them is the machine's first. A negative number goes back by as
   * many, at most to the beginning.
   */
  step(n: number): Promise<PageStats>;
  /**
   * Pauses, and goes to the moment at which all harts together had retired `n` instructions: at least what the run
   * began with, at most as far as it ever was.
   */
  goTo(n: number): Promise<PageStats>;
  /** Pauses, and gives the state hash (docs/state-hash.md): 64 hex digits. */
  stateHash(): Promise<string>;
  /**
   * Takes a snapshot of the machine into the library, which keeps the machine from then on. Resolves when it is stored;
   * rejects where nothing can be stored.
   */
  snapshot(): Promise<PageSnapshot>;
  /**
   * The address of a link to the run so far. Rejects where no link can hold it: a kernel of the user's own, or a run too
   * long for an address (which the Share dialog saves as a file).
   */
  link(): Promise<string>;
  /** Opens a panel by its name: "Benchmarks", "Library", … Rejects any other as unsupported. */
  open(panel: string): Promise<void>;
}
