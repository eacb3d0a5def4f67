/** Every tier of the engine, as executors: a test of meaning runs on all of them. */
import type { Executor } from './executor.ts';
import { interpreterExecutor } from './interpreter-executor.ts';

export const TIERS: readonly { readonly name: string; readonly create: () => Executor }[] = [
  { name: 'interpreter', create: interpreterExecutor },
];
