/** Debian's gdb-multiarch on the stub: forward, backward, breakpoints, watchpoints, memory. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { testContext } from '../../testing/command-context.ts';
import { command } from '../command.ts';
import { engine } from '../engine.ts';

const hasGdb = spawnSync('gdb-multiarch', ['--version']).status === 0;
const whyNot = hasGdb
  ? ''
  : ' (skipped: gdb-multiarch is not installed; on Debian: apt-get install gdb-multiarch)';

const PROGRAM = `
.globl _start
.globl loop
.globl store
.globl word
_start:
  la s0, word
  li s1, 0
  li a0, 5
loop:
  addi s1, s1, 1
  andi t0, s1, 15
  bnez t0, loop
store:
  sd s1, 0(s0)
  addi a0, a0, -1
  bnez a0, loop
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
end:
  j end
.balign 8
word:
  .dword 0
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  writeFileSync(join(folder, 'p.elf'), unwrap(assembleProgram(PROGRAM, 'p.s')).elf);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs GDB with commands against the stub; what it prints. */
async function debug(args: readonly string[], commands: readonly string[]): Promise<string> {
  const context = testContext(engine);
  const announced = new Promise<string>((resolve) => {
    const stderr = new PassThrough();
    stderr.on('data', (chunk: Buffer) => resolve(/localhost:\d+/.exec(chunk.toString())?.[0] ?? ''));
    Object.assign(context, { stderr });
  });
  const stub = command(['run', '--gdb', '0', '--ram', '16M', '--quiet', ...args], context);
  const setup = ['set pagination off', 'set confirm off', `target remote ${await announced}`];
  const options = [...setup, ...commands, 'kill'].flatMap((text) => ['-ex', text]);
  const gdb: ChildProcess = spawn('gdb-multiarch', ['-nx', '-batch', join(folder, 'p.elf'), ...options]);
  let printed = '';
  for (const stream of [gdb.stdout, gdb.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  expect(await stub).toBe(0);
  await new Promise((resolve) => gdb.on('close', resolve));
  return printed;
}

describe.skipIf(!hasGdb)(`gdb-multiarch${whyNot}`, () => {
  test('steps and continues forward and backward', async () => {
    const printed = await debug(
      ['--elf', join(folder, 'p.elf')],
      [
        'break *store',
        'continue',
        'printf "first %d\\n", $s1',
        'continue',
        'printf "second %d\\n", $s1',
        'stepi',
        'printf "after %d %d\\n", $s1, *(long*)&word',
        'reverse-stepi',
        'printf "before %d %d\\n", $s1, *(long*)&word',
        'reverse-continue',
        'printf "back %d %d\\n", $s1, *(long*)&word',
        'reverse-continue',
        'printf "start %#lx\\n", $pc',
        'info threads',
      ],
    );
    for (const line of ['first 16', 'second 32', 'after 32 32', 'before 32 16', 'back 16 0']) {
      expect(printed).toContain(line);
    }
    expect(printed).toContain('start 0x80000000');
    expect(printed).toContain('No more reverse-execution history');
  });

  test('runs back to the last write of an address, from the end', async () => {
    const printed = await debug(
      ['--elf', join(folder, 'p.elf'), '--harts', '1'],
      [
        'continue',
        'printf "end %d\\n", *(long*)&word',
        'watch *(long*)&word',
        'reverse-continue',
        'printf "write %d %d\\n", $s1, *(long*)&word',
        'reverse-continue',
        'printf "write %d %d\\n", $s1, *(long*)&word',
        'monitor count',
        'monitor goto 0',
        'flushregs',
        'printf "pc %#lx\\n", $pc',
      ],
    );
    expect(printed).toContain('end 80');
    expect(printed).toContain('write 80 64');
    expect(printed).toContain('write 64 48');
    expect(printed).toMatch(/instruction \d+ of \d+/);
    expect(printed).toContain('pc 0x80000000');
  });
});
