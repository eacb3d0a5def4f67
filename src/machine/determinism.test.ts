/**
 * Deterministic semantics, headless: however a run is cut into slices, whatever the host forgets in between
 * (translations, decoded code) and how little of it it can keep, the same state after N instructions.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import programs from '../../guest/programs/index.json' with { type: 'json' };
import { unwrap } from '../base/problem.ts';
import { Random } from '../base/random.ts';
import { CopyOnWriteDisk } from '../devices/block/backend.ts';
import { PAGE_BYTES } from '../memory/layout.ts';
import { type GuestOptions, linuxGuest, programGuest, type TestGuest } from '../testing/machines.ts';
import { type ConsoleRule, parseTypeRule } from './console-script.ts';

const rule = (text: string): ConsoleRule => unwrap(parseTypeRule(text, 'test'));

/** What may be different between two runs without any difference to the guest. */
interface Host {
  readonly name: string;
  readonly options?: GuestOptions;
  /** The most instructions in a slice; one slice without. */
  readonly slice?: number;
  /** Stops inside the guest's own writes, one byte in so many. */
  readonly stopsOneIn?: number;
  /** Called between slices. */
  readonly disturb?: (guest: TestGuest, random: Random) => void;
}

function flushSome({ machine }: TestGuest, random: Random): void {
  for (const hart of machine.harts) if (random.oneIn(2)) hart.flush();
}

/** Takes decoded entries away from a quarter of the pages that have some. */
function dropSomeCode({ machine, plan, buffer }: TestGuest, random: Random): void {
  const index = new Uint32Array(buffer, plan.decodedIndexBase, plan.ramBytes / PAGE_BYTES);
  index.forEach((entries, page) => {
    if (entries !== 0 && random.oneIn(4)) machine.hart(0).predecoder.dropPage(page);
  });
}

/** Translates where the harts stand, hot or not. */
function translateSome({ machine }: TestGuest, random: Random): void {
  for (const hart of machine.harts) if (random.oneIn(2)) hart.translateHere();
}

const ONE_SLICE: Host = { name: 'one slice of the interpreter', options: { tiers: ['interpreter'] } };

const TIER_CHOICES = [['interpreter'], ['baseline'], ['interpreter', 'baseline']] as const;

/** Often enough that each way is left and come back to many times. */
function switchTiers({ machine }: TestGuest, random: Random): void {
  machine.tiers.set(TIER_CHOICES[random.below(TIER_CHOICES.length)] ?? TIER_CHOICES[0]);
}

function resizeTlbs({ machine }: TestGuest, random: Random): void {
  machine.setTlbEntries(2 ** random.below(10));
}

/** Each kind of difference alone. */
const HOSTS: readonly Host[] = [
  ONE_SLICE,
  { name: 'one slice of every tier' },
  { name: 'code translated at random', slice: 100_000, disturb: translateSome },
  { name: 'tiers switched at random', slice: 500_000, disturb: switchTiers },
  { name: 'slices of every size, stopped inside writes', slice: 200_000, stopsOneIn: 7 },
  { name: 'TLBs of one entry', options: { tlbEntries: 1 } },
  { name: 'TLBs of sixteen entries, one slice', options: { tlbEntries: 16 } },
  { name: 'TLBs of another size after each slice', slice: 1_000_000, disturb: resizeTlbs },
  { name: 'translations forgotten between slices', slice: 200_000, disturb: flushSome },
  { name: 'decoded code forgotten between slices', slice: 1_000_000, disturb: dropSomeCode },
  { name: 'room for sixteen pages of decoded code', options: { decodedPages: 16 }, slice: 5_000_000 },
  { name: 'hashes at odd moments', slice: 5_000_000, disturb: ({ machine }) => void machine.stateHash() },
];

/** All of them at once. */
const HARSH_HOSTS: readonly Host[] = [
  ONE_SLICE,
  {
    name: 'everything at once',
    options: { decodedPages: 64 },
    slice: 500_000,
    stopsOneIn: 5,
    disturb: (guest, random) => {
      flushSome(guest, random);
      translateSome(guest, random);
      if (random.oneIn(30)) switchTiers(guest, random);
      if (random.oneIn(10)) resizeTlbs(guest, random);
      if (random.oneIn(4)) dropSomeCode(guest, random);
      if (random.oneIn(20)) guest.machine.stateHash();
    },
  },
];

