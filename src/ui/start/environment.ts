/** What a browser must offer before a machine can be built at all; shared memory is not among it. */
import { type Problem, problem } from '../../base/problem.ts';

/** The first thing missing, or undefined. */
export function missingFromEnvironment(): Problem | undefined {
  if (typeof WebAssembly === 'undefined') {
    const action =
      'use a current browser, or switch its lockdown mode or enhanced security off for this site';
    return problem(
      'environment',
      'environment.wasm',
      'this page',
      'this browser does not run WebAssembly',
      action,
    );
  }
  return undefined;
}
