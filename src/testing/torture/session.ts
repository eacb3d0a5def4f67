/** Many torture programs one after another, over all shapes of machine and all mixtures, with what they did. */
import { at } from '../../base/assert.ts';
import { MIXTURES } from './mixture.ts';
import { type TortureProgram, tortureProgram } from './program.ts';
import { type Disagreement, SHAPES, Torturer } from './run.ts';

export interface SessionOptions {
  /** One shape or mixture instead of all in turn. */
  readonly shape?: number | undefined;
  readonly mixture?: number | undefined;
  readonly instructionsEach: number;
}

export interface Totals {
  programs: number;
  stuck: number;
  instructions: number;
  translatedInstructions: number;
  translations: number;
  invalidations: number;
  exceptions: number;
  interrupts: number;
  codeStores: number;
  flushes: number;
}

export interface Finding {
  readonly seed: number;
  readonly shape: number;
  readonly mixture: number;
  readonly disagreement: Disagreement;
}

const COUNTED = {
  translations: 'cache.translations',
  invalidations: 'cache.invalidations',
  exceptions: 'trap.exceptions',
  interrupts: 'trap.interrupts',
  codeStores: 'code.stores',
  flushes: 'tlb.flushes',
} as const;

export class Session {
  readonly totals: Totals = {
    programs: 0,
    stuck: 0,
    instructions: 0,
    translatedInstructions: 0,
    translations: 0,
    invalidations: 0,
    exceptions: 0,
    interrupts: 0,
    codeStores: 0,
    flushes: 0,
  };
  private readonly options: SessionOptions;
  private readonly torturers = new Map<number, Torturer>();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  /** The machines of a shape; made once. */
  torturer(shape: number): Torturer {
    const known = this.torturers.get(shape) ?? new Torturer(at(SHAPES, shape));
    this.torturers.set(shape, known);
    return known;
  }

  program(seed: number, shape: number): TortureProgram {
    return tortureProgram(seed, at(SHAPES, shape).harts);
  }

  /** Runs the program of a seed; where and how the machines differ, if they do. */
  run(seed: number): Finding | undefined {
    const { options, totals } = this;
    const mixture = options.mixture ?? seed % MIXTURES.length;
    const shape = options.shape ?? Math.floor(seed / MIXTURES.length) % SHAPES.length;
    const program = this.program(seed, shape);
    const pass = this.torturer(shape).run(program, at(MIXTURES, mixture), {
      instructions: options.instructionsEach,
    });
    const sum = (name: string): number => pass.counters[name]?.reduce((a, b) => a + b, 0) ?? 0;
    totals.programs++;
    if (pass.isStuck) totals.stuck++;
    totals.instructions += pass.retired;
    totals.translatedInstructions += sum('tier.baseline.instructions') + sum('tier.optimizing.instructions');
    for (const name of Object.keys(COUNTED) as (keyof typeof COUNTED)[]) totals[name] += sum(COUNTED[name]);
    return pass.disagreement && { seed, shape, mixture, disagreement: pass.disagreement };
  }
}
