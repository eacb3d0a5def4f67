/**
 * One run of a machine: slices of it, and between them the console, the keyboard, limits and the wall clock.
 *
 * Slices have no influence on what the guest sees: in deterministic mode patterns match, and typed bytes are
 * scheduled, inside the guest's own write, and instruction limits are exact.
 */
import { type Problem, problem, type Result, success } from '../base/problem.ts';
import { type ConsoleRule, ConsoleScript, literalPattern } from '../machine/console-script.ts';
import type { SliceEnd } from '../machine/vcpu/loop.ts';
import type { ByteSink } from './byte-sink.ts';
import type { Keyboard } from './keyboard.ts';
import type { Engine, HeadlessMachine, MachineInput } from './machine-interface.ts';

export type ExitReason =
  | 'poweroff'
  | 'reset'
  | 'tohost'
  | 'finisher'
  | 'until'
  | 'max-instructions'
  | 'timeout'
  | 'error';

export interface SessionEnd {
  readonly reason: ExitReason;
  /** The guest's code, 0 for success; null where the guest gave none. */
  readonly code: number | null;
  /** For `error`: what broke. */
  readonly problem?: Problem;
}

/** Bytes to type at a virtual time since power-on. */
export interface TimedInput {
  readonly atNs: number;
  readonly bytes: Uint8Array;
}

export interface SessionInput {
  readonly machine: Omit<MachineInput, 'output'>;
  readonly rules: readonly ConsoleRule[];
  readonly timedInput: readonly TimedInput[];
  /** What the guest shows when it takes input; piped input is held back until then. */
  readonly prompt: string | undefined;
  readonly reboot: boolean;
  readonly maxInstructions: number | undefined;
  /** Since `nowMs` was 0. */
  readonly timeoutMs: number | undefined;
}

export interface SessionHost {
  readonly engine: Engine;
  readonly console: ByteSink;
  /** Undefined where nothing is read from standard input. */
  readonly keyboard: Keyboard | undefined;
  nowMs(): number;
  sleep(timeoutMs: number): Promise<void>;
  /** Lets the event loop have a turn. */
  yieldToEvents(): Promise<void>;
}

/** Virtual time from a match to the first typed byte, and between typed bytes (contract, deterministic mode). */
export const FIRST_KEY_DELAY_NS = 1_000_000;
export const KEY_GAP_NS = 100_000;

const SLICE_TARGET_MS = 10;
const FIRST_SLICE_INSTRUCTIONS = 200_000;
const MIN_SLICE_INSTRUCTIONS = 1_000;
const MAX_SLICE_INSTRUCTIONS = 50_000_000;
const YIELD_EVERY_MS = 40;
const PACE_EVERY_MS = 100;
const MAX_SLEEP_MS = 100;
/** Between two looks whether the threads of harts have come up. */
const THREADS_MS = 5;

export class Session {
  private readonly input: SessionInput;
  private readonly host: SessionHost;
  private readonly script: ConsoleScript;
  private readonly isRealTime: boolean;
  /** Looks for the prompt while piped input is held back. */
  private promptWatch: ConsoleScript | undefined;
  private life: HeadlessMachine | undefined;
  private lifeStartMs = 0;
  private lastPaceMs = 0;
  private lastYieldMs = 0;
  private untilSeen = false;
  private budget = FIRST_SLICE_INSTRUCTIONS;
  /** Retired by earlier lives, per hart. */
  private earlier: readonly number[] = [];

  constructor(input: SessionInput, host: SessionHost) {
    this.input = input;
    this.host = host;
    this.script = new ConsoleScript(input.rules);
    this.isRealTime = input.machine.configuration.mode === 'realtime';
    if (input.prompt !== undefined && host.keyboard?.isBlind) {
      this.promptWatch = new ConsoleScript([{ pattern: literalPattern(input.prompt), answer: 'stop' }]);
    }
  }

  /** Builds the machine; a problem here is one of input or of what this build supports. */
  start(): Result<null> {
    const created = this.host.engine.create({
      ...this.input.machine,
      output: (byte) => this.onConsole(byte),
    });
    if (!created.ok) return created;
    this.life = created.value;
    this.lifeStartMs = this.host.nowMs();
    this.lastPaceMs = this.lifeStartMs;
    for (const { atNs, bytes } of this.input.timedInput) created.value.scheduleInput(bytes, atNs, 0);
    return success(null);
  }

  /** The machine that runs, or ran last. */
  get machine(): HeadlessMachine {
    if (!this.life) throw new Error('the session was not started');
    return this.life;
  }

  /** Retired per hart, restarts included. */
  instructions(): readonly number[] {
    return this.machine.instructions().map((count, hart) => count + (this.earlier[hart] ?? 0));
  }

  /** Runs to the end, and never throws: a broken engine is an end, too. */
  async run(): Promise<SessionEnd> {
    for (;;) {
      const end = await this.turn();
      if (end) {
        await this.host.console.flush();
        return end;
      }
    }
  }

