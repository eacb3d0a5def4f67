/**
 * What a memory model is about: the reads, writes and fences of each thread in program order, with what each
 * depends on. Every location is accessed in one size; overlapping accesses are not modelled.
 */

interface EventBase {
  /** Position among all events of an execution. */
  readonly id: number;
  /** -1 for the writes of the initial state. */
  readonly thread: number;
  /** Reads, by their ids, whose values decided whether this happens at all. */
  readonly control: ReadonlySet<number>;
}

export interface Access extends EventBase {
  readonly kind: 'read' | 'write';
  readonly address: bigint;
  readonly value: bigint;
  readonly acquire: boolean;
  readonly release: boolean;
  /** The other half of an atomic, or of a pair of load-reserved and store-conditional that succeeded. */
  readonly pair: number | undefined;
  /** Of an atomic or a store-conditional, which forward nothing early. */
  readonly isExclusive: boolean;
  /** Reads whose values the address, and the value to be written, were computed from. */
  readonly addressFrom: ReadonlySet<number>;
  readonly valueFrom: ReadonlySet<number>;
}

/** What a fence keeps on its two sides: masks of r (2) and w (1). */
export interface Fence extends EventBase {
  readonly kind: 'fence';
  readonly before: number;
  readonly after: number;
  /** `fence.tso`: all but writes before reads. */
  readonly isTso: boolean;
}

export type Event = Access | Fence;

export const READS = 2;
export const WRITES = 1;

/** A whole candidate: what each thread did, where each read read from, in which order each location was written. */
export interface Execution {
  readonly events: readonly Event[];
  /** By the id of a read: the id of the write it reads from. */
  readonly readsFrom: ReadonlyMap<number, number>;
  /** By address: the ids of its writes in order, the initial one first. */
  readonly coherence: ReadonlyMap<bigint, readonly number[]>;
}

export const isAccess = (event: Event): event is Access => event.kind !== 'fence';
