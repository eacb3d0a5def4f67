/** Who takes part in a race: something that can run a benchmark once, watched from outside. */
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { Benchmark } from '../benchmarks.ts';

export interface MachineShape {
  readonly harts: number;
  readonly ram: string;
}

export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** The command of a benchmark as one line for a shell, or undefined where this contender has no such thing. */
  commandFor(benchmark: Benchmark): string | undefined;
  /** One sample. Throws where the work failed or its result is wrong. */
  sample(benchmark: Benchmark): Promise<Sample>;
  close(): Promise<void>;
}
