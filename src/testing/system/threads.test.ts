/** Harts in threads of their own, as the command runs them: `node bin/trampoline.mjs run --threads on`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { litmusProgram, outcomesIn, runsOf } from '../memory-model/litmus-program.ts';
import { type Shape, SHAPES } from '../memory-model/shapes.ts';

const bin = fileURLToPath(new URL('../../../bin/trampoline.mjs', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  // Builds the command if need be.
  trampoline('--version');
});
afterAll(() => rmSync(folder, { recursive: true }));

function trampoline(...args: readonly string[]) {
  return spawnSync(process.execPath, [bin, ...args], { encoding: 'latin1', timeout: 120_000 });
}

interface Report {
  readonly exit: { readonly reason: string; readonly code: number };
  readonly instructions: readonly number[];
  readonly console: string;
  readonly counters: Readonly<Record<string, readonly number[] | null>>;
}

function run(...args: readonly string[]): Report {
  const report = join(folder, 'report.json');
  const { stderr } = trampoline(
    'run',
    '--threads',
    'on',
    '--timeout',
    '100',
    '--quiet',
    '--json',
    report,
    ...args,
  );
  expect(stderr).toBe('');
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

/** Assembles a program that every hart begins, and runs it; ended by the board's finisher. */
function runProgram(source: string, harts: number, tiers: string): Report {
  const [text, elf] = [join(folder, 'program.s'), join(folder, 'program.elf')];
  writeFileSync(text, source);
  expect(trampoline('asm', text, '-o', elf).stderr).toBe('');
  return run('--elf', elf, '--harts', String(harts), '--tiers', tiers);
}

/** Words that all harts write lie pages away from the code. a0 is the hart; the number of harts is `HARTS`. */
const counting = (harts: number): string => `
_start:
  li s0, 0x80100000
  addi s2, s0, 64
  addi s3, s0, 128
  li s1, 30000
  li t0, 1
1:
  amoadd.d zero, t0, (s0)
2:
  lr.d t1, (s2)
  addi t1, t1, 1
  sc.d t2, t1, (s2)
  bnez t2, 2b
  addi s1, s1, -1
  bnez s1, 1b
  amoadd.d zero, t0, (s3)
  bnez a0, 5f
3:
  ld t1, 0(s3)
  li t2, ${harts}
  bne t1, t2, 3b
  li t3, ${harts * 30000}
  ld t1, 0(s0)
  bne t1, t3, 4f
  ld t1, 0(s2)
  bne t1, t3, 4f
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
4:
  li t0, 0x100000
  li t1, 0x13333
  sw t1, 0(t0)
5:
  j 5b
`;

/** Hart 0 writes \`li a0, N\` over what the others then call: each must see it after its own fence.i. */
const patching = (harts: number): string => `
_start:
  li s0, 0x80100000
  addi s2, s0, 64
  la s4, patch
  li s1, 1
  bnez a0, others
1:
  slli t0, s1, 20
  addi t0, t0, 0x513
  sw t0, 0(s4)
  fence rw, rw
  sd s1, 0(s0)
  li t2, ${harts - 1}
  mul t2, t2, s1
2:
  ld t1, 0(s2)
  bne t1, t2, 2b
  addi s1, s1, 1
  li t3, 150
  bne s1, t3, 1b
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
3:
  j 3b
others:
  ld t1, 0(s0)
  bne t1, s1, others
  fence r, rw
  fence.i
  jal ra, patch
  bne a0, s1, wrong
  li t0, 1
  amoadd.d zero, t0, (s2)
  addi s1, s1, 1
  j others
wrong:
  li t0, 0x100000
  li t1, 0x13333
  sw t1, 0(t0)
  j wrong
.balign 4096
patch:
  .word 0x513
  .word 0x8067
`;

