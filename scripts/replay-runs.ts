/**
 * Shaken boots of the Linux image (src/testing/shaken-run.ts): on 1, 2 and 4 harts in turn, every fifth in Chromium,
 * every fourth beside processes that burn time. All of one hart count must have the same hashes at the same counts.
 *
 * What was found goes to a file, a line of JSON for each run, as soon as it is known; a run that stands there already
 * is not done again. So a long series can be broken off and gone on with, and two processes can share one.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WarmStart } from '../src/exec/warm/file.ts';
import { nodePacker } from '../src/host/node/packer.ts';
import { SEMANTICS } from '../src/machine/machine.ts';
import { linuxParts, machineOf, type TestParts, typing } from '../src/testing/histories.ts';
import { type ShakenHost, shakenRun } from '../src/testing/shaken-run.ts';
import { openDeterminismPage } from './determinism-page.mjs';

const RAM_BYTES = 256 << 20;
/** What is not ended ends itself. */
const BURN_MS = 600_000;

/** Answers that end in a loop: whatever follows, the guest works on. */
export const TYPED = [
  'trampoline:~# =>ls -l / | md5sum; echo $((6*7))\\n',
  '42\\s=>while true; do uname -a; done\\n',
];
const RULES = typing(...TYPED);

export interface Series {
  readonly runs: number;
  /** Instructions at which hashes are taken, ascending. */
  readonly marks: readonly number[];
  /** Every so-many-th run, beginning with the so-many-th: a process for each share. */
  readonly share: { readonly index: number; readonly of: number };
  readonly results: string;
}

/** What the page of e2e/determinism answers. */
interface Page {
  boot(request: object): Promise<{ readonly hashes: readonly string[]; readonly done: string }>;
  close(): Promise<void>;
}

/** A line of the file of results. */
interface Found {
  readonly run: number;
  readonly semantics: number;
  readonly commit: string;
  readonly harts: number;
  readonly host: 'Node' | 'Chromium';
  readonly isUnderLoad: boolean;
  readonly done: string;
  readonly wallMs: number;
  readonly marks: readonly number[];
  readonly hashes: readonly string[];
}

export const partsOf = (
  harts: number,
  tiers: TestParts['configuration']['tiers'] = ['interpreter'],
): TestParts => {
  const parts = linuxParts({ harts, ramBytes: RAM_BYTES });
  return { ...parts, configuration: { ...parts.configuration, tiers } };
};

/** What the first run of each hart count translated. */
const warm = new Map<number, WarmStart>();

async function inNode(harts: number, seed: number, marks: readonly number[]) {
  const host: ShakenHost = {
    packer: nodePacker,
    create: (tiers, output, start) => machineOf(partsOf(harts, tiers), output, start && { start }),
  };
  const found = await shakenRun(host, { seed, rules: RULES, marks, warm: warm.get(harts) });
  if (!warm.has(harts)) warm.set(harts, found.machine.warmStart());
  return found;
}

const burning = (): ChildProcess[] =>
  Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', `const end = Date.now() + ${BURN_MS}; while (Date.now() < end);`]),
  );

/** Runs of other marks or semantics say nothing of this series. */
function readResults({ results, marks }: Series): Map<number, Found> {
  const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n') : [];
  // The last line of a series that was broken off may be half there.
  const found = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Found);
  const fits = found.filter(
    (one) => one.semantics === SEMANTICS && JSON.stringify(one.marks) === JSON.stringify(marks),
  );
  return new Map(fits.map((one) => [one.run, one]));
}

const commitNow = (): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

const short = ({ hashes }: Found): string => hashes.map((hash) => hash.slice(0, 16)).join(' ');

async function doRuns(series: Series): Promise<void> {
  const { runs, marks, share, results } = series;
  const known = readResults(series);
  if (known.size > 0) console.log(`${known.size} runs are known from ${results}`);
  const folder = mkdtempSync(join(tmpdir(), 'replays-'));
  let page: Page | undefined;
  const commit = commitNow();
  try {
    for (let run = 0; run < runs; run++) {
      if (run % share.of !== share.index || known.has(run)) continue;
      const harts = [1, 2, 4][run % 3] ?? 1;
      const host = run % 5 === 4 ? 'Chromium' : 'Node';
      const isUnderLoad = run % 4 === 3;
      if (host === 'Chromium') page ??= await openDeterminismPage(folder);
      const load = isUnderLoad ? burning() : [];
      const startedMs = performance.now();
      const request = { harts, rules: TYPED, shaken: { seed: run, marks } };
      const { hashes, done } = await (page && host === 'Chromium'
        ? page.boot(request)
        : inNode(harts, run, marks));
      for (const child of load) child.kill();
      const wallMs = Math.round(performance.now() - startedMs);
      const found: Found = {
        ...{ run, semantics: SEMANTICS, commit, harts, host, isUnderLoad, done, wallMs, marks, hashes },
      };
      appendFileSync(results, `${JSON.stringify(found)}\n`);
      const where = `${host}${isUnderLoad ? ' under load' : ''}, ${(wallMs / 1000).toFixed(1)} s`;
      console.log(`run ${run + 1} of ${runs}, ${harts} harts, ${where} (${done}): ${short(found)}`);
    }
  } finally {
    await page?.close();
    rmSync(folder, { recursive: true });
  }
}

/** All that is known of the series; false where two runs of one hart count differ. */
function judge(series: Series): boolean {
  const known = [...readResults(series).values()].filter(({ run }) => run < series.runs);
  let isOne = true;
  for (const harts of [1, 2, 4]) {
    const ofThese = known.filter((one) => one.harts === harts);
    const [first] = ofThese;
    if (!first) continue;
    const others = ofThese.filter((one) => short(one) !== short(first));
    isOne &&= others.length === 0;
    const count = (is: (one: Found) => boolean): number => ofThese.filter(is).length;
    console.log(
      `${harts} harts: ${ofThese.length} runs (${count(({ host }) => host === 'Chromium')} in Chromium, ` +
        `${count((one) => one.isUnderLoad)} under load), ${others.length} of them differ`,
    );
    for (const [index, mark] of first.marks.entries())
      console.log(`  ${mark / 1e6} million: ${first.hashes[index]}`);
    for (const { run, done } of others) console.log(`  DIFFERS: run ${run + 1} (${done})`);
  }
  console.log(`${known.length} of ${series.runs} runs done`);
  return isOne;
}

/** Does what is missing; false where a run differs from another. */
export async function proveRuns(series: Series): Promise<boolean> {
  await doRuns(series);
  return judge(series);
}
