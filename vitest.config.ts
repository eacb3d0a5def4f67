import { defineConfig } from 'vitest/config';

/**
 * Unit and differential tests. Two workers at most: the suite must finish on a two-core machine that is
 * doing something else as well, so time limits are generous and never a means of measuring speed.
 */
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'scripts/**/*.test.ts',
      'guest/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    passWithNoTests: false,
    reporters: process.env['TRAMPOLINE_TEST_JSON']
      ? ['default', ['json', { outputFile: process.env['TRAMPOLINE_TEST_JSON'] }]]
      : ['default'],
  },
});
