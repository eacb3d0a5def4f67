/** `trampoline inspect` on a program whose counts are known. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleProgram } from '../machine/programs.ts';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { engine } from './engine.ts';

const PROGRAM = `
_start:
    li a0, 500
loop:
    addi a0, a0, -1
    bnez a0, loop
    csrr a1, mhartid
stop:
    j stop
`;

let folder = '';
let elf = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  elf = join(folder, 'p.elf');
  const assembled = assembleProgram(PROGRAM, 'p.s');
  if (assembled.ok) writeFileSync(elf, assembled.value.elf);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const context = testContext(engine);
  const status = await command(['inspect', '--elf', elf, ...args], context);
  return { status, stdout: context.stdoutText(), stderr: context.stderrText() };
}

const COUNTED = ['--tiers', 'baseline', '--count', 'detail', '--after', '1003'];

describe('trampoline inspect', () => {
  it('shows assembly, IR by stage and WebAssembly of the region at an address', async () => {
    const { status, stdout } = await run('--address', '0x80000004', ...COUNTED);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^after 1,003 instructions/);
    expect(stdout).toMatch(/region at 0x80000000: baseline, 3 instructions, \d+ bytes, in 1 RAM page/);
    expect(stdout).toMatch(/block 1 at 0x80000004: executed 500 times\n +0x80000004 .*c\.addi a0, -1/);
    expect(stdout).toMatch(/-> taken: block 1 at 0x80000004; not taken: leaves to 0x80000008/);
    for (const heading of ['IR: as written', 'IR: facts', 'IR: narrowing', 'IR: as lowered', 'WebAssembly'])
      expect(stdout).toContain(heading);
    expect(stdout).toMatch(/local\.get \$a0 +; 0x80000004/);
  });

  it('shows one stage alone; that of WebAssembly is a whole module', async () => {
    const assembly = await run('--address', '0x80000000', '--stage', 'assembly', ...COUNTED);
    expect(assembly.stdout).toContain('assembly');
    expect(assembly.stdout).not.toContain('WebAssembly');
    const wasm = await run('--physical', '80000000', '--stage', 'wasm', ...COUNTED);
    expect(wasm.stdout).toMatch(/\(module\n[^]*\n {2}\)\n$/);
  });

  it('lists the hottest blocks by counts, or by samples where nothing is counted', async () => {
    const counted = await run('--hottest', '2', ...COUNTED);
    expect(counted.stdout).toMatch(/2 of 2 blocks of translated code/);
    expect(counted.stdout).toMatch(/1,000 +500 +baseline +0x80000004 +c\.addi a0, -1/);
    const sampled = await run('--hottest', '2', '--after', '1003');
    expect(sampled.stdout).toMatch(/of \d+ places, by samples\n +share +samples +tier +virtual/);
  });

  it('writes all of it as JSON', async () => {
    const { stdout } = await run('--address', '0x80000004', '--hottest', '1', '--json', '-', ...COUNTED);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      version: 1,
      exit: { reason: 'max-instructions' },
      instructions: 1003,
      hottest: { measure: 'executions' },
      inspection: { region: { tier: 'baseline', isSame: true } },
    });
  });

  it.each([
    [[], /inspect: nothing to show is given; give --address HEX/],
    [['--hottest', '3'], /--hottest: nothing has run at the start; give --after/],
    [['--address', '0x80000000', '--stage', 'wsam'], /--stage: "wsam" is not known; did you mean wasm\?/],
    [['--address', '0x80000000', '--physical', '0x80000000'], /--physical: it excludes --address/],
    [['--address', 'main'], /"main" is not hexadecimal/],
    [['--address', '0x80000000', '--hart', '3'], /the hart: there is no hart 3; give 0 to 0/],
    [['--address', '0x80000000', '--after', 'soon'], /--after: "soon" is not a whole number/],
    [['--address', '0x10'], /0x10: physical address 0x10 is not in RAM; give one from 0x80000000/],
    [['--address', '0x80000008'], /"csrrs a1, mhartid, zero" is never translated/],
  ])('refuses %j with status 2 and one line', async (args, message) => {
    const { status, stderr, stdout } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
