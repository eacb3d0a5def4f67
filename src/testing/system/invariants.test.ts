/** The checks find what they are for: faults planted in a machine that is whole. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  fetchTlbOffset,
  loadTlbOffset,
  storeTlbOffset,
  TLB_ADDEND,
  TLB_ENTRY_BYTES,
  TLB_PAGE,
  TLB_SETS,
} from '../../memory/hart.ts';
import { hartBase, PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';
import type { Machine } from '../../machine/machine.ts';
import { RAM_BYTES } from './hostile-run.ts';
import { brokenInvariant } from './invariants.ts';
import { disturbance, quietRegions } from './memory-map.ts';
import { programPlan } from './program.ts';
import { TestBench } from './test-bench.ts';

const bench = new TestBench({ harts: 1, ramBytes: RAM_BYTES, decodedPages: 8, diskCount: 0 });
const { plan } = bench;
const view = new DataView(bench.memory.buffer);
const base = hartBase(plan, 0);
let machine: Machine;

/** Loads and stores, in pages other than its own. */
const PROGRAM = `
_start:
  la s0, _start
  li s1, 0x1000
1: add s0, s0, s1
  ld a0, 0(s0)
  sd s0, 8(s0)
  addi s2, s2, 1
  li t1, 20
  bltu s2, t1, 1b
2: j 2b
`;

beforeEach(() => {
  machine = bench.machine({ plan: programPlan(PROGRAM, RAM_BYTES) });
  machine.run(3000);
});

/** The first entry in use of a table of any context. */
function usedEntry(offset: (context: number) => number): number {
  for (let context = 0; context < 4; context++) {
    for (let set = 0; set < TLB_SETS / 2; set++) {
      const entry = base + offset(context) + set * TLB_ENTRY_BYTES;
      if (view.getBigUint64(entry, true) !== 0xffff_ffff_ffff_ffffn) return entry;
    }
  }
  throw new Error('no entry is in use');
}

const pageFlag = (page: number): number => plan.pageFlagsBase + page;
const codePage = (): number => {
  const flags = bench.bytes.subarray(plan.pageFlagsBase, plan.pageFlagsBase + RAM_BYTES / PAGE_BYTES);
  return flags.findIndex((value) => (value & PAGE_FLAG.code) !== 0);
};
const flip = (address: number, bits: number): void => view.setUint8(address, view.getUint8(address) ^ bits);

describe('invariants', () => {
  test('a machine that ran is whole', () => {
    expect(brokenInvariant(bench, machine)).toBeUndefined();
    expect(disturbance(bench.bytes, quietRegions(plan))).toBeUndefined();
  });

  const faults: [string, RegExp, () => void][] = [
    [
      'a load TLB that reaches past RAM',
      /reaches|leads/,
      () => view.setUint32(usedEntry(loadTlbOffset) + TLB_ADDEND, plan.totalBytes, true),
    ],
    ['a store TLB that leads elsewhere', /leads/, () => flip(usedEntry(storeTlbOffset) + TLB_PAGE, 1)],
    [
      'a store TLB for a page with code',
      /watched/,
      () => {
        const entry = usedEntry(storeTlbOffset);
        const page = view.getUint32(entry + TLB_PAGE, true);
        flip(plan.pageWalkersBase + page, 1);
        const list = plan.walkedListsBase;
        view.setUint32(list + 4 + view.getUint32(list, true) * 4, page, true);
        view.setUint32(list, view.getUint32(list, true) + 1, true);
      },
    ],
    ['a fetch TLB with stale entries', /entries at/, () => flip(usedEntry(fetchTlbOffset) + TLB_ADDEND, 64)],
    ['a tag that is no page', /not the address/, () => flip(usedEntry(loadTlbOffset), 1)],
    [
      'a code flag without entries',
      /code flag/,
      () => flip(pageFlag(RAM_BYTES / PAGE_BYTES - 1), PAGE_FLAG.code),
    ],
    [
      'decoded entries of changed bytes',
      /stale/,
      () => {
        const page = codePage();
        for (let offset = 0; offset < PAGE_BYTES; offset++)
          flip(plan.ramBase + page * PAGE_BYTES + offset, 0x10);
      },
    ],
    [
      'a TLB that does not follow protection',
      /protected/,
      () => {
        // Locked and without any permission, over everything.
        machine.hart(0).state.pmpcfg[0] = 0x98n;
        machine.hart(0).state.pmpaddr[0] = (1n << 54n) - 1n;
      },
    ],
    [
      'x0',
      /x0/,
      () => {
        machine.hart(0).state.x[0] = 1n;
      },
    ],
    ['a walked page that is not noted', /walked/, () => flip(plan.pageWalkersBase + 7, 1)],
  ];
  test.each(faults)('%s is found', (_name, expected, plant) => {
    plant();
    expect(brokenInvariant(bench, machine)).toMatch(expected);
  });

  test.each(quietRegions(plan).map((region) => [region.name, region] as const))(
    'a byte in %s is found',
    (_name, region) => {
      for (const address of [region.start, region.end - 1]) {
        flip(address, 0x80);
        expect(disturbance(bench.bytes, quietRegions(plan))).toMatch(/was written/);
        flip(address, 0x80);
      }
    },
  );
});