/** The state hashes at the counts. */
function hashesAt(
  create: (options: GuestOptions) => TestGuest,
  host: Host,
  counts: readonly number[],
  seed: number,
): { readonly hashes: readonly string[]; readonly guest: TestGuest } {
  const random = new Random(seed);
  const guest = create({
    ...host.options,
    onByte: (machine) => {
      if (host.stopsOneIn !== undefined && random.oneIn(host.stopsOneIn)) machine.requestStop();
    },
  });
  const { machine } = guest;
  const hashes = counts.map((count) => {
    let emptySlices = 0;
    while (machine.retired() < count) {
      const before = machine.retired();
      const most = host.slice === undefined ? Number.POSITIVE_INFINITY : 1 + random.below(host.slice);
      const end = machine.run(Math.min(count - before, most));
      emptySlices = machine.retired() === before ? emptySlices + 1 : 0;
      if (end.kind !== 'budget' || emptySlices > 1000) throw new Error(`${end.kind} at ${before}`);
      host.disturb?.(guest, random);
    }
    expect(machine.retired()).toBe(count);
    return machine.stateHash();
  });
  return { hashes, guest };
}

/** Runs under every host and expects one state of all; the first guest. */
function runEverywhere(
  create: (options: GuestOptions) => TestGuest,
  hosts: readonly Host[],
  counts: readonly number[],
): TestGuest {
  let first: ReturnType<typeof hashesAt> | undefined;
  for (const [seed, host] of hosts.entries()) {
    const run = hashesAt(create, host, counts, seed);
    first ??= run;
    expect([host.name, run.guest.console()]).toEqual([host.name, first.guest.console()]);
    expect([host.name, run.hashes]).toEqual([host.name, first.hashes]);
  }
  if (!first) throw new Error('no host');
  return first.guest;
}

describe('Linux reaches one state', () => {
  const PROMPT = 'trampoline:~# ';
  const work = 'dd if=/dev/vda of=/dev/vda bs=16k seek=1 count=3; uname -m';
  const linux =
    (harts: number) =>
    (options: GuestOptions): TestGuest =>
      linuxGuest({
        ...options,
        harts,
        disks: [{ backend: new CopyOnWriteDisk(new Uint8Array(1 << 18).fill(7)), blockBytes: 512 }],
        rules: [rule(`${PROMPT}=>${work}\\n`), rule(`${PROMPT}=>cat /proc/interrupts | sort\\n`)],
      });
  const timeoutMs = 600_000;

  it(
    'after 1 and 10 million instructions, whatever single thing differs',
    () => {
      const guest = runEverywhere(linux(1), HOSTS, [1_000_000, 10_000_000]);
      expect(guest.console()).toContain('Linux version 6');
    },
    timeoutMs,
  );

  for (const harts of [1, 2, 4]) {
    it(
      `after 1, 10 and 50 million, with everything at once, with ${harts} ${harts === 1 ? 'hart' : 'harts'}`,
      () => {
        const guest = runEverywhere(linux(harts), HARSH_HOSTS, [1_000_000, 10_000_000, 50_000_000]);
        expect(guest.console()).toContain(harts === 1 ? '3+0 records out' : 'Linux version 6');
      },
      timeoutMs,
    );
  }
});

describe('a bare-metal program ends in one state', () => {
  const folder = new URL('../../guest/programs/', import.meta.url);
  const small: readonly Host[] = [
    ONE_SLICE,
    { name: 'one instruction at a time', slice: 1 },
    { name: 'short slices, code translated at random', slice: 500, disturb: translateSome },
    { name: 'no interpreter', options: { tiers: ['baseline'] } },
    { name: 'TLBs of one entry', options: { tlbEntries: 1 } },
    { name: 'short slices, tiers switched at random', slice: 2000, disturb: switchTiers },
    {
      name: 'short slices, translations and code forgotten',
      options: { decodedPages: 2 },
      slice: 700,
      stopsOneIn: 3,
      disturb: (guest, random) => {
        flushSome(guest, random);
        dropSomeCode(guest, random);
      },
    },
  ];
  for (const { file, harts } of programs) {
    it(`${file}, with ${harts} of them`, () => {
      const source = readFileSync(new URL(file, folder), 'utf8');
      const create = (options: GuestOptions): TestGuest => programGuest(source, { ...options, harts });
      const whole = create({});
      for (let left = 100; left > 0 && whole.machine.run(1_000_000).kind === 'budget'; left--);
      const count = Math.min(whole.machine.retired(), 30_000);
      const guest = runEverywhere(create, small, [Math.floor(count / 3), count - 1]);
      expect(guest.machine.retired()).toBe(count - 1);
    });
  }
});
