/**
 * The one way to the machine's figures: whoever shows or records counters reads them through a
 * {@link StatsSource} and never learns how they travelled (posted ten times a second, or shared memory).
 */

/** One reading of a machine. */
export interface MachineSample {
  /** When it was read: milliseconds of a monotonic clock that all readings of one source share. */
  readonly atMs: number;
  /** Retired since the machine was started, one element per hart. */
  readonly instructions: readonly number[];
  /** Counters by name: one element per hart, or one for the machine; null if it was not counted. */
  readonly counters: Readonly<Record<string, readonly number[] | null>>;
}

export interface StatsSource {
  /** The latest reading; undefined before the first. */
  latest(): MachineSample | undefined;
  /** Million instructions per second between the latest two readings; null before two of one machine. */
  mips(): number | null;
  /** Calls `listener` after every reading, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** A source that is fed by whoever receives the readings. */
export interface StatsFeed extends StatsSource {
  push(sample: MachineSample): void;
  /** Forgets all readings: another machine, or the same one started over. */
  clear(): void;
}

/** The rate is measured over at least this long: shorter intervals say more about the timer than the guest. */
const MIN_INTERVAL_MS = 80;

const total = (sample: MachineSample): number => sample.instructions.reduce((sum, count) => sum + count, 0);

export function statsFeed(): StatsFeed {
  const listeners = new Set<() => void>();
  let latest: MachineSample | undefined;
  /** The reading that the running interval began with. */
  let base: MachineSample | undefined;
  let rate: number | null = null;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    latest: () => latest,
    mips: () => rate,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push(sample) {
      latest = sample;
      base ??= sample;
      // The machine went back in its past.
      if (total(sample) < total(base)) {
        base = sample;
        rate = null;
      }
      const elapsedMs = sample.atMs - base.atMs;
      if (elapsedMs >= MIN_INTERVAL_MS) {
        rate = (total(sample) - total(base)) / elapsedMs / 1000;
        base = sample;
      }
      changed();
    },
    clear() {
      latest = undefined;
      base = undefined;
      rate = null;
      changed();
    },
  };
}
