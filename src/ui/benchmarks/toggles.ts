/**
 * Every switch of the page, in two lists: those that change how fast it is, each with its proof, and those that
 * change what it does, which need none. e2e/benchmarks.spec.ts holds both to the switches that the page shows.
 */
import type { ProofSubject } from '../../protocol/proof.ts';

export interface PerformanceToggle {
  /** Accessible name of the switch. */
  readonly name: string;
  readonly subject: ProofSubject;
  /** What is measured with it on and off. */
  readonly work: string;
}

export const PERFORMANCE_TOGGLES: readonly PerformanceToggle[] = [
  {
    name: 'Interpreter',
    subject: 'interpreter',
    work: '5,000 instructions that run once, as at the start of everything',
  },
  {
    name: 'Baseline JIT',
    subject: 'baseline',
    work: '20 million instructions of a loop over an array',
  },
  {
    name: 'Cache warming',
    subject: 'warming',
    work: 'building a machine, and 8 million instructions of a loop over an array, that an earlier machine has run',
  },
  {
    name: 'Tail calls',
    subject: 'tail-calls',
    work: '20 million instructions of a function that calls itself, in the baseline tier',
  },
  {
    name: 'Branch hints',
    subject: 'branch-hints',
    work: '20 million instructions of a function that calls itself, in the baseline tier',
  },
];

/** Accessible names. */
export const FUNCTION_TOGGLES: readonly string[] = [
  'Count executions',
  'Pause when hidden',
  'Screen reader mode',
];