/** Each hart reads the time after it has seen the latest that any hart has read; 0x13333 where it is an earlier one. */
const clocks = (harts: number, reads: number): string => `
_start:
  li s0, 0x80100000
  addi s3, s0, 128
  li s1, ${reads}
1:
  ld t1, 0(s0)
  fence r, rw
  rdtime t2
  bltu t2, t1, 4f
  amomaxu.d zero, t2, (s0)
  addi s1, s1, -1
  bnez s1, 1b
  li t0, 1
  amoadd.d zero, t0, (s3)
  bnez a0, 5f
3:
  ld t1, 0(s3)
  li t2, ${harts}
  bne t1, t2, 3b
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
4:
  li t0, 0x100000
  li t1, 0x13333
  sw t1, 0(t0)
5:
  j 5b
`;

describe('harts in threads of their own', () => {
  it.each([
    [2, 'interpreter,baseline'],
    [4, 'interpreter'],
    [8, 'interpreter,baseline'],
  ])('lose no atomic update, %d of them with %s', (harts, tiers) => {
    const { exit, counters } = runProgram(counting(harts), harts, tiers);
    expect(exit).toEqual({ reason: 'finisher', code: 0 });
    expect(counters['harts.stops']?.every((count) => count > 0)).toBe(true);
  });

  it.each([
    [2, 'interpreter,baseline'],
    [3, 'interpreter,baseline'],
  ])('see code that another has written after a fence.i, %d of them with %s', (harts, tiers) => {
    expect(runProgram(patching(harts), harts, tiers).exit).toEqual({ reason: 'finisher', code: 0 });
  });

  it('see time that never runs backwards from hart to hart, a million times each', () => {
    expect(runProgram(clocks(2, 1_000_000), 2, 'interpreter,baseline').exit).toEqual({
      reason: 'finisher',
      code: 0,
    });
  });

  it.each([2, 4])('boot Linux, %d of them, and count right', (harts) => {
    const append = `console=ttyS0 vmb.threads=${harts} vmb.scale=0.002 vmb.run=psieve,mutex,amo,cas,ring,pipe`;
    const report = run('--image', 'linux', '--harts', String(harts), '--append', append);
    expect(report.exit.reason).toBe('finisher');
    expect(report.console).toContain('psieve,');
    expect(report.instructions.every((count) => count > 100_000)).toBe(true);
  });
});

describe('litmus shapes on real threads', () => {
  const shapeOf = (name: string): Shape => {
    const found = SHAPES.find((shape) => shape.name === name);
    if (!found) throw new Error(`no shape ${name}`);
    return found;
  };
  it.each(['SB+fences', 'SB+amo.aqrls', '2AMO', 'LR-SC+W', 'IRIW+fence.r.rs'])(
    '%s shows no outcome that RVWMO forbids',
    (name) => {
      const { exit, console: printed } = runProgram(
        litmusProgram(shapeOf(name), 20),
        shapeOf(name).threads.length,
        'interpreter,baseline',
      );
      expect(exit).toEqual({ reason: 'finisher', code: 0 });
      expect([outcomesIn(printed), printed.length]).toEqual([0, 16]);
    },
  );

  it('count an outcome that comes up each time', () => {
    const shape: Shape = {
      name: 'always',
      threads: ['li a4, 1', 'li a5, 2'],
      outcome: '0:a4=1 1:a5=2',
      verdict: 'allowed',
    };
    expect(outcomesIn(runProgram(litmusProgram(shape, 3), 2, 'interpreter').console)).toBe(runsOf(3));
  });
});

describe('what cannot be had with threads', () => {
  it.each([
    ['--record', 'run.json'],
    ['--gdb', '0'],
  ])('%s says so', (option, value) => {
    const { status, stderr } = trampoline(
      'run',
      '--image',
      'linux',
      '--harts',
      '2',
      '--threads',
      'on',
      option,
      value,
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^trampoline: --(threads|record|gdb): [^\n]+\n$/),
    ]);
  });
});
