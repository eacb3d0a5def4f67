/**
 * What a program of this folder prints, so that it can be watched from outside like any emulator: a mark before and
 * after its work, and after each mark a pause in which its CPU clock can be read.
 */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { END_MARK, ROUNDS, START_MARK } from '../contenders/marks.ts';

export const ENGINE_SLEEP_SECONDS = 0.05;
/** How often translator and compiler go over the corpus of 1,000 instructions: once would be a few milliseconds. */
export const PASSES = 20;
const STDOUT = 1;

async function mark(text: string): Promise<void> {
  writeSync(STDOUT, `${text}\n`);
  await setTimeout(ENGINE_SLEEP_SECONDS * 1000);
}

/** Does the work twice, the second time as the sample. */
export async function betweenMarks(work: () => void | Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await mark(START_MARK);
    await work();
    await mark(END_MARK);
  }
}
