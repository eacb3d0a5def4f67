/** What the page's control refuses by itself. */
import { problem } from '../../base/problem.ts';

export const NONE_RUNNING = {
  ok: false,
  problem: problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first'),
} as const;

export const TYPED_IN_REPLAY = problem(
  'usage',
  'type.replay',
  'the machine',
  'it goes along a recorded run, which takes no other input',
  'type when that has ended',
);
