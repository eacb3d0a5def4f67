/**
 * Draws new cases from the instruction set's rows and compares every tier with a live QEMU's user mode:
 *
 *   npm run fuzz -- SEED [--extension NAME] [--cases N]      all extensions, 100,000 cases of each
 *
 * Prints cases, differences and seconds for each extension, writes nothing, and ends with status 1 where anything
 * differs. The same seed draws the same cases.
 */
import { parseArgs } from 'node:util';
import { formatProblem, problem } from '../src/base/problem.ts';
import { Random } from '../src/base/random.ts';
import { type Difference, differences, differenceText } from '../src/testing/compare.ts';
import type { Executor } from '../src/testing/executor.ts';
import { drawCases } from '../src/testing/generator/cases.ts';
import { type ExtensionName, extensionNames } from '../src/testing/generator/rows.ts';
import { TIERS } from '../src/testing/tiers.ts';
import { findQemuUser, type Qemu, qemuExecutor } from '../src/testing/witness/qemu.ts';
import { knowsExtension, quirkOf } from '../src/testing/witness/quirks.ts';

const DEFAULT_CASES = 100_000;
const SHOWN_DIFFERENCES = 5;
/** Cases held at a time. */
const PIECE_CASES = 40_960;

function usage(what: string): never {
  const action = 'npm run fuzz -- SEED [--extension NAME] [--cases N]';
  console.error(formatProblem(problem('usage', 'fuzz.option', 'fuzz', what, action)));
  process.exit(2);
}

function parseNumber(name: string, text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || !Number.isSafeInteger(value) || value < 0)
    usage(`${name} is not a number: ${text ?? 'missing'}`);
  return value;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { extension: { type: 'string' }, cases: { type: 'string', default: String(DEFAULT_CASES) } },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function parse() {
  const { values, positionals } = readArguments();
  const names = extensionNames();
  const chosen = names.filter((name) => values.extension === undefined || name === values.extension);
  if (chosen.length === 0) usage(`no extension ${values.extension}; there are ${names.join(', ')}`);
  return { seed: parseNumber('SEED', positionals[0]), cases: parseNumber('--cases', values.cases), chosen };
}

interface Tally {
  cases: number;
  /** Cases left out, by the quirk of this QEMU that they show. */
  left: Map<string, number>;
  found: Difference[];
}

function compare(
  qemu: Qemu,
  witness: Executor,
  tier: Executor,
  extension: ExtensionName,
  random: Random,
  count: number,
): Tally {
  const tally: Tally = { cases: 0, left: new Map(), found: [] };
  for (let done = 0; done < count; done += PIECE_CASES) {
    const drawn = drawCases(random, extension, Math.min(PIECE_CASES, count - done));
    const cases = drawn.filter((one) => {
      const quirk = quirkOf(qemu, one);
      if (quirk !== undefined) tally.left.set(quirk, (tally.left.get(quirk) ?? 0) + 1);
      return quirk === undefined;
    });
    tally.cases += cases.length;
    tally.found.push(...differences(cases, witness.run(cases), tier));
  }
  return tally;
}

function printTally(extension: string, tier: string, { cases, left, found }: Tally, seconds: number): void {
  const leftOut = [...left].map(([quirk, count]) => `, ${count} left out (${quirk})`).join('');
  console.log(
    `${extension.padEnd(10)} ${tier}: ${cases} cases, ${found.length} differences, ${seconds.toFixed(1)} s${leftOut}`,
  );
  for (const difference of found.slice(0, SHOWN_DIFFERENCES)) console.log(differenceText(difference));
}

const { seed, cases, chosen } = parse();
const found = findQemuUser();
if (!found.ok) {
  console.error(formatProblem(found.problem));
  process.exit(2);
}
const witness = qemuExecutor(found.value);
console.log(`seed ${seed}, against ${witness.name}`);
let differing = 0;
for (const { name, create } of TIERS) {
  const tier = create();
  for (const extension of chosen) {
    if (!knowsExtension(found.value, extension)) {
      console.log(
        `${extension.padEnd(10)} ${witness.name} does not have it; name a newer one in TRAMPOLINE_QEMU_USER`,
      );
      continue;
    }
    const startedMs = performance.now();
    const tally = compare(found.value, witness, tier, extension, new Random(seed), cases);
    printTally(extension, name, tally, (performance.now() - startedMs) / 1000);
    differing += tally.found.length;
  }
}
process.exitCode = differing === 0 ? 0 : 1;
