/** `run` with the real engine, on programs assembled here: the contract's promises about exact runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembleProgram } from '../machine/programs.ts';
import { encodeLink } from '../share/link.ts';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { engine } from './engine.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const UART = '0x10000000';
const FINISHER = '0x100000';

const TOHOST = `
.data
.balign 8
.globl tohost
tohost: .dword 0
`;

/** Ends through the host-target interface with a raw value. */
const endWith = (value: number): string => `
_start:
  li t0, ${value}
  la t1, tohost
  sd t0, 0(t1)
1: j 1b
${TOHOST}`;

/** Ends through the board's finisher. */
const finishWith = (value: string): string => `
_start:
  li t1, ${FINISHER}
  li t0, ${value}
  sw t0, 0(t1)
1: j 1b
`;

/** Prints \`> \`, then every byte that is typed, until \`q\`. */
const ECHO = `
_start:
  li s0, ${UART}
  li a0, '>'
  sb a0, 0(s0)
  li a0, ' '
  sb a0, 0(s0)
1: lbu t0, 5(s0)
  andi t0, t0, 1
  beqz t0, 1b
  lbu a0, 0(s0)
  sb a0, 0(s0)
  li t1, 'q'
  bne a0, t1, 1b
  li t1, ${FINISHER}
  li t0, 0x5555
  sw t0, 0(t1)
2: j 2b
`;

const FOREVER = '_start: addi a0, a0, 1\n  j _start\n';

interface Outcome {
  readonly status: number;
  readonly report: Record<string, unknown>;
  readonly console: string;
  readonly stderr: string;
}

async function runProgram(source: string, ...args: string[]): Promise<Outcome> {
  const assembled = assembleProgram(source, 'program.s');
  if (!assembled.ok) throw new Error(`${assembled.problem.where}: ${assembled.problem.what}`);
  const path = join(folder, 'program.elf');
  writeFileSync(path, assembled.value.elf);
  return run('--elf', path, '--ram', '16M', ...args);
}

async function run(...args: string[]): Promise<Outcome> {
  const json = join(folder, 'report.json');
  const context = testContext(engine);
  const status = await command(['run', '--json', json, ...args], context);
  return {
    status,
    report: JSON.parse(readFileSync(json, 'utf8') || '{}'),
    console: context.stdoutText(),
    stderr: context.stderrText(),
  };
}

describe('how a program ends', () => {
  const cases: [string, string, number, string, number | null][] = [
    ['tohost 1', endWith(1), 0, 'tohost', 0],
    ['tohost 7', endWith(7), 1, 'tohost', 3],
    ['finisher pass', finishWith('0x5555'), 0, 'finisher', 0],
    ['finisher fail', finishWith('0x2a3333'), 1, 'finisher', 42],
    ['finisher reset', finishWith('0x7777'), 0, 'reset', 0],
  ];
  test.each(cases)('%s', async (_name, source, status, reason, code) => {
    const outcome = await runProgram(source, '--no-reboot', '--timeout', '1000');
    expect(outcome.report['exit']).toEqual({ reason, code });
    expect(outcome.status).toBe(status);
  });
});

