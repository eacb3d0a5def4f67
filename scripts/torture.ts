/**
 * Random programs with random control flow, the interpreter against every mixture of tiers:
 *
 *   npm run torture -- SEED INSTRUCTIONS [--shape N] [--mixture N] [--each N]
 *
 * Compares all that a guest can see, at random instruction counts. Prints what the programs did and, of the first
 * failures, the smallest program that still shows each. Ends with status 1 where anything differs. Program number n
 * is the same on every machine: `npm run torture -- n 1 --shape … --mixture …` runs it alone.
 */
import { parseArgs } from 'node:util';
import { at } from '../src/base/assert.ts';
import { formatProblem, problem } from '../src/base/problem.ts';
import { MIXTURES } from '../src/testing/torture/mixture.ts';
import { reduce } from '../src/testing/torture/reduce.ts';
import { SHAPES } from '../src/testing/torture/run.ts';
import { type Finding, Session, type Totals } from '../src/testing/torture/session.ts';

const MAX_REDUCED = 5;

function usage(what: string): never {
  const action = 'npm run torture -- SEED INSTRUCTIONS [--shape N] [--mixture N] [--each N]';
  console.error(formatProblem(problem('usage', 'torture.option', 'torture', what, action)));
  process.exit(2);
}

function parseNumber(name: string, text: string | undefined, below = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (text === undefined || !Number.isSafeInteger(value) || value < 0 || value >= below)
    usage(`${name} is not a number from 0 to ${below - 1}: ${text ?? 'missing'}`);
  return value;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        shape: { type: 'string' },
        mixture: { type: 'string' },
        each: { type: 'string', default: '20000' },
      },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function printFinding({ seed, shape, mixture, disagreement }: Finding): void {
  const torturer = session.torturer(shape);
  const reduced = reduce(torturer, session.program(seed, shape), at(MIXTURES, mixture), disagreement);
  const { what, agreedAt, differsAt } = reduced.disagreement;
  console.log(`\nprogram ${seed}, made smaller: ${reduced.instructionsLeft} instructions are left`);
  console.log(`again: npm run torture -- ${seed} 1 --shape ${shape} --mixture ${mixture} --each ${each}`);
  console.log(`the same up to ${agreedAt} instructions, different after ${differsAt}:`);
  for (const line of what.slice(0, 12)) console.log(`  ${line}`);
  console.log('what the interpreter does there:');
  for (const line of reduced.lines) console.log(`  ${line}`);
}

function printTotals(totals: Totals, seconds: number): void {
  for (const [name, value] of Object.entries(totals)) console.log(`  ${name.padEnd(24)} ${value}`);
  console.log(`  ${'seconds'.padEnd(24)} ${seconds.toFixed(1)}`);
}

const { values, positionals } = readArguments();
const first = parseNumber('SEED', positionals[0]);
const instructions = parseNumber('INSTRUCTIONS', positionals[1]);
const each = parseNumber('--each', values.each);
const only = (name: 'shape' | 'mixture', count: number): number | undefined => {
  const text = values[name];
  return text === undefined ? undefined : parseNumber(`--${name}`, text, count);
};
const session = new Session({
  shape: only('shape', SHAPES.length),
  mixture: only('mixture', MIXTURES.length),
  instructionsEach: each,
});
const startedMs = performance.now();
const findings: Finding[] = [];
for (let seed = first; session.totals.instructions < instructions; seed++) {
  const finding = session.run(seed);
  if (!finding) continue;
  const { shape, mixture, disagreement } = finding;
  console.log(
    `program ${seed} (${at(SHAPES, shape).name}; ${at(MIXTURES, mixture).name}): ${disagreement.what[0]}`,
  );
  findings.push(finding);
  if (findings.length <= MAX_REDUCED) printFinding(finding);
}
console.log(`${findings.length} differences`);
printTotals(session.totals, (performance.now() - startedMs) / 1000);
process.exitCode = findings.length === 0 ? 0 : 1;
