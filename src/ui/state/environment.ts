/** What this browser and this address must offer before a machine can be built. */
import { type Problem, problem } from '../../base/problem.ts';

const WHERE = 'this page';
const environment = (code: string, what: string, action: string): Problem =>
  problem('environment', `environment.${code}`, WHERE, what, action);

/** The first thing missing, or undefined. */
export function missingFromEnvironment(): Problem | undefined {
  if (typeof WebAssembly === 'undefined') {
    const action = 'use a current browser, or switch its lockdown mode off for this site';
    return environment('wasm', 'this browser does not run WebAssembly', action);
  }
  if (!globalThis.isSecureContext) {
    const action = 'open it over https, or at http://localhost';
    return environment(
      'insecure',
      'browsers refuse shared memory to a page that came over plain http',
      action,
    );
  }
  if (!globalThis.crossOriginIsolated) {
    const action =
      window.top === window
        ? 'serve it with the headers that `npm start` sends (COOP same-origin, COEP require-corp)'
        : 'open it in its own tab';
    return environment('isolation', 'it is not cross-origin isolated, so it may not share memory', action);
  }
  return undefined;
}
