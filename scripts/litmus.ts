/**
 * Litmus shapes on real threads: each shape runs as a bare-metal program with a thread for each hart, and no outcome
 * that RVWMO forbids may come up.
 *
 *   npm run litmus -- [--runs N] [--shape TEXT] [--tiers LIST]
 *
 * `--runs` is 1,000,000 for each shape by default, and a twentieth of that for shapes with more threads than the host
 * has processors, whose barriers wait for the host's scheduler. Prints how often each outcome was seen, the host's architecture,
 * and ends with status 1 where a forbidden one was.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unwrap } from '../src/base/problem.ts';
import { assembleProgram } from '../src/machine/programs.ts';
import { litmusProgram, outcomesIn, runsOf } from '../src/testing/memory-model/litmus-program.ts';
import { DEPENDENCIES_BY_NAME, type Shape, SHAPES } from '../src/testing/memory-model/shapes.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    shape: { type: 'string', default: '' },
    tiers: { type: 'string', default: 'interpreter,baseline' },
  },
});
const batchesOf = ({ threads }: Shape): number => {
  const runs = Number(options.runs) / (threads.length > availableParallelism() ? 20 : 1);
  return Math.max(1, Math.ceil(runs / runsOf(1)));
};
const bin = fileURLToPath(new URL('../bin/trampoline.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trampoline-litmus-'));

/** Undefined where the program did not come to its end. */
function observe(shape: Shape): number | undefined {
  const [elf, report] = [join(folder, 'litmus.elf'), join(folder, 'report.json')];
  writeFileSync(elf, unwrap(assembleProgram(litmusProgram(shape, batchesOf(shape)), shape.name)).elf);
  // A shape of one thread needs a second hart for there to be threads at all.
  const harts = ['--harts', String(Math.max(2, shape.threads.length)), '--tiers', options.tiers];
  const run = [
    'run',
    '--elf',
    elf,
    ...harts,
    '--threads',
    'on',
    '--quiet',
    '--timeout',
    '600',
    '--json',
    report,
  ];
  const { status } = spawnSync(process.execPath, [bin, ...run], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { console: printed } = JSON.parse(readFileSync(report, 'utf8')) as { readonly console: string };
  return status === 0 ? outcomesIn(printed) : undefined;
}

const shapes = [...SHAPES, ...DEPENDENCIES_BY_NAME].filter(({ name }) => name.includes(options.shape));
let failures = 0;
console.log(
  `${shapes.length} shapes, ${process.arch}, ${availableParallelism()} processors, ${options.tiers}`,
);
for (const shape of shapes) {
  const seen = observe(shape);
  const isWrong = seen === undefined || (shape.verdict === 'forbidden' && seen > 0);
  if (isWrong) failures++;
  console.log(
    `${isWrong ? 'WRONG' : 'ok   '} ${shape.verdict.padEnd(9)} ${seen ?? 'no end'} of ${runsOf(batchesOf(shape))}  ${shape.name}`,
  );
}
rmSync(folder, { recursive: true });
process.exitCode = failures === 0 ? 0 : 1;
