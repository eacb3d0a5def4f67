/** The command as it is started: `node bin/trampoline.mjs`, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/trampoline.mjs', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  trampoline(['--version']);
});
afterAll(() => rmSync(folder, { recursive: true }));

function trampoline(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    input,
    encoding: 'latin1',
  });
  return { status, stdout, stderr };
}

describe('one line and status 2 for', () => {
  test.each([
    ['no command', [], /no command is given/],
    ['a misspelt option', ['run', '--kernal', 'x'], /did you mean --kernel\?/],
    ['a missing file', ['run', '--elf', 'none.elf'], /none\.elf: the file does not exist/],
    ['a folder', ['run', '--kernel', '.'], /it is a directory/],
    ['a script as a program', ['run', '--elf', bin], /it is not an ELF file but a script/],
    ['a size', ['run', '--image', 'linux', '--ram', '1T'], /--ram: "1T" is not a size/],
    ['a cut link', ['run', '--link', '#v1.AAAA'], /it was cut or altered/],
  ])('%s', (_name, args, line) => {
    const { status, stdout, stderr } = trampoline(args);
    expect(stderr).toMatch(/^trampoline: [^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect([status, stdout]).toEqual([2, '']);
  });
});

test('a program is assembled, listed and run; what it prints is all of standard output', () => {
  const [source, elf] = [join(folder, 'hello.s'), join(folder, 'hello.elf')];
  const store = (letter: string) => `li a0, '${letter}'\n sb a0, 0(s0)\n`;
  const finish = 'li t0, 0x100000\n li t1, 0x5555\n sw t1, 0(t0)\n1: j 1b\n';
  writeFileSync(source, `_start: li s0, 0x10000000\n ${store('h')} ${store('i')} ${finish}`);
  expect(trampoline(['asm', source, '-o', elf])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(trampoline(['disasm', elf]).stdout).toMatch(/^_start:\n80000000: .*\n/);
  expect(trampoline(['run', '--elf', elf])).toEqual({ status: 0, stdout: 'hi', stderr: '' });
});

test('a reader that goes away ends the run without a stack trace', () => {
  const command = `"${process.execPath}" "${bin}" run --help | head -1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['Usage: trampoline run [options]\n', '']);
});

test('Linux boots, answers what is typed, and powers off', () => {
  const rule = '# =>uname -m; poweroff -f\\n';
  const { status, stdout, stderr } = trampoline([
    'run',
    '--image',
    'linux',
    '--type',
    rule,
    '--timeout',
    '100',
  ]);
  expect(stdout).toMatch(/\nriscv64\r?\n/);
  expect([status, stderr]).toEqual([0, '']);
});

test('what comes in on standard input is typed', () => {
  const { status, stdout } = trampoline(
    ['run', '--image', 'linux', '--timeout', '100'],
    'echo $((6*7))\npoweroff -f\n',
  );
  expect(stdout).toMatch(/\n42\r?\n/);
  expect(status).toBe(0);
});
