/**
 * Figures and proof for recorded runs, time travel and snapshots, on the Linux image that comes with the build.
 *
 *   npm run replays -- [runs] [millions of instructions]      (6 runs to 100 million)
 *
 * Runs: on 1, 2 and 4 harts in turn, with slices, TLB flushes and tiers drawn at random, half of them put into
 * another machine by a snapshot file on the way. All of one hart count must have the same hashes. Then: the cost of
 * recording, a thousand steps back and forward, and a snapshot's size and times.
 */
import { Random } from '../src/base/random.ts';
import { nodePacker } from '../src/host/node/packer.ts';
import { TIERS } from '../src/machine/config/configuration.ts';
import { ConsoleScript } from '../src/machine/console-script.ts';
import { Recording } from '../src/machine/log/recording.ts';
import { type Machine, SEMANTICS } from '../src/machine/machine.ts';
import {
  collectParts,
  readSnapshot,
  restoreSnapshots,
  SnapshotWriter,
} from '../src/machine/snapshot/file.ts';
import { unwrap } from '../src/base/problem.ts';
import { historyOf, linuxParts, machineOf, type TestParts, typing } from '../src/testing/histories.ts';

const [runs = 6, millions = 100] = process.argv.slice(2).map(Number);
const MILLION = 1_000_000;
const RAM_BYTES = 256 << 20;
const RULES = typing(
  'trampoline:~# =>ls -l / | md5sum; echo $((6*7))\\n',
  '42\\s=>while true; do uname -a; done\\n',
);

/** A machine with the rules' answers typed into it; a script that has gone so far goes on. */
function typedInto(parts: TestParts, script: ConsoleScript): Machine {
  const machine: Machine = machineOf(parts, (byte) => {
    for (const answer of script.push(byte)) {
      if (answer !== 'stop') machine.scheduleInput(answer, 1_000_000, 100_000);
    }
  });
  return machine;
}

const partsOf = (harts: number, tiers: TestParts['configuration']['tiers'] = ['interpreter']): TestParts => {
  const parts = linuxParts({ harts, ramBytes: RAM_BYTES });
  return { ...parts, configuration: { ...parts.configuration, tiers } };
};

async function moved(machine: Machine, parts: TestParts, script: ConsoleScript): Promise<Machine> {
  const bytes = await collectParts(new SnapshotWriter(machine, SEMANTICS).save({}, nodePacker));
  const other = typedInto(parts, script);
  unwrap(restoreSnapshots(other, [unwrap(await readSnapshot(bytes, 'run', nodePacker))], SEMANTICS, 'run'));
  return other;
}

/** The hashes at 1, 10, 100 … million instructions. */
async function hashes(harts: number, seed: number): Promise<string> {
  const random = new Random(seed);
  const tiers = random.oneIn(2) ? TIERS : (['interpreter'] as const);
  const parts = partsOf(harts, tiers);
  const script = new ConsoleScript(RULES);
  let machine = typedInto(parts, script);
  const moveAt = random.oneIn(2) ? random.below(millions * MILLION) : Number.POSITIVE_INFINITY;
  let isMoved = false;
  const found: string[] = [];
  for (const mark of [1, 10, 100, 300].filter((count) => count <= millions)) {
    while (machine.retired() < mark * MILLION) {
      machine.run(Math.min(mark * MILLION - machine.retired(), 1 + random.below(4 * MILLION)));
      if (random.oneIn(3)) for (const hart of machine.harts) hart.flush();
      if (isMoved || machine.retired() < moveAt) continue;
      isMoved = true;
      machine = await moved(machine, partsOf(harts, random.oneIn(2) ? TIERS : ['interpreter']), script);
    }
    found.push(machine.stateHash().slice(0, 16));
  }
  return found.join(' ');
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

/** Processor time of a boot of 60 million instructions, with and without recording, alternating. */
function costOfRecording(): string {
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const plain = typedInto(partsOf(1), new ConsoleScript(RULES));
    const script = new ConsoleScript(RULES);
    const recording = new Recording(typedInto(partsOf(1), script));
    const without = timed(() => plain.run(60 * MILLION));
    const recorded = timed(() => recording.run(60 * MILLION));
    ratios.push(recorded / without);
  }
  return ratios.map((ratio) => ratio.toFixed(2)).join(', ');
}

function stepsBack(): string {
  const { history } = historyOf(partsOf(1), {}, RULES);
  history.run(60 * MILLION);
  history.goTo(40 * MILLION + new Random(5).below(20 * MILLION));
  const hash = history.machine.stateHash();
  const start = history.count;
  const first = timed(() => history.stepBack());
  const times = Array.from({ length: 999 }, () => timed(() => history.stepBack())).sort((a, b) => a - b);
  if (history.count !== start - 1000) throw new Error('the steps back did not add up');
  history.step(1000);
  if (history.machine.stateHash() !== hash) throw new Error('another state after going back and forward');
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

const seen = new Map<number, string>();
for (let run = 0; run < runs; run++) {
  const harts = [1, 2, 4][run % 3] ?? 1;
  const found = await hashes(harts, run);
  const expected = seen.get(harts) ?? found;
  seen.set(harts, expected);
  console.log(`run ${run + 1}, ${harts} harts: ${found}${found === expected ? '' : '  DIFFERS'}`);
  if (found !== expected) process.exitCode = 1;
}
console.log(`recorded against unrecorded, processor time: ${costOfRecording()}`);
console.log(`steps back (processor time): ${stepsBack()}`);
console.log(`snapshot of 256 MiB (processor time): ${await snapshotFigures()}`);
