/**
 * Records the links that CI replays: one for each shape that a recorded run takes. They are made once and never
 * again, for as long as `SEMANTICS` stays what it is: a link that no longer reproduces means that it must be raised.
 *
 *   npx tsx scripts/record-links.ts [--again] && npm run format     only those that are missing, or all of them after a raise
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unwrap } from '../src/base/problem.ts';
import { command } from '../src/cli/command.ts';
import { engine } from '../src/cli/engine.ts';
import { assembleProgram } from '../src/machine/programs.ts';
import type { LinkContent } from '../src/share/content.ts';
import { encodeLink } from '../src/share/link.ts';

const programs = fileURLToPath(new URL('../guest/programs/', import.meta.url));
const fixtures = fileURLToPath(new URL('../src/share/fixtures/v1/', import.meta.url));

interface Row {
  readonly name: string;
  /** From guest/programs; travels as text, or assembled. */
  readonly program?: string;
  readonly travels?: 'text' | 'elf';
  readonly args: readonly string[];
}

const TYPED = 'trampoline:~# =>ls -l / | md5sum; uname -m; poweroff -f\\n';

const ROWS: readonly Row[] = [
  { name: 'run-of-text', program: 'paging', travels: 'text', args: ['--mode', 'deterministic'] },
  { name: 'run-of-elf', program: 'self-modifying', travels: 'elf', args: ['--mode', 'deterministic'] },
  {
    name: 'run-of-two-harts',
    program: 'race',
    travels: 'text',
    args: ['--mode', 'deterministic', '--harts', '2'],
  },
  { name: 'run-in-real-time', program: 'timer', travels: 'text', args: [] },
  {
    name: 'run-of-linux',
    args: ['--image', 'linux', '--mode', 'deterministic', '--seed', '7', '--type', TYPED],
  },
  { name: 'run-of-linux-in-real-time', args: ['--image', 'linux', '--type', TYPED] },
];

async function record({ program, travels, args }: Row, folder: string): Promise<LinkContent> {
  const [elf, json] = [join(folder, 'program.elf'), join(folder, 'run.json')];
  const source = program === undefined ? undefined : readFileSync(join(programs, `${program}.s`), 'utf8');
  const own = source === undefined ? [] : ['--elf', elf, '--ram', '16M'];
  if (source !== undefined) writeFileSync(elf, unwrap(assembleProgram(source, `${program}.s`)).elf);
  const status = await command(['run', ...own, ...args, '--quiet', '--record', json], {
    engine,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    nowMs: () => performance.now(),
    build: () => '',
  });
  if (status !== 0) throw new Error(`the run ended with status ${status}`);
  const content = JSON.parse(readFileSync(json, 'utf8')) as LinkContent;
  if (travels !== 'text' || source === undefined) return content;
  const { elf: _elf, ...rest } = content;
  return { ...rest, program: source };
}

const folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
try {
  for (const row of ROWS) {
    const file = join(fixtures, `${row.name}.json`);
    if (existsSync(file) && !process.argv.includes('--again')) continue;
    const content = await record(row, folder);
    const { suffix: link } = unwrap(encodeLink(content));
    writeFileSync(file, `${JSON.stringify({ link, content }, null, 2)}\n`);
    console.log(`${row.name}: ${link.length} characters, ${content.result?.instructions} instructions`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(0);
