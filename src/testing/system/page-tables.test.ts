/**
 * Programs that edit their page tables under way, with `sfence.vma` after each edit, after none, or after some: what
 * they read back is what a model of the tables says, since translations follow memory by themselves. A machine that
 * takes over in the middle, from a snapshot file and under other tiers, ends in the same state.
 *
 * TRAMPOLINE_PROGRAMS=200 runs more of them.
 */
import { describe, expect, it } from 'vitest';
import { u64 } from '../../base/bits.ts';
import { unwrap } from '../../base/problem.ts';
import { Random } from '../../base/random.ts';
import { nodePacker } from '../../host/node/packer.ts';
import { type Machine, SEMANTICS } from '../../machine/machine.ts';
import { collectParts, readSnapshot, restoreSnapshots, SnapshotWriter } from '../../machine/snapshot/file.ts';
import { machineOf, programParts } from '../histories.ts';
import { drawTiers } from '../shaken-run.ts';

const PROGRAMS = Number(process.env['TRAMPOLINE_PROGRAMS'] ?? 6);
const PAGES = 8;
const ROUNDS = 300;
const FIRST_PAGE = 0x4000_0000n;
const DATA = 0x8040_0000n;
const [ROOT, MIDDLE, LEAVES] = [0x8030_0000n, 0x8030_1000n, 0x8030_2000n];
/** Where the table of leaves maps itself. */
const SELF = 64n;
/** Valid, readable, writable, executable, accessed, dirty. */
const LEAF = 0xcfn;

type Step =
  | { readonly kind: 'map'; readonly page: number; readonly to: number; readonly fence: string }
  | { readonly kind: 'read' | 'write'; readonly page: number; readonly offset: number }
  /** By the physical address. */
  | { readonly kind: 'change'; readonly to: number; readonly offset: number };

type Fences = 'all' | 'none' | 'some';

const FENCES = ['sfence.vma', 'sfence.vma t2', 'sfence.vma zero, zero'];

function drawSteps(random: Random, fences: Fences): Step[] {
  const offset = (): number => 8 * random.below(512);
  return Array.from({ length: 24 }, (): Step => {
    const page = random.below(PAGES);
    switch (random.below(5)) {
      case 0:
      case 1: {
        const to = random.below(PAGES);
        const fence = random.pick(FENCES);
        const isFenced = random.oneIn(2);
        return {
          kind: 'map',
          page,
          to,
          fence: fences === 'all' || (fences === 'some' && isFenced) ? fence : '',
        };
      }
      case 2:
        return { kind: 'change', to: random.below(PAGES), offset: offset() };
      default:
        return { kind: random.oneIn(2) ? 'read' : 'write', page, offset: offset() };
    }
  });
}

const entry = (address: bigint, flags: bigint): bigint => ((address >> 12n) << 10n) | flags;
const dataPage = (index: number): bigint => DATA + 4096n * BigInt(index);

function stepText(step: Step): string[] {
  switch (step.kind) {
    case 'map': {
      const edit = [`li t1, ${entry(dataPage(step.to), LEAF)}`, `sd t1, ${8 * step.page}(s1)`];
      return [...edit, `li t2, ${FIRST_PAGE + 4096n * BigInt(step.page)}`, step.fence];
    }
    case 'read':
      return [
        `li t2, ${FIRST_PAGE + 4096n * BigInt(step.page) + BigInt(step.offset)}`,
        'ld t3, 0(t2)',
        'xor s5, s5, t3',
        'slli t4, s5, 7',
        'srli s5, s5, 57',
        'or s5, s5, t4',
      ];
    case 'write':
      return [
        `li t2, ${FIRST_PAGE + 4096n * BigInt(step.page) + BigInt(step.offset)}`,
        'add t3, s5, s6',
        'sd t3, 0(t2)',
      ];
    case 'change':
      return [`li t2, ${dataPage(step.to) + BigInt(step.offset)}`, 'sd s6, 0(t2)'];
  }
}

