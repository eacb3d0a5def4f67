/** What the page's control refuses by itself. */
import { type Problem, problem, ProblemError } from '../../base/problem.ts';

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

/** What a request ran into. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const what = error instanceof Error ? error.message : String(error);
  return problem('internal', 'page.error', 'this page', what, 'reload it and report this');
}
