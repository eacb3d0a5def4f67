/**
 * `trampoline bench`: hands over to the benchmark runner of the checkout (bench/main.ts), which starts this very
 * command as one of the contenders and watches it from outside.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { failure, problem, type Result, success } from '../base/problem.ts';
import type { ParsedArguments } from './arguments.ts';

/** Handed on as they are; the runner checks their values. */
const VALUES = ['json', 'against', 'samples'] as const;
const SWITCHES = ['browser', 'list'] as const;

/** The checkout: two folders above this module, in `src/cli` as in `dist/cli`. */
const PROJECT_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** The loader that lets Node run the runner's TypeScript, or undefined where it is not installed. */
function findLoader(): string | undefined {
  try {
    return pathToFileURL(createRequire(join(PROJECT_FOLDER, 'package.json')).resolve('tsx')).href;
  } catch {
    return undefined;
  }
}

export function benchCommand(args: ParsedArguments): Result<number> {
  const runner = join(PROJECT_FOLDER, 'bench/main.ts');
  const loader = findLoader();
  if (loader === undefined || !existsSync(runner)) {
    const what = 'the benchmark runner is not installed';
    return failure(problem('environment', 'bench.missing', 'bench', what, 'run npm ci in a whole checkout'));
  }
  const options = [
    ...VALUES.flatMap((name) => {
      const value = args.one(name);
      return value === undefined ? [] : [`--${name}=${value}`];
    }),
    ...SWITCHES.filter((name) => args.has(name)).map((name) => `--${name}`),
  ];
  const words = ['--import', loader, runner, ...options, '--', ...args.operands];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  // A runner that was ended by a signal has no status.
  return success(status ?? 1);
}
