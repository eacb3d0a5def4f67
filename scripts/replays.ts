/**
 * Figures and proof for recorded runs, time travel and snapshots, on the Linux image that comes with the build.
 *
 *   npm run replays -- [runs] [millions of instructions]      (6 runs to 100 million)
 *   npm run replays -- 200 300 --only runs                    the runs alone; --only figures, the figures alone
 *   npm run replays -- 200 300 --only runs --share 1/2        every second run, for a process on each of two cores
 *
 * Runs: shaken boots (scripts/replay-runs.ts). What they found is kept in replays.log (--results FILE); given again,
 * the command does what is missing there. Then the figures: the cost of recording, a thousand steps back and forward,
 * and a snapshot's size and times.
 */
import { parseArgs } from 'node:util';
import { unwrap } from '../src/base/problem.ts';
import { Random } from '../src/base/random.ts';
import { nodePacker } from '../src/host/node/packer.ts';
import { ConsoleScript } from '../src/machine/console-script.ts';
import { Recording } from '../src/machine/log/recording.ts';
import { type Machine, SEMANTICS } from '../src/machine/machine.ts';
import {
  collectParts,
  readSnapshot,
  restoreSnapshots,
  SnapshotWriter,
} from '../src/machine/snapshot/file.ts';
import { finish, stepBack } from '../src/machine/time-travel/journeys.ts';
import { historyOf, machineOf, type TestParts, typing } from '../src/testing/histories.ts';
import { partsOf, proveRuns, TYPED } from './replay-runs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'runs figures' },
    results: { type: 'string', default: 'replays.log' },
    share: { type: 'string', default: '1/1' },
  },
});
const [runs = 6, millions = 100] = positionals.map(Number);
const [share = 1, shares = 1] = values.share.split('/').map(Number);
const MILLION = 1_000_000;
const MARKS = [1, 10, 100, 300].filter((count) => count <= millions).map((count) => count * MILLION);
const RULES = typing(...TYPED);

/** A machine with the rules' answers typed into it; a script that has gone so far goes on. */
function typedInto(parts: TestParts, script: ConsoleScript): Machine {
  const machine: Machine = machineOf(parts, (byte) => {
    for (const answer of script.push(byte)) {
      if (answer !== 'stop') machine.scheduleInput(answer, 1_000_000, 100_000);
    }
  });
  return machine;
}

/** Processor time: the host may be busy with something else. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const timed = (work: () => void): number => {
  const startedMs = cpuMs();
  work();
  return cpuMs() - startedMs;
};

/** Runs a boot of 60 million instructions. */
const bootPlain = (): void => void typedInto(partsOf(1), new ConsoleScript(RULES)).run(60 * MILLION);

function bootRecorded(): void {
  new Recording(typedInto(partsOf(1), new ConsoleScript(RULES))).run(60 * MILLION);
}

/** As the page does: recorded, and with its past. */
function bootWithPast(): void {
  const { history } = historyOf(partsOf(1), {}, RULES);
  new Recording(history.machine, undefined, undefined, history).run(60 * MILLION);
}

/** Processor time against that of a plain boot, alternating, ascending. */
function costsOf(boot: () => void): number[] {
  const ratios = Array.from({ length: 5 }, () => {
    const without = timed(bootPlain);
    return timed(boot) / without;
  });
  return ratios.toSorted((a, b) => a - b);
}

/** What docs/SPECIFICATION.md promises of recording, by the median. */
const MOST_COST = 1.3;
/** And of one step back after a boot. */
const MOST_STEP_MS = 200;

function recordingCost(): string {
  const costs = costsOf(bootRecorded);
  const isKept = (costs[2] ?? MOST_COST) <= MOST_COST;
  if (!isKept) process.exitCode = 1;
  return `${listOf(costs)} (promised: ${MOST_COST}; ${isKept ? 'kept' : 'broken'})`;
}

const listOf = (ratios: readonly number[]): string => ratios.map((ratio) => ratio.toFixed(2)).join(', ');

function stepsBack(): string {
  const { history } = historyOf(partsOf(1), {}, RULES);
  history.run(60 * MILLION);
  history.goTo(40 * MILLION + new Random(5).below(20 * MILLION));
  const hash = history.machine.stateHash();
  const start = history.count;
  const first = timed(() => finish(stepBack(history, 1)));
  const times = Array.from({ length: 999 }, () => timed(() => finish(stepBack(history, 1)))).sort(
    (a, b) => a - b,
  );
  if (history.count !== start - 1000) throw new Error('the steps back did not add up');
  history.step(1000);
  if (history.machine.stateHash() !== hash) throw new Error('another state after going back and forward');
  if (first > MOST_STEP_MS) process.exitCode = 1;
  const ms = (value = 0): string => `${value.toFixed(1)} ms`;
  const kept = `${history.keptCounts.length} states kept in ${(history.keptBytes / 2 ** 20).toFixed(0)} MiB`;
  return `first ${ms(first)}, then median ${ms(times[499])}, most ${ms(times.at(-1))}; same hash after 1,000; ${kept}`;
}

async function snapshotFigures(): Promise<string> {
  const script = new ConsoleScript(RULES);
  const machine = typedInto(partsOf(1), script);
  const bootMs = timed(() => {
    while (script.matched === 0) machine.run(100_000);
  });
  const savedMs = cpuMs();
  const bytes = await collectParts(new SnapshotWriter(machine, SEMANTICS).save({}, nodePacker));
  const readMs = cpuMs();
  const other = typedInto(partsOf(1), script);
  const madeMs = cpuMs();
  unwrap(restoreSnapshots(other, [unwrap(await readSnapshot(bytes, 'x', nodePacker))], SEMANTICS, 'x'));
  const [save, make, restore] = [readMs - savedMs, madeMs - readMs, cpuMs() - madeMs].map(Math.round);
  return `${(bytes.length / 1e6).toFixed(1)} MB; saved in ${save} ms; machine made in ${make} ms, restored in ${restore} ms (boot to the prompt: ${Math.round(bootMs)} ms)`;
}

if (values.only.includes('runs')) {
  const series = { runs, marks: MARKS, share: { index: share - 1, of: shares }, results: values.results };
  if (!(await proveRuns(series))) process.exitCode = 1;
}
if (values.only.includes('figures')) {
  console.log(`recorded against unrecorded, processor time: ${recordingCost()}`);
  console.log(`recorded and with its past, against neither: ${listOf(costsOf(bootWithPast))}`);
  console.log(`steps back (processor time): ${stepsBack()}`);
  console.log(`snapshot of 256 MiB (processor time): ${await snapshotFigures()}`);
}
