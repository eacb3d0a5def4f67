// table
/** What each part of a machine's time is: for whoever shows it. Their names are in time-parts.ts. */
import { type TimePart, timeName } from './time-parts.ts';

export interface TimeCounter {
  readonly name: string;
  readonly meaning: string;
  readonly unit: 'nanoseconds';
  readonly part: TimePart;
}

/** Wall time of the machine's thread while it runs: the parts add up to all of it. Without such a thread not counted. */
export const timeCounters: readonly TimeCounter[] = [
  {
    name: timeName('interpreter'),
    meaning:
      'Wall time of running guest code (walks and traps in it included), as much of each slice of about 2 ms as the interpreter retired of its instructions.',
    unit: 'nanoseconds',
    part: 'interpreter',
  },
  {
    name: timeName('baseline'),
    meaning:
      'Wall time of running guest code (walks and traps in it included), as much of each slice of about 2 ms as baseline code retired of its instructions.',
    unit: 'nanoseconds',
    part: 'baseline',
  },
  {
    name: timeName('optimizing'),
    meaning:
      'Wall time of running guest code (walks and traps in it included), as much of each slice of about 2 ms as optimized code retired of its instructions.',
    unit: 'nanoseconds',
    part: 'optimizing',
  },
  {
    name: timeName('translating'),
    meaning: 'Wall time of making WebAssembly from guest code and of having the browser compile it.',
    unit: 'nanoseconds',
    part: 'translating',
  },
  {
    name: timeName('answering'),
    meaning: 'Wall time of answering the guest: accesses to devices, and calls of the built-in SBI.',
    unit: 'nanoseconds',
    part: 'answering',
  },
  {
    name: timeName('waiting'),
    meaning:
      'Wall time in which the guest waited: for input, a timer, or the terminal that shows what it printed.',
    unit: 'nanoseconds',
    part: 'waiting',
  },
  {
    name: timeName('housekeeping'),
    meaning:
      'Wall time of everything else: requests of the page, states kept for stepping back, figures like these.',
    unit: 'nanoseconds',
    part: 'housekeeping',
  },
];
