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
  /** What it runs on: the browser, Node, QEMU or compiler, with its version. */
  readonly runtime: string;
  readonly version: string;
  /** What it runs for a benchmark, for reading, or undefined where this contender has no such thing. */
  ranFor(benchmark: Benchmark): string | undefined;
  /** One sample. Throws where the work failed or its result is wrong. */
  sample(benchmark: Benchmark): Promise<Sample>;
  /** A round of all benchmarks is over: no process of it may go on. */
  endRound(): Promise<void>;
  close(): Promise<void>;
}