/** Data goes through the tables (MPRV), the code does not. */
function programText(steps: readonly Step[]): string {
  const store = (table: bigint, index: bigint, value: bigint): string[] => [
    `li t0, ${table + 8n * index}`,
    `li t1, ${value}`,
    'sd t1, 0(t0)',
  ];
  const lines = [
    ...store(ROOT, 1n, entry(MIDDLE, 1n)),
    ...store(ROOT, 2n, entry(0x8000_0000n, LEAF)),
    ...store(MIDDLE, 0n, entry(LEAVES, 1n)),
    ...store(LEAVES, SELF, entry(LEAVES, LEAF)),
    ...Array.from({ length: PAGES }, (_, page) =>
      store(LEAVES, BigInt(page), entry(dataPage(page), LEAF)),
    ).flat(),
    ...['li t0, -1', 'csrw pmpaddr0, t0', 'li t0, 0x1f', 'csrw pmpcfg0, t0'],
    `li t0, ${(8n << 60n) | (ROOT >> 12n)}`,
    'csrw satp, t0',
    'li t0, 0x20800',
    'csrs mstatus, t0',
    `li s1, ${FIRST_PAGE + SELF * 4096n}`,
    ...['li s5, 1', 'li s6, 0', `li s7, ${ROUNDS}`],
    'round:',
    'addi s6, s6, 1',
    ...steps.flatMap(stepText),
    'bne s6, s7, round',
    'end: j end',
  ];
  return `.globl _start\n_start:\n${lines.join('\n')}\n`;
}

/** What `s5` is in the end. */
function expected(steps: readonly Step[]): bigint {
  const memory = new Map<string, bigint>();
  const map = Array.from({ length: PAGES }, (_, page) => page);
  let sum = 1n;
  for (let round = 1n; round <= BigInt(ROUNDS); round++) {
    for (const step of steps) {
      if (step.kind === 'map') map[step.page] = step.to;
      else if (step.kind === 'change') memory.set(`${step.to} ${step.offset}`, round);
      else {
        const place = `${map[step.page]} ${step.offset}`;
        if (step.kind === 'write') memory.set(place, u64(sum + round));
        else {
          sum ^= memory.get(place) ?? 0n;
          sum = u64(sum << 7n) | (sum >> 57n);
        }
      }
    }
  }
  return sum;
}

/** Long after the program has come to its end. */
const END = 200_000;
/** While it edits. */
const MIDDLES = { from: 2_000, to: 20_000 } as const;

function machineFor(source: string, random: Random): Machine {
  const parts = programParts(source);
  return machineOf({ ...parts, configuration: { ...parts.configuration, tiers: drawTiers(random) } });
}

async function takenOver(machine: Machine, source: string, random: Random): Promise<Machine> {
  const saved = await collectParts(new SnapshotWriter(machine, SEMANTICS).save({}, nodePacker));
  const other = machineFor(source, random);
  const snapshot = unwrap(await readSnapshot(saved, 'middle', nodePacker));
  unwrap(restoreSnapshots(other, [snapshot], SEMANTICS, 'middle'));
  return other;
}

describe.each(['all', 'none', 'some'] as const)('programs that edit page tables, fences: %s', (fences) => {
  it('see each edit at once, under any tiers, and go on from a snapshot', {
    timeout: 3_600_000,
  }, async () => {
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = new Random(seed);
      const steps = drawSteps(random, fences);
      const source = programText(steps);
      const whole = machineFor(source, random);
      whole.run(END);
      expect([seed, whole.hart(0).state.mcause, whole.hart(0).state.x[21]]).toEqual([
        seed,
        0n,
        expected(steps),
      ]);
      const first = machineFor(source, random);
      first.run(MIDDLES.from + random.below(MIDDLES.to - MIDDLES.from));
      const second = await takenOver(first, source, random);
      second.tiers.set(drawTiers(random));
      second.run(END - second.retired());
      expect([seed, second.stateHash()]).toEqual([seed, whole.stateHash()]);
    }
  });
});
