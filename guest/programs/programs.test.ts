/**
 * Every program of the index, assembled by our assembler and run by the headless command: it prints and ends
 * as the index says. The same files print the same under QEMU 7.2
 * (`qemu-system-riscv64 -M virt -smp 2 -nographic -bios FILE`, `-M spike` for `htif`).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '../../src/base/problem.ts';
import { command } from '../../src/cli/command.ts';
import { engine } from '../../src/cli/engine.ts';
import { assembleProgram } from '../../src/machine/programs.ts';
import { testContext } from '../../src/testing/command-context.ts';
import index from './index.json' with { type: 'json' };

const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(file: string, harts: number) {
  const elf = join(folder, `${file}.elf`);
  const json = join(folder, `${file}.json`);
  writeFileSync(elf, unwrap(assembleProgram(source(file), file)).elf);
  const context = testContext(engine);
  const options = ['--harts', String(harts), '--mode', 'deterministic', '--timeout', '100', '--json', json];
  await command(['run', '--elf', elf, ...options], context);
  const report = JSON.parse(readFileSync(json, 'utf8')) as { exit: unknown; console: string };
  return { ...report, stderr: context.stderrText() };
}

/** Exactly the index's text, or all of its pattern where the guest's own races show. */
const matches = (console: string, entry: (typeof index)[number]): boolean =>
  entry.consolePattern === undefined
    ? console === entry.console
    : new RegExp(entry.consolePattern).test(console);

describe('bare-metal programs', () => {
  it('are all in the index, with their titles', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.s'));
    expect(index.map((entry) => entry.file).toSorted()).toEqual(files.toSorted());
    expect(index.map((entry) => `# ${entry.title}`)).toEqual(
      index.map((entry) => source(entry.file).split('\n')[0]),
    );
  });

  for (const entry of index) {
    it(`${entry.id} prints and ends as it says`, async () => {
      const { console, exit, stderr } = await run(entry.file, entry.harts);
      expect(stderr).toBe('');
      expect(exit).toEqual(entry.exit);
      expect(matches(console, entry)).toBe(true);
    });
  }
});
