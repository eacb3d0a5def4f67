/**
 * Runs a torture program twice: by the interpreter in one go, and under a mixture of tiers in slices. At random
 * instruction counts all that a guest can see has to be the same.
 */
import { Random } from '../../base/random.ts';
import type { Tier } from '../../machine/config/configuration.ts';
import type { CodeCacheParts } from '../../machine/run/tiers.ts';
import { COLD_START } from '../../machine/run/warm-start.ts';
import type { Machine } from '../../machine/machine.ts';
import { brokenInvariant } from '../system/invariants.ts';
import { TestBench } from '../system/test-bench.ts';
import { differences } from './differences.ts';
import { RAM_BYTES } from './layout.ts';
import { MixedRun, type Mixture } from './mixture.ts';
import type { TortureProgram } from './program.ts';

export interface Shape {
  readonly name: string;
  readonly harts: number;
  readonly decodedPages: number;
  readonly tailCalls: boolean;
}

export const SHAPES: readonly Shape[] = [
  { name: 'one hart', harts: 1, decodedPages: 64, tailCalls: true },
  { name: 'one hart, four decoded pages', harts: 1, decodedPages: 4, tailCalls: true },
  { name: 'one hart, no tail calls', harts: 1, decodedPages: 64, tailCalls: false },
  { name: 'two harts', harts: 2, decodedPages: 64, tailCalls: true },
];

/** Runs that retire nothing before a program counts as stuck. */
const EMPTY_RUNS = 4;
/** The most instructions from one comparison to the next. */
const CHECK_INTERVAL = 6000;
/** Of the run that another one begins with. */
const EARLIER_INSTRUCTIONS = 10_000;

export interface RunRequest {
  readonly instructions: number;
  /** Compares after each slice instead of now and then. */
  readonly isClose?: boolean;
  /** The slice that begins at a count has another length, and is the last. */
  readonly cut?: { readonly at: number; readonly instructions: number };
}

export interface Disagreement {
  /** Both agreed at this count, and not at that one. */
  readonly agreedAt: number;
  readonly differsAt: number;
  readonly what: readonly string[];
}

export interface Pass {
  readonly retired: number;
  /** Nothing more can happen to the program: every hart waits for what never comes, or traps for ever. */
  readonly isStuck: boolean;
  readonly disagreement: Disagreement | undefined;
  /** Of the machine under test. */
  readonly counters: ReturnType<Machine['counters']>;
}

/** Retires so many instructions; false if the machine cannot. */
export function advance(machine: Machine, instructions: number): boolean {
  const goal = machine.retired() + instructions;
  for (let empty = 0; machine.retired() < goal; ) {
    const before = machine.retired();
    const end = machine.run(goal - before);
    if (end.kind !== 'budget') return false;
    empty = machine.retired() === before ? empty + 1 : 0;
    if (empty === EMPTY_RUNS) return false;
  }
  return true;
}

export class Torturer {
  readonly shape: Shape;
  private readonly referenceBench: TestBench;
  private readonly testedBench: TestBench;
  private readonly spoil: (machine: Machine) => void;

  /** `spoil` is for a test of the comparison: it changes the machine under test between slices. */
  constructor(shape: Shape, spoil: (machine: Machine) => void = () => {}) {
    this.shape = shape;
    this.spoil = spoil;
    const bench = { ...shape, ramBytes: RAM_BYTES, diskCount: 0, hashes: true };
    this.referenceBench = new TestBench(bench);
    this.testedBench = new TestBench(bench);
  }

  private create(
    bench: TestBench,
    program: TortureProgram,
    tiers: readonly Tier[],
    cache?: CodeCacheParts,
  ): Machine {
    const configuration = { mmu: program.mmu, tiers };
    const machine = bench.machine({ plan: program.plan, configuration, cache });
    machine.clock.setRate(0, program.nsPerInstruction << 16);
    for (const hart of machine.harts) program.prepare(hart.state, hart.index);
    return machine;
  }

  /** The interpreter's machine, at the program's start. */
  createReference(program: TortureProgram): Machine {
    return this.create(this.referenceBench, program, ['interpreter']);
  }

  private cacheOf(program: TortureProgram, mixture: Mixture): CodeCacheParts {
    const { tiers, budget, isWarmed = false } = mixture;
    if (!isWarmed) return { budget };
    const earlier = this.create(this.testedBench, program, tiers, { budget, start: COLD_START });
    const mixed = new MixedRun(earlier, mixture, program, program.seed);
    while (earlier.retired() < EARLIER_INSTRUCTIONS && advance(earlier, mixed.nextSlice())) mixed.disturb();
    return { budget, start: earlier.warmStart() };
  }

  run(program: TortureProgram, mixture: Mixture, { instructions, isClose, cut }: RunRequest): Pass {
    const reference = this.createReference(program);
    const tested = this.create(this.testedBench, program, mixture.tiers, this.cacheOf(program, mixture));
    const mixed = new MixedRun(tested, mixture, program, program.seed);
    const random = new Random(program.seed ^ 0x6368_6563);
    let agreedAt = 0;
    let checkAt = random.below(CHECK_INTERVAL);
    let goesOn = true;
    let what: readonly string[] = [];
    while (goesOn && what.length === 0 && tested.retired() < instructions) {
      const isCut = tested.retired() === cut?.at;
      const slice = Math.min(mixed.nextSlice(), instructions - tested.retired());
      goesOn = advance(tested, isCut ? (cut?.instructions ?? slice) : slice);
      mixed.disturb();
      this.spoil(tested);
      const isLast = !goesOn || isCut || tested.retired() >= instructions;
      if (!isLast && isClose !== true && tested.retired() < checkAt) continue;
      checkAt = tested.retired() + random.below(CHECK_INTERVAL);
      what = this.compare(reference, tested, goesOn);
      if (what.length === 0) agreedAt = tested.retired();
      if (isCut) break;
    }
    if (what.length === 0) what = this.lastChecks(reference, tested, goesOn);
    const differsAt = tested.retired();
    const disagreement = what.length === 0 ? undefined : { agreedAt, differsAt, what };
    return { retired: differsAt, isStuck: !goesOn, disagreement, counters: tested.counters() };
  }

  private compare(reference: Machine, tested: Machine, goesOn: boolean): readonly string[] {
    if (!advance(reference, tested.retired() - reference.retired())) {
      return [`the interpreter is stuck at ${reference.retired()}, the machine under test is not`];
    }
    if (goesOn) return differences(reference, tested);
    // A machine that is stuck has tried: how often, and how far time went meanwhile, is its own.
    return advance(reference, 1) ? ['the machine under test is stuck, the interpreter goes on'] : [];
  }

  /** What is marked as written is, and the engine's own tables hold together. */
  private lastChecks(reference: Machine, tested: Machine, goesOn: boolean): readonly string[] {
    const broken = brokenInvariant(this.testedBench, tested);
    if (broken) return [`invariant: ${broken}`];
    const isSame = !goesOn || tested.stateHash() === reference.stateHashFromScratch();
    return isSame ? [] : ['the state hashes differ'];
  }
}
