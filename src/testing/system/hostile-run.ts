/**
 * Runs the program of a seed to its end or to {@link INSTRUCTIONS}, in pieces after each of which the program is
 * sent on somewhere else, and looks for what must not be. The pieces' ends are a function of the seed alone.
 */
import { Random } from '../../base/random.ts';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import type { Machine } from '../../machine/machine.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartBase } from '../../memory/layout.ts';
import { hartState } from '../../isa/riscv64/state.ts';
import { hostileProgram } from './hostile-program.ts';
import { brokenInvariant } from './invariants.ts';
import { disturbance, quietRegions } from './memory-map.ts';
import { type BenchShape, TestBench } from './test-bench.ts';

const INSTRUCTIONS = 20_000;
const MAX_PIECES = 150;
const MAX_STUCK_PIECES = 12;
const DISK_BYTES = 1 << 16;

export const RAM_BYTES = 1 << 20;

/** How a piece is run; the guest must not be able to tell one way from another. */
export type RunPiece = (machine: Machine, instructions: number) => { readonly kind: string };

export const inOneGo: RunPiece = (machine, instructions) => machine.run(instructions);

/** In shorter pieces, forgetting between them whatever may be forgotten at any time. */
export function withInterruptions(seed: number): RunPiece {
  const random = new Random(seed);
  return (machine, instructions) => {
    let left = instructions;
    for (;;) {
      const before = machine.retired();
      const end = machine.run(Math.min(left, 1 + random.below(60)));
      const done = machine.retired() - before;
      left -= done;
      if (end.kind !== 'budget' || left === 0 || done === 0) return end;
      if (random.oneIn(3)) for (const hart of machine.harts) hart.flush();
    }
  };
}

/** In shorter pieces, translating between them whatever the harts are about to run. */
export function translatingAll(seed: number): RunPiece {
  const random = new Random(seed);
  return (machine, instructions) => {
    let left = instructions;
    for (;;) {
      const before = machine.retired();
      const end = machine.run(Math.min(left, 1 + random.below(120)));
      const done = machine.retired() - before;
      left -= done;
      if (end.kind !== 'budget' || left === 0 || done === 0) return end;
      for (const hart of machine.harts) hart.translateHere();
    }
  };
}

export interface HostileOutcome {
  /** What is wrong, if anything. */
  readonly finding: string | undefined;
  readonly retired: number;
  /** Longest piece, by the clock that was given. */
  readonly longestMs: number;
  readonly counters: ReturnType<Machine['counters']>;
}

export class HostileRunner {
  readonly bench: TestBench;
  private readonly shape: BenchShape;
  private readonly quiet: ReturnType<typeof quietRegions>;
  private readonly nowMs: () => number;

  constructor(shape: Omit<BenchShape, 'ramBytes'>, nowMs: () => number) {
    this.shape = { ...shape, ramBytes: RAM_BYTES };
    this.bench = new TestBench(this.shape);
    this.quiet = quietRegions(this.bench.plan);
    this.nowMs = nowMs;
  }

  private create(seed: number) {
    const program = hostileProgram(seed, RAM_BYTES);
    const disks = Array.from({ length: this.shape.diskCount }, (_, index) => ({
      backend: new CopyOnWriteDisk(new Uint8Array(DISK_BYTES)),
      blockBytes: index % 2 === 0 ? (512 as const) : (4096 as const),
    }));
    const machine = this.bench.machine({ plan: program.plan, configuration: { mmu: program.mmu }, disks });
    for (const hart of machine.harts) program.prepare(hart.state, hart.index);
    return { program, machine };
  }

  run(seed: number, runPiece: RunPiece = inOneGo): HostileOutcome {
    const { program, machine } = this.create(seed);
    const random = new Random(seed ^ 0x6b69_636b);
    let longestMs = 0;
    let stuckPieces = 0;
    let thrown: string | undefined;
    for (let piece = 0; piece < MAX_PIECES && stuckPieces < MAX_STUCK_PIECES; piece++) {
      const before = machine.retired();
      const budget = Math.min(INSTRUCTIONS - before, 50 + random.below(300));
      if (budget === 0) break;
      const startedMs = this.nowMs();
      let end: ReturnType<RunPiece>;
      try {
        end = runPiece(machine, budget);
      } catch (error) {
        thrown = `the engine threw ${String(error)}`;
        break;
      }
      longestMs = Math.max(longestMs, this.nowMs() - startedMs);
      if (end.kind === 'ended' || end.kind === 'reboot') break;
      const isStuck = machine.retired() === before;
      if (machine.retired() > before + budget) thrown = 'more was retired than was allowed';
      if (isStuck) stuckPieces++;
      for (const hart of machine.harts) program.kick(hart, random, isStuck);
    }
    const finding =
      thrown ?? brokenInvariant(this.bench, machine) ?? disturbance(this.bench.bytes, this.quiet);
    return { finding, retired: machine.retired(), longestMs, counters: machine.counters() };
  }

  /** RAM, devices and every hart's state: all that the guest can see, as it is now. */
  visible(): Uint8Array {
    const { plan, bytes } = this.bench;
    const parts = [
      bytes.subarray(plan.devicesBase, plan.devicesBase + plan.deviceBytes),
      ...Array.from({ length: plan.harts }, (_, hart) => {
        const start = hartBase(plan, hart) + GUEST_STATE_OFFSET;
        return bytes.subarray(start, start + hartState.sizeBytes);
      }),
      bytes.subarray(plan.ramBase, plan.ramBase + plan.ramBytes),
    ];
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }
}
