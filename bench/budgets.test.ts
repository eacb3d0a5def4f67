import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BenchmarkRow } from '../src/protocol/benchmarks.ts';
import { chooseBenchmarks } from './benchmarks.ts';
import { type Budget, BUDGETS, judgeBudgets, PROMISES } from './budgets.ts';

const summary = { count: 5, median: 1, p10: 1, p90: 1, outliers: 0 };

function row(low: number | null, high: number | null, mips: number | null): BenchmarkRow {
  const middle = ((low ?? 1) + (high ?? 1)) / 2;
  const ratio = { of: 'a', to: 'b', measure: 'wallSeconds', ratio: middle, low, high } as const;
  return {
    amount: null,
    command: '',
    commit: '',
    cpu: '',
    name: 'boot',
    group: 'boots',
    what: '',
    measure: 'wallSeconds',
    measurements: [
      {
        contender: 'a',
        runtime: '',
        ran: '',
        samples: [],
        wallSeconds: summary,
        busiestCpuSeconds: null,
        mips,
      },
    ],
    ratios: [ratio],
    failures: [],
  };
}

const ratioBudget: Budget = { promise: 'p', benchmarks: 'boot', ratio: { of: 'a', to: 'b', most: 2 } };
const mipsBudget: Budget = {
  promise: 'p',
  benchmarks: 'boots',
  mips: { contender: 'a', tiers: 'interpreter', least: 250 },
};
const machine = { harts: 1, ram: '256M', tiers: 'interpreter' };
const standing = (each: BenchmarkRow, budget: Budget, tiers = 'interpreter') =>
  judgeBudgets({ rows: [each], machine: { ...machine, tiers } }, [budget])[0]?.standing;

describe('judgeBudgets', () => {
  it('breaks a ratio only where the whole interval is over it', () => {
    expect(standing(row(1.2, 1.9, null), ratioBudget)).toBe('kept');
    expect(standing(row(1.8, 2.4, null), ratioBudget)).toBe('not sure');
    expect(standing(row(2.1, 2.4, null), ratioBudget)).toBe('broken');
    expect(standing(row(null, null, null), ratioBudget)).toBe('not sure');
  });

  it('compares MIPS', () => {
    expect(standing(row(1, 1, 251), mipsBudget)).toBe('kept');
    expect(standing(row(1, 1, 249), mipsBudget)).toBe('broken');
    expect(standing(row(1, 1, null), mipsBudget)).toBe('not measured');
    expect(standing(row(1, 1, 900), mipsBudget, 'all')).toBe('not measured');
  });

  it('says what was not run', () => {
    expect(judgeBudgets({ rows: [], machine }, [ratioBudget])).toEqual([
      { promise: 'p', benchmark: 'boot', standing: 'not measured', figures: 'it was not run' },
    ]);
  });
});

describe('bench/budgets.json', () => {
  it('is about benchmarks that exist, and bounds something', () => {
    for (const { benchmarks, ratio, mips } of BUDGETS) {
      expect(chooseBenchmarks([benchmarks]).length).toBeGreaterThan(0);
      expect(ratio ?? mips).toBeDefined();
    }
  });

  it('names what holds a promise, and it is there', () => {
    const paths = PROMISES.flatMap((each) => ('heldBy' in each ? each.heldBy : []));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths)
      expect([path, existsSync(new URL(`../${path}`, import.meta.url))]).toEqual([path, true]);
  });

  it('has the promises of docs/SPECIFICATION.md, in its words, and no others', () => {
    const bullets = promisesOfSpecification();
    expect(bullets.length).toBeGreaterThan(20);
    for (const { promise } of PROMISES)
      expect([promise, bullets.filter((bullet) => bullet.includes(promise)).length]).toEqual([promise, 1]);
    const without = bullets.filter((bullet) => !PROMISES.some(({ promise }) => bullet.includes(promise)));
    expect(without).toEqual([]);
  });
});

/** What a guest must not rely on is no promise. */
const NO_PROMISES = 'What the manual leaves open, and what we do';

/** Every item of a list, in one line each. */
function promisesOfSpecification(): string[] {
  const text = readFileSync(new URL('../docs/SPECIFICATION.md', import.meta.url), 'utf8');
  const sections = text.split(/^## /m).filter((section) => !section.startsWith(NO_PROMISES));
  return sections.flatMap((section) =>
    [...section.matchAll(/^- ((?:.+\n)(?:  .+\n)*)/gm)].map(([, item = '']) => item.replace(/\s+/g, ' ')),
  );
}
