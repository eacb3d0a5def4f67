/** The engine of the headless command. This build has none: every machine is refused, with the reason. */
import { failure, problem } from '../base/problem.ts';
import type { Engine } from './machine-interface.ts';

export const engine: Engine = {
  semantics: 1,
  create: () =>
    failure(
      problem(
        'unsupported',
        'engine.missing',
        'run',
        'this build cannot run machines yet',
        'use a later build',
      ),
    ),
};
