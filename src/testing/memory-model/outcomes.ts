/**
 * Every outcome of a few threads that a memory model allows, by trying all: each value that a read might return, each
 * write it might come from, each order of the writes of a location.
 */
import { at } from '../../base/assert.ts';
import type { Access, Event } from './events.ts';
import { type MemoryModel, type Violation, violation } from './rvwmo.ts';
import type { Choose, ThreadAccess, ThreadEvent, ThreadRun } from './thread.ts';
import type { Thread } from './threads.ts';

export interface Setting {
  readonly threads: readonly Thread[];
  /** Registers at the start, by thread. */
  readonly registers: readonly (readonly bigint[])[];
  /** Initial values, by address; every location that is accessed stands here. */
  readonly memory: ReadonlyMap<bigint, bigint>;
}

export interface Outcome {
  readonly registers: readonly (readonly bigint[])[];
  readonly memory: ReadonlyMap<bigint, bigint>;
}

/** Runs with every sequence of choices. */
function* allRuns(run: (choose: Choose) => ThreadRun): Generator<ThreadRun> {
  const prefix: number[] = [];
  for (;;) {
    const counts: number[] = [];
    const taken: number[] = [];
    const result = run((count) => {
      const choice = prefix[taken.length] ?? 0;
      counts.push(count);
      taken.push(choice);
      return choice;
    });
    yield result;
    let last = taken.length - 1;
    while (last >= 0 && at(taken, last) + 1 === at(counts, last)) last--;
    if (last < 0) return;
    prefix.splice(0, prefix.length, ...taken.slice(0, last), at(taken, last) + 1);
  }
}

const isWrite = (event: ThreadEvent): event is ThreadAccess => event.kind === 'write';

/**
 * Values that might stand at each location: those written by some run, until no new ones come. A value that is
 * computed through more writes than there are would have come from itself.
 */
function possibleValues({ threads, registers, memory }: Setting): Map<bigint, readonly bigint[]> {
  let values = new Map([...memory].map(([address, value]) => [address, [value] as readonly bigint[]]));
  let writes = 1;
  for (let round = 0; round < writes; round++) {
    const next = new Map([...values].map(([address, known]) => [address, new Set(known)]));
    writes = 0;
    threads.forEach((thread, index) => {
      let most = 0;
      for (const { events } of runsOf(thread, values, at(registers, index))) {
        const written = events.filter(isWrite);
        most = Math.max(most, written.length);
        for (const { address, value } of written) next.get(address.value)?.add(value);
      }
      writes += most;
    });
    values = new Map([...next].map(([address, known]) => [address, [...known]]));
  }
  return values;
}

function* runsOf(
  thread: Thread,
  values: ReadonlyMap<bigint, readonly bigint[]>,
  registers: readonly bigint[],
): Generator<ThreadRun> {
  const valuesAt = (address: bigint): readonly bigint[] => {
    const known = values.get(address);
    if (!known) throw new Error(`the shape has nothing at 0x${address.toString(16)}`);
    return known;
  };
  yield* allRuns((choose) => thread.run(choose, valuesAt, registers));
}

/** One element of each list, in every way. */
function* combinations<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = lists;
  if (!first) {
    yield [];
    return;
  }
  for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}

function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length === 0) yield [];
  for (const [index, one] of list.entries()) {
    for (const rest of permutations(list.filter((_, other) => other !== index))) yield [one, ...rest];
  }
}

/** The events of all threads after those of the initial state, numbered through. */
function globalEvents(runs: readonly ThreadRun[], memory: ReadonlyMap<bigint, bigint>): Event[] {
  const nothing: ReadonlySet<number> = new Set();
  const plain = { acquire: false, release: false, pair: undefined, isExclusive: false } as const;
  const from = { addressFrom: nothing, valueFrom: nothing, control: nothing };
  const events: Event[] = [...memory].map(([address, value], id) => {
    return { id, thread: -1, kind: 'write', address, value, ...plain, ...from };
  });
  runs.forEach((run, thread) => {
    const base = events.length;
    const moved = (ids: ReadonlySet<number>): ReadonlySet<number> => new Set([...ids].map((id) => id + base));
    run.events.forEach((event, index) => {
      const place = { id: base + index, thread, control: moved(event.control) };
      if (event.kind === 'fence') {
        events.push({ ...event, ...place });
        return;
      }
      const { kind, value, acquire, release, isExclusive } = event;
      events.push({
        ...{ kind, value, acquire, release, isExclusive, ...place },
        address: event.address.value,
        pair: event.pair === undefined ? undefined : event.pair + base,
        addressFrom: moved(event.address.from),
        valueFrom: moved(event.written?.from ?? nothing),
      });
    });
  });
  return events;
}

export interface Candidate {
  readonly outcome: Outcome;
  /** Nothing where the model allows it. */
  readonly violation: Violation | undefined;
}

/** Every execution that can be put together, with what the model says of it. */
export function* candidates(setting: Setting, model: MemoryModel): Generator<Candidate> {
  const values = possibleValues(setting);
  const perThread = setting.threads.map((thread, index) => [
    ...runsOf(thread, values, at(setting.registers, index)),
  ]);
  for (const runs of combinations(perThread)) {
    const events = globalEvents(runs, setting.memory);
    const accesses = events.filter((event): event is Access => event.kind !== 'fence');
    const reads = accesses.filter(({ kind }) => kind === 'read');
    const sources = reads.map(({ address, value }) =>
      accesses.filter((one) => one.kind === 'write' && one.address === address && one.value === value),
    );
    const addresses = [...setting.memory.keys()];
    const orders = addresses.map((address) => {
      const [initial, ...writes] = accesses.filter((one) => one.kind === 'write' && one.address === address);
      return [...permutations(writes)].map((rest) => (initial ? [initial, ...rest] : rest));
    });
    for (const chosen of combinations(sources)) {
      const readsFrom = new Map(reads.map(({ id }, index) => [id, at(chosen, index).id]));
      for (const order of combinations(orders)) {
        const coherence = new Map(
          addresses.map((address, index) => [address, at(order, index).map(({ id }) => id)]),
        );
        const last = addresses.map(
          (address, index) => [address, at(order, index).at(-1)?.value ?? 0n] as const,
        );
        yield {
          outcome: { registers: runs.map(({ registers }) => registers), memory: new Map(last) },
          violation: violation(model, { events, readsFrom, coherence }),
        };
      }
    }
  }
}