describe('deterministic mode', () => {
  const typed = ['--mode', 'deterministic', '--type', '> =>abq'];

  test('types into the console, and counts are exact', async () => {
    const outcome = await runProgram(ECHO, ...typed);
    expect([outcome.status, outcome.console]).toEqual([0, '> abq']);
    const [instructions] = outcome.report['instructions'] as number[];
    // 1 ms and two gaps of 100 µs pass at 1 ns each; the loop that polls is three instructions long.
    expect(instructions).toBeGreaterThan(1_200_000);
    expect(instructions).toBeLessThan(1_200_100);
  });

  test('ends in the same state every time, and in another one with another seed', async () => {
    const first = await runProgram(ECHO, ...typed);
    const second = await runProgram(ECHO, ...typed);
    expect(second.report['stateHash']).toBe(first.report['stateHash']);
    expect(second.report['instructions']).toEqual(first.report['instructions']);
    const other = await runProgram(ECHO, ...typed, '--seed', '1');
    expect(other.report['stateHash']).not.toBe(first.report['stateHash']);
  });

  test('--until ends within the write that completes the match', async () => {
    const outcome = await runProgram(ECHO, ...typed, '--until', 'a');
    expect([outcome.status, outcome.console]).toEqual([0, '> a']);
    expect(outcome.report['exit']).toEqual({ reason: 'until', code: 0 });
  });

  test.each([1, 7, 10_000, 123_457])('--max-instructions %i is exact', async (count) => {
    const outcome = await runProgram(FOREVER, '--mode', 'deterministic', '--max-instructions', String(count));
    expect([outcome.status, outcome.report['instructions']]).toEqual([3, [count]]);
  });

  test('--max-instructions is the sum over harts', async () => {
    const args = ['--mode', 'deterministic', '--harts', '4', '--max-instructions', '100001'];
    const { report } = await runProgram(FOREVER, ...args);
    expect(report['instructions']).toEqual([30_000, 30_000, 20_001, 20_000]);
  });

  test('a guest that sleeps for ever is told of in one line', async () => {
    const outcome = await runProgram('_start: wfi\n  j _start\n', '--mode', 'deterministic');
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/^trampoline: the machine: every hart waits, [^\n]*\n$/);
  });
});

test('a dump is what the state hash is computed over', async () => {
  const dump = join(folder, 'dump');
  const { report } = await runProgram(endWith(1), '--dump', dump);
  const { createHash } = await import('node:crypto');
  expect(createHash('sha256').update(readFileSync(dump)).digest('hex')).toBe(report['stateHash']);
});

describe('a link with a program', () => {
  const link = (result: { instructions: number; stateHash: string } | null): string => {
    const made = encodeLink({
      semantics: engine.semantics,
      build: 'test',
      image: null,
      machine: { isa: 'riscv64', harts: 1, ramBytes: 16 << 20, mmu: 'sv48' },
      append: null,
      tiers: ['interpreter'],
      warm: 'off',
      mode: 'deterministic',
      seed: 3,
      program: ECHO,
      input: [
        [500_000, 'x'],
        [700_000, 'q'],
      ],
      result,
      checkpoints: '',
    });
    if (!made.ok) throw new Error(made.problem.what);
    return made.value.suffix;
  };

  test('runs, reproduces, and says where it does not', async () => {
    const first = await run('--link', link(null));
    expect([first.status, first.console]).toEqual([0, '> xq']);
    const [instructions = 0] = first.report['instructions'] as number[];
    const stateHash = String(first.report['stateHash']);

    const again = await run('--link', link({ instructions, stateHash }));
    const verdict = `trampoline: reproduced: state hash matches after ${instructions} instructions\n`;
    expect([again.status, again.stderr]).toEqual([0, verdict]);

    const wrong = await run(
      '--link',
      link({ instructions, stateHash: stateHash.replace(/^./, (c) => (c === '0' ? '1' : '0')) }),
    );
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/not reproduced/);
  });
});

describe('what this build cannot do, it refuses', () => {
  test.each([
    [['--tiers', 'optimizing'], /--tiers: this build has no optimizing tier; add interpreter or baseline/],
    [['--warm', 'patterns'], /--warm: this build has no patterns; use cache/],
  ])('%j', async (args, line) => {
    const context = testContext(engine);
    writeFileSync(join(folder, 'p.elf'), new Uint8Array(0));
    const assembled = assembleProgram(FOREVER, 'p.s');
    if (assembled.ok) writeFileSync(join(folder, 'p.elf'), assembled.value.elf);
    expect(await command(['run', '--elf', join(folder, 'p.elf'), ...args], context)).toBe(2);
    expect(context.stderrText()).toMatch(line);
  });
});
