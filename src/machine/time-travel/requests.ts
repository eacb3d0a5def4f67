/**
 * What can be asked of a machine's past, and what is answered: data alone, for messages between threads. Whoever
 * shows it knows no guest: registers, code and addresses come with their names and in words.
 */
import type { Problem } from '../../base/problem.ts';

/** Which hart to show, and which memory and code. */
export interface TravelFocus {
  readonly hart: number;
  /** An address expression, such as `sp + 16`, `main` or `[a0]`; empty for none. */
  readonly memory: string;
  /** Where the code begins; empty for what stands around the program counter. */
  readonly code: string;
}

/** A stop as it is written by a person. */
export interface StopText {
  readonly kind: 'breakpoint' | 'watchpoint';
  /** An address expression, evaluated when the stop is set. */
  readonly address: string;
  /** Of a watchpoint. */
  readonly lengthBytes: number;
}

export type TravelAction =
  /** Nothing moves. */
  | { readonly kind: 'look' }
  /** What is under way ends where it has come to, and what waits is not begun. */
  | { readonly kind: 'stop' }
  /** To the first moment of a count, from the first kept moment to the newest one. A newer one ends an older one. */
  | { readonly kind: 'goTo'; readonly count: number }
  | { readonly kind: 'stepBack'; readonly instructions: number }
  /** Back to the last hit of a breakpoint or watchpoint. */
  | { readonly kind: 'back' }
  /** Back to before the last change of some memory. */
  | { readonly kind: 'backToWrite'; readonly address: string; readonly lengthBytes: number }
  /** Back to the last time that any hart was to execute what stands at an address. */
  | { readonly kind: 'backToAddress'; readonly address: string }
  /** These stops and no others. */
  | { readonly kind: 'setStops'; readonly stops: readonly StopText[] }
  /** Has the machine stop at an address, once: it's run by whoever asks. */
  | { readonly kind: 'runTo'; readonly address: string }
  /** The present moment becomes the newest; what came after it becomes a branch. */
  | { readonly kind: 'fork' }
  /** Another future: index in `branches`. */
  | { readonly kind: 'adopt'; readonly branch: number };

export interface TravelRequest {
  readonly action: TravelAction;
  readonly focus: TravelFocus;
}

export interface RegisterView {
  readonly name: string;
  readonly alias: string;
  readonly value: bigint;
  /** What the value says in words; else empty. */
  readonly meaning: string;
}

export interface RegisterGroupView {
  readonly name: string;
  readonly registers: readonly RegisterView[];
}

export interface CodeLine {
  readonly address: bigint;
  /** The instruction's word as hex digits. */
  readonly word: string;
  readonly text: string;
  /** Labels that stand here. */
  readonly labels: readonly string[];
}

export interface MemoryView {
  readonly address: bigint;
  /** As far as it is mapped to RAM. */
  readonly bytes: Uint8Array;
}

export interface HartView {
  readonly hart: number;
  readonly pc: bigint;
  /** Such as `main + 8`; empty where no symbol is known. */
  readonly place: string;
  /** Such as `supervisor`. */
  readonly mode: string;
  readonly activity: 'runs' | 'waits' | 'is stopped';
  readonly groups: readonly RegisterGroupView[];
  readonly code: readonly CodeLine[];
  readonly memory: MemoryView | undefined;
  /** Why memory or code are not what was asked for. */
  readonly problems: readonly Problem[];
}

export interface BranchView {
  readonly at: number;
  readonly newestCount: number;
  /** Events in it that the present log doesn't have. */
  readonly events: number;
}

export interface TravelView {
  /** Retired by all harts: where the machine is, and how far its known past reaches. */
  readonly count: number;
  readonly firstCount: number;
  readonly newestCount: number;
  readonly isLive: boolean;
  /** Whose turn it is. */
  readonly turn: number;
  readonly harts: number;
  readonly kept: { readonly counts: readonly number[]; readonly bytes: number; readonly budgetBytes: number };
  /** Counts at which something was typed; of many, some. */
  readonly typed: readonly number[];
  readonly branches: readonly BranchView[];
  readonly stops: readonly (StopText & { readonly at: bigint })[];
  /** How the movement ended, in a sentence; empty where it went as asked. */
  readonly outcome: string;
  readonly hart: HartView;
}
