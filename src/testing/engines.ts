/** Stand-ins for the engine, for tests of the headless command alone. */
import { type Problem, problem, success } from '../base/problem.ts';
import type { Engine, HeadlessMachine, MachineInput } from '../cli/machine-interface.ts';
import type { SliceEnd } from '../machine/vcpu/loop.ts';

/** For what must fail before a machine is built. */
export const noEngine: Engine = {
  semantics: 1,
  create: () => {
    throw new Error('a machine was built');
  },
};

/** What a scripted guest does at one instruction: prints, waits for a typed byte, or ends. */
export type ScriptStep =
  | { readonly print: string }
  | { readonly expect: string }
  | { readonly spin: number }
  | { readonly end: SliceEnd };

/**
 * A guest of one hart that retires one instruction for each printed or awaited byte, and one nanosecond of
 * virtual time with each. It keeps the machine interface's promises and nothing else.
 */
export class ScriptedMachine implements HeadlessMachine {
  readonly given: MachineInput;
  private readonly steps: readonly ScriptStep[];
  private readonly pending: { atNs: number; byte: number }[] = [];
  private readonly room = 16;
  private immediate: number[] = [];
  private next = 0;
  private retired = 0;
  private nowNs = 0;
  private stopped = false;
  /** Virtual times at which typed bytes were taken. */
  readonly taken: { atNs: number; byte: number }[] = [];

  constructor(input: MachineInput, steps: readonly ScriptStep[]) {
    this.given = input;
    this.steps = steps.flatMap((step): ScriptStep[] => {
      if ('print' in step) return step.print.split('').map((print) => ({ print }));
      if ('expect' in step) return step.expect.split('').map((expect) => ({ expect }));
      return 'spin' in step ? Array.from({ length: step.spin }, () => ({ spin: 1 })) : [step];
    });
  }

  run(maxInstructions: number): SliceEnd {
    this.stopped = false;
    for (let left = maxInstructions; left > 0 && !this.stopped; left--) {
      const step = this.steps[this.next];
      if (!step) return { kind: 'idle', waitNs: undefined };
      if ('end' in step) return step.end;
      if ('expect' in step && !this.take(step.expect)) return { kind: 'idle', waitNs: undefined };
      this.next++;
      this.retired++;
      this.nowNs++;
      if ('print' in step) this.given.output(step.print.charCodeAt(0));
    }
    return { kind: 'budget' };
  }

  private take(expected: string): boolean {
    const [next] = this.pending;
    const byte = next?.byte ?? this.immediate.shift();
    if (byte === undefined) return false;
    if (next) {
      this.pending.shift();
      this.nowNs = Math.max(this.nowNs, next.atNs);
    }
    this.taken.push({ atNs: this.nowNs, byte });
    if (byte !== expected.charCodeAt(0)) throw new Error(`typed ${byte}, expected ${expected.charCodeAt(0)}`);
    return true;
  }

  requestStop(): void {
    this.stopped = true;
  }

  scheduleInput(bytes: Uint8Array, firstDelayNs: number, gapNs: number): void {
    for (const [index, byte] of bytes.entries()) {
      this.pending.push({ atNs: this.nowNs + firstDelayNs + index * gapNs, byte });
    }
  }

  inputRoom(): number {
    return this.room - this.immediate.length;
  }

  input(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.inputRoom());
    this.immediate.push(...taken);
    return taken.length;
  }

  pace(): void {}

  instructions(): readonly number[] {
    return [this.retired];
  }

  counters(): Readonly<Record<string, readonly number[] | null>> {
    return { 'tlb.load.hits': null, 'trap.exceptions': [0] };
  }

  stateHash(): string {
    return this.retired.toString(16).padStart(64, '0');
  }

  dump(): Iterable<Uint8Array> {
    return [Uint8Array.of(1, 2), Uint8Array.of(3)];
  }
}

/** An engine whose lives run one script after the other; `lives` are the machines made so far. */
export function scriptedEngine(...scripts: (readonly ScriptStep[])[]): Engine & { lives: ScriptedMachine[] } {
  const lives: ScriptedMachine[] = [];
  return {
    semantics: 1,
    lives,
    create(input) {
      const machine = new ScriptedMachine(input, scripts[lives.length] ?? []);
      lives.push(machine);
      return success(machine);
    },
  };
}

export const ended = (
  reason: 'poweroff' | 'tohost' | 'finisher' | 'error',
  code: number,
  cause?: Problem,
): ScriptStep => ({ end: { kind: 'ended', reason, code, ...(cause && { problem: cause }) } });

export const brokenDevice = problem('internal', 'test.broken', 'a device', 'it broke', 'report it');
