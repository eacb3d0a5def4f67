/** Every tier of the engine, as executors, with and without translation: a test of meaning runs on all of them. */
import type { Executor } from './executor.ts';
import { interpreterExecutor } from './interpreter-executor.ts';

export const TIERS: readonly { readonly name: string; readonly create: () => Executor }[] = [
  { name: 'interpreter', create: () => interpreterExecutor() },
  { name: 'interpreter under Sv39', create: () => interpreterExecutor({ translated: true }) },
  { name: 'baseline', create: () => interpreterExecutor({ baseline: true }) },
  { name: 'baseline under Sv39', create: () => interpreterExecutor({ baseline: true, translated: true }) },
];
