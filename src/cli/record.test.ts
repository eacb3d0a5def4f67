/** From a run to a link and back: recorded, encoded, replayed, compared. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { assembleProgram } from '../machine/programs.ts';
import type { LinkContent } from '../share/content.ts';
import { decodeLink, encodeLink } from '../share/link.ts';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { engine } from './engine.ts';

/** Echoes what is typed, sums it up, and ends at a full stop. */
const ECHO = `
.globl _start
_start:
  csrr t0, mhartid
  bnez t0, others
  li s0, 0x10000000
  li t0, '>'
  sb t0, 0(s0)
wait:
  addi s3, s3, 1
  lbu t0, 5(s0)
  andi t0, t0, 1
  beqz t0, wait
  lbu t1, 0(s0)
  sb t1, 0(s0)
  add s2, s2, t1
  li t0, '.'
  bne t1, t0, wait
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
others:
  addi s4, s4, 1
  j others
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  writeFileSync(join(folder, 'echo.elf'), unwrap(assembleProgram(ECHO, 'echo.s')).elf);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], typed = '') {
  const context = testContext(engine, typed);
  const given = args.map((arg) => (arg === ELF ? join(folder, 'echo.elf') : arg));
  const status = await command(['run', ...given], context);
  return { status, console: context.stdoutText(), stderr: context.stderrText() };
}

async function record(
  args: readonly string[],
  typed = '',
): Promise<{ content: LinkContent; console: string }> {
  const file = join(folder, 'run.json');
  const { status, console, stderr } = await run([...args, '--record', file], typed);
  expect([status, stderr]).toEqual([status === 3 ? 3 : 0, '']);
  return { content: JSON.parse(readFileSync(file, 'utf8')) as LinkContent, console };
}

const linkOf = (content: LinkContent): string => unwrap(encodeLink(content)).suffix;

async function replay(content: LinkContent) {
  expect(unwrap(decodeLink(linkOf(content)))).toEqual(content);
  return run(['--link', linkOf(content)]);
}

const ELF = 'the program';
const echo = (...args: string[]) => ['--elf', ELF, '--ram', '16M', ...args];

describe('a recorded run reproduces', () => {
  test.each([
    ['typed by rules, deterministic', echo('--mode', 'deterministic', '--type', '>=>hello.'), ''],
    ['with four harts', echo('--mode', 'deterministic', '--harts', '4', '--type', '>=>hello.'), ''],
    ['in real time, typed as it comes', echo(), 'hello.'],
    ['ended at a pattern', echo('--type', '>=>hel', '--until', 'l'), ''],
    ['ended at a limit', echo('--mode', 'deterministic', '--max-instructions', '123457'), ''],
  ])('%s', async (_name, args, typed) => {
    const { content, console } = await record(args, typed);
    const { status, console: again, stderr } = await replay(content);
    expect(stderr).toBe(
      `trampoline: reproduced: state hash matches after ${content.result?.instructions} instructions\n`,
    );
    expect(status).toBe(0);
    expect(again.startsWith(console)).toBe(true);
  });

  test('Linux, typed into in real time, link and all', async () => {
    const rule = 'trampoline:~# =>uname -m; poweroff -f\\n';
    const { content, console } = await record(['--image', 'linux', '--type', rule]);
    expect(console).toContain('riscv64');
    expect(content.checkpoints.length / 8).toBeGreaterThan(2);
    const { stderr, console: again } = await replay(content);
    expect(stderr).toMatch(/^trampoline: reproduced: /);
    expect(again).toBe(console);
  });
});

test('a run that goes another way is told of with the interval and what was logged in it', async () => {
  const { content } = await record(echo('--mode', 'deterministic', '--type', '>=>hello.'));
  const [first = [0, 'i', '', 0, 0]] = content.log ?? [];
  const log: LinkContent['log'] = [[first[0], 'i', 'hallo.', 1_000_000, 100_000]];
  const { status, stderr } = await replay({ ...content, log });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^trampoline: not reproduced: the state differs between \d+ and \d+ instructions; 1 logged there:\n.*typed "hallo\."\n$/,
  );
  const other = await replay({ ...content, seed: 9 });
  expect(other.stderr).toMatch(/differs between 0 and \d+ instructions/);
  const moved: LinkContent['log'] = [[first[0] + 1000, 'i', 'hello.', 1_000_000, 100_000]];
  expect((await replay({ ...content, log: moved })).status).toBe(1);
  const late = await replay({ ...content, checkpoints: `${content.checkpoints.slice(0, -8)}00000000` });
  const { spacing = 0 } = content;
  const last = content.checkpoints.length / 8;
  expect(late.stderr).toContain(`between ${(last - 1) * spacing} and ${last * spacing} instructions`);
});

test('what --record writes can be given to --link as it is', async () => {
  const { content } = await record(echo('--mode', 'deterministic', '--type', '>=>hello.'));
  const { status, stderr } = await run(['--link', join(folder, 'run.json')]);
  expect([status, stderr]).toEqual([
    0,
    `trampoline: reproduced: state hash matches after ${content.result?.instructions} instructions\n`,
  ]);
});

test('several harts in real time: the link says nothing of how it ends', async () => {
  const { content } = await record(echo('--harts', '2', '--type', '>=>hello.'));
  expect([content.result, content.checkpoints, content.log]).toEqual([null, '', undefined]);
});

test.each([
  [['--kernel', 'x'], /a link cannot hold a kernel/],
  [['--image', 'linux', '--disk', 'x'], /a link cannot hold a disk/],
])('%j is not recorded', async (args, line) => {
  const { status, stderr } = await run([...args, '--record', join(folder, 'no.json')]);
  expect(status).toBe(2);
  expect(stderr).toMatch(line);
});