  private async turn(): Promise<SessionEnd | undefined> {
    const { host, input } = this;
    const startedMs = host.nowMs();
    if (input.timeoutMs !== undefined && startedMs >= input.timeoutMs)
      return { reason: 'timeout', code: null };
    if (host.keyboard?.quits) return { reason: 'error', code: null };
    if (host.console.isBroken)
      return broken('console.closed', 'nobody reads the output any more', 'keep it open');
    if (this.machine.isReady === false) {
      await host.sleep(THREADS_MS);
      return undefined;
    }
    const left = (input.maxInstructions ?? Number.MAX_SAFE_INTEGER) - this.totalRetired();
    if (left <= 0) return { reason: 'max-instructions', code: null };
    this.feedKeyboard();
    const slice = Math.min(left, this.budget);
    const before = this.totalRetired();
    let sliceEnd: SliceEnd;
    try {
      sliceEnd = await this.machine.run(slice);
    } catch (error) {
      return engineFailure(error);
    }
    if (this.totalRetired() - before >= this.budget) this.fitBudget(host.nowMs() - startedMs);
    await host.console.flush();
    if (this.untilSeen) return { reason: 'until', code: 0 };
    const end = await this.afterSlice(sliceEnd);
    await this.keepTime();
    return end;
  }

  private async afterSlice(end: SliceEnd): Promise<SessionEnd | undefined> {
    switch (end.kind) {
      case 'budget':
        return undefined;
      case 'idle':
        return this.idle(end.waitNs);
      case 'reboot':
        if (!this.input.reboot) return { reason: 'reset', code: 0 };
        return this.restart();
      case 'ended':
        return { reason: end.reason, code: end.code, ...(end.problem && { problem: end.problem }) };
    }
  }

  private async idle(waitNs: number | undefined): Promise<SessionEnd | undefined> {
    const { keyboard } = this.host;
    const canBeWoken = waitNs !== undefined || (keyboard && !keyboard.isOver);
    if (!canBeWoken && this.input.timeoutMs === undefined) {
      const what = 'every hart waits, and nothing can wake one';
      return broken('machine.asleep', what, 'type something with --type, or set --timeout');
    }
    if (!this.isRealTime && waitNs !== undefined) return undefined;
    if (waitNs === undefined) this.promptWatch = undefined;
    const untilTimeoutMs = (this.input.timeoutMs ?? Number.POSITIVE_INFINITY) - this.host.nowMs();
    const waitMs = Math.max(
      0,
      Math.min(MAX_SLEEP_MS, untilTimeoutMs, (waitNs ?? Number.POSITIVE_INFINITY) / 1e6),
    );
    const listens = keyboard && !keyboard.isOver && this.machine.inputRoom() > 0;
    await (listens ? keyboard.wait(waitMs) : this.host.sleep(waitMs));
    this.pace();
    return undefined;
  }

  /** Another life with the same disks; typed rules and counts go on. */
  private restart(): SessionEnd | undefined {
    this.earlier = this.instructions();
    const started = this.start();
    return started.ok ? undefined : { reason: 'error', code: null, problem: started.problem };
  }

  private onConsole(byte: number): void {
    const { console } = this.host;
    if (this.untilSeen) return;
    console.push(byte);
    if (this.promptWatch && this.promptWatch.push(byte).length > 0) this.promptWatch = undefined;
    for (const answer of this.script.push(byte)) {
      if (answer === 'stop') this.untilSeen = true;
      else this.machine.scheduleInput(answer, FIRST_KEY_DELAY_NS, KEY_GAP_NS);
    }
    if (this.untilSeen || console.isHigh) this.machine.requestStop();
  }

  private feedKeyboard(): void {
    const { keyboard } = this.host;
    if (!keyboard || this.promptWatch) return;
    const room = this.machine.inputRoom();
    if (room > 0) this.machine.input(keyboard.read(room));
  }

  private totalRetired(): number {
    return this.instructions().reduce((sum, count) => sum + count, 0);
  }

  private fitBudget(elapsedMs: number): void {
    const factor = elapsedMs <= 0 ? 2 : Math.min(2, Math.max(0.25, SLICE_TARGET_MS / elapsedMs));
    const wanted = Math.round(this.budget * factor);
    this.budget = Math.min(MAX_SLICE_INSTRUCTIONS, Math.max(MIN_SLICE_INSTRUCTIONS, wanted));
  }

  private async keepTime(): Promise<void> {
    const nowMs = this.host.nowMs();
    if (nowMs - this.lastPaceMs >= PACE_EVERY_MS) this.pace();
    if (nowMs - this.lastYieldMs < YIELD_EVERY_MS) return;
    await this.host.yieldToEvents();
    this.lastYieldMs = this.host.nowMs();
  }

  private pace(): void {
    if (!this.isRealTime) return;
    this.lastPaceMs = this.host.nowMs();
    this.machine.pace((this.lastPaceMs - this.lifeStartMs) * 1e6);
  }
}

function broken(code: string, what: string, action: string): SessionEnd {
  return { reason: 'error', code: null, problem: problem('environment', code, 'the machine', what, action) };
}

function engineFailure(error: unknown): SessionEnd {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const action = 'report this with the command that you gave';
  const value = problem('internal', 'engine.threw', 'the engine', text, action);
  return { reason: 'error', code: null, problem: value };
}
