/** `--warm cache`: a second run starts from what the first has left, and shows the same machine. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { command } from './command.ts';
import { engine } from './engine.ts';
import { testContext } from '../testing/command-context.ts';
import { unwrap } from '../base/problem.ts';
import type { BootPlan } from '../machine/loaders/boot-plan.ts';
import { assembleProgram } from '../machine/programs.ts';
import { codeCacheName } from '../machine/run/warm-start.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Report {
  readonly stateHash: string;
  readonly counters: Readonly<Record<string, readonly number[] | null>>;
}

/** Loops long enough that they are translated, in two routines. */
const HOT = `
.globl _start
_start:
    li s0, 4000000
1:  addi a0, a0, 3
    xori a1, a0, 5
    addi s0, s0, -1
    bnez s0, 1b
    call other
    li t0, 0x100000
    li t1, 0x5555
    sw t1, (t0)
    j .
.balign 4096
other:
    li s0, 4000000
1:  slli a2, a0, 1
    add a0, a0, a2
    addi s0, s0, -1
    bnez s0, 1b
    ret
`;

async function run(...args: string[]): Promise<{ readonly report: Report; readonly told: string }> {
  const program = join(folder, 'hot.elf');
  writeFileSync(program, unwrap(assembleProgram(HOT, 'hot')).elf);
  const json = join(folder, 'report.json');
  const context = testContext(engine);
  const shared = ['--ram', '16M', '--mode', 'deterministic', '--json', json, '--quiet'];
  expect([
    await command(['run', '--elf', program, ...shared, ...args], context),
    context.stderrText(),
  ]).toEqual([0, expect.any(String) as string]);
  return { report: JSON.parse(readFileSync(json, 'utf8')) as Report, told: context.stderrText() };
}

const cache = () => join(folder, 'a', 'cache');
const warm = (...args: string[]) => run('--warm', 'cache', '--cache-dir', cache(), ...args);
const figure = ({ report }: { readonly report: Report }, name: string) => report.counters[name]?.[0];

it('translates nothing the second time, and the state is that of a cold run', async () => {
  const cold = await run();
  const first = await warm();
  const second = await warm();
  expect(figure(first, 'cache.translations')).toBeGreaterThan(0);
  expect(figure(second, 'cache.translations')).toBe(0);
  expect(figure(second, 'cache.warmed')).toBe(figure(first, 'cache.translations'));
  expect(figure(second, 'tier.baseline.instructions')).toBeGreaterThan(
    figure(first, 'tier.baseline.instructions') ?? 0,
  );
  expect(second.told).toBe('');
  for (const { report } of [first, second]) expect(report.stateHash).toBe(cold.report.stateHash);
});

it('tells of a file that cannot be used, and makes it anew', async () => {
  await warm();
  const [name = ''] = readdirSync(cache());
  const path = join(cache(), name);
  const whole = readFileSync(path);
  for (const bytes of [whole.subarray(0, whole.length / 2), Buffer.from('hello'), Buffer.alloc(0)]) {
    writeFileSync(path, bytes);
    const { told, report } = await warm();
    expect(told).toMatch(/^trampoline: .*\.warm: it was .*; it is ignored and made anew\n$/);
    expect(report.counters['cache.warmed']?.[0]).toBe(0);
    expect((await warm()).told).toBe('');
  }
});

it('runs everything in a cache of a mebibyte', async () => {
  const { report } = await run('--cache-size', '1M');
  expect(report.counters['cache.capacity']).toEqual([2 ** 20]);
});

it.each([
  [['--cache-size', '1K'], /--cache-size: "1K" is not between 1M and 1G/],
  [['--warm', 'cache', '--cache-dir', 'hot.elf'], /hot\.elf: /],
])('refuses %j', async (args, expected) => {
  writeFileSync(join(folder, 'hot.elf'), '');
  const context = testContext(engine);
  const given = args.map((one) => (one === 'hot.elf' ? join(folder, one) : one));
  expect(await command(['run', '--elf', join(folder, 'hot.elf'), ...given], context)).toBe(2);
  expect(context.stderrText()).toMatch(expected);
});

it('tells images apart by their bytes, wherever Node keeps them', () => {
  const plan = (bytes: Uint8Array): BootPlan => ({
    segments: [{ name: 'the kernel', physicalAddress: 0x8000_0000, bytes, sizeBytes: 4096 }],
    entry: 0x8000_0000,
    privilege: 'machine',
    harts: 'all',
    deviceTree: { address: 0x8200_0000, capacityBytes: 65536 },
    firmwareInfoAddress: 0,
    initrd: undefined,
    append: '',
    htif: undefined,
  });
  const content = Uint8Array.from({ length: 1003 }, (_, index) => index);
  // As a file is read: a view into the middle of a buffer whose length is no multiple of four.
  const read = Buffer.alloc(2001).subarray(5, 5 + content.length);
  read.set(content);
  const name = codeCacheName(plan(content));
  expect(codeCacheName(plan(read))).toBe(name);
  read[7] = 99;
  expect(codeCacheName(plan(read))).not.toBe(name);
});
