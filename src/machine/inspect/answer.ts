/** Answers a question about translated code: loaded when the first one comes. Between two slices only. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { Machine } from '../machine.ts';
import { hottest } from './hottest.ts';
import { inspect } from './inspection.ts';
import type { InspectAnswer, InspectQuestion } from './views.ts';

export function answerInspection(machine: Machine, question: InspectQuestion): Result<InspectAnswer> {
  try {
    return answer(machine, question);
  } catch (error) {
    // A mistake of ours in showing code must not end the machine that runs it.
    const what = error instanceof Error ? error.message : String(error);
    return failure(
      problem('internal', 'inspect.broke', 'the inspector', what, 'report this with the address'),
    );
  }
}

function answer(machine: Machine, question: InspectQuestion): Result<InspectAnswer> {
  if (question.kind === 'hottest') {
    return success({ kind: 'hottest', hottest: hottest(machine, question.most) });
  }
  if (question.kind === 'count') {
    machine.tiers.setCounting(question.on);
    return success({ kind: 'hottest', hottest: hottest(machine, 0) });
  }
  const shown = inspect(machine, question.request);
  return shown.ok ? success({ kind: 'at', inspection: shown.value }) : shown;
}
