/**
 * Whether the comparison tells same from slower on this machine, now: the present commit against itself has to be the
 * same, with 1.00 in the interval; slowed by 12 % it has to fail; slowed by 1 % it must not be called a regression.
 */
import { writeFileSync } from 'node:fs';
import { ratioOf } from '../src/ui/benchmarks/figures.ts';
import { chooseBenchmarks } from './benchmarks.ts';
import { unpackGuest } from './guest-files.ts';
import { describeHost, loadNow } from './host.ts';
import type { SelfTest, SelfTestCase } from './self-test-file.ts';
import { type Compared, COMPARED_HEAD, comparedCells, compareSides } from './sides.ts';
import { alignColumns } from './table.ts';
import { holdsOne } from './verdict.ts';
import { buildCommit } from './worktree.ts';

const NAMES = ['nqueens', 'interp'];
const HEAD_TO_BASE = { of: 'head', to: 'base' };

interface Expectation {
  readonly what: string;
  readonly burn: number;
  readonly passes: (compared: Compared) => boolean;
}

const EXPECTATIONS: readonly Expectation[] = [
  {
    what: 'the same build against itself is the same, and 1.00 is in the interval',
    burn: 0,
    passes: ({ row, verdict }) => {
      const ratio = ratioOf(row, HEAD_TO_BASE);
      return verdict === 'same' && ratio !== undefined && holdsOne(ratio);
    },
  },
  { what: 'slowed by 12 %, it is caught', burn: 0.12, passes: ({ verdict }) => verdict === 'slower' },
  {
    what: 'slowed by 1 %, it is not called a regression',
    burn: 0.01,
    passes: ({ verdict }) => verdict === 'same' || verdict === 'faster',
  },
];

const caseOf = (what: string, compared: Compared, passed: boolean): SelfTestCase => {
  const { ratio = 0, low = null, high = null } = ratioOf(compared.row, HEAD_TO_BASE) ?? {};
  return { what, benchmark: compared.row.name, ratio, low, high, verdict: compared.verdict, passed };
};

/** Status 0 if all is as it should be; the result is written to `json` as well. */
export async function runSelfTest(root: string, samples: number, json: string | undefined): Promise<number> {
  const startedAt = new Date().toISOString();
  const loadBefore = loadNow();
  const guest = unpackGuest(root);
  const built = buildCommit(root, 'HEAD');
  const benchmarks = chooseBenchmarks(NAMES);
  const command = `npm run bench:compare -- --self-test --samples ${samples}`;
  const cases: SelfTestCase[] = [];
  for (const { what, burn, passes } of EXPECTATIONS) {
    const compared = await compareSides(
      { built, burn: 0 },
      { built, burn },
      { benchmarks, guest, samples, commandFor: () => command },
    );
    cases.push(...compared.map((each) => caseOf(what, each, passes(each))));
    const good = compared.every(passes);
    process.stdout.write(
      `${what}: ${good ? 'yes' : 'NO'}\n${alignColumns([COMPARED_HEAD, ...compared.map(comparedCells)])}\n`,
    );
  }
  const { cpu, loadAfter } = describeHost(loadBefore);
  const result: SelfTest = {
    startedAt,
    command,
    commit: built.commit,
    runtime: `Node ${process.versions.node}`,
    cpu,
    loadBefore,
    loadAfter,
    samples,
    cases,
  };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 1)}\n`);
  return cases.every(({ passed }) => passed) ? 0 : 1;
}
