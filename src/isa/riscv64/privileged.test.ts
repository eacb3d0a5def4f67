/** CSRs, traps and interrupts against QEMU's recorded answers (see `src/testing/privileged`). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawCases } from '../../testing/privileged/cases.ts';
import { differences } from '../../testing/privileged/compare.ts';
import { witnessProgram } from '../../testing/privileged/program.ts';
import { RECORDED_CASES } from '../../testing/privileged/recorded.ts';
import { assembleWitness, runWitness } from '../../testing/privileged/run.ts';

const { seed, perCsr, traps } = RECORDED_CASES;
const cases = drawCases(seed, perCsr, traps);
const recorded = gunzipSync(readFileSync(new URL('recorded/privileged.txt.gz', import.meta.url))).toString();

test('agrees with QEMU on what CSRs keep and where traps go', async () => {
  const ours = await runWitness(assembleWitness(witnessProgram(cases.sweep, cases.traps)));
  expect(differences(cases, ours, recorded)).toEqual([]);
});

test('notices a flipped bit in any compared column', () => {
  const lines = recorded.split('\n');
  const flip = (line: number, column: number): string => {
    const words = (lines[line] ?? '').split(' ');
    words[column] = (BigInt(`0x${words[column]}`) ^ 2n).toString(16);
    return lines.with(line, words.join(' ')).join('\n');
  };
  const firstTrap = 1 + cases.sweep.length;
  const scratch = 1 + cases.sweep.findIndex((row) => row.name === 'mscratch');
  for (const [line, column] of [
    ...[0, 1, 2].map((index) => [scratch, index] as const),
    ...[0, 1, 3, 4, 5].map((index) => [firstTrap, index] as const),
  ]) {
    expect(differences(cases, flip(line, column), recorded)).toHaveLength(1);
  }
  expect(differences(cases, flip(0, 5), recorded)).toHaveLength(2);
  expect(differences(cases, lines.slice(1).join('\n'), recorded)).toHaveLength(1);
});
