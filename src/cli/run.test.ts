/** `run` from arguments to exit status, on a scripted guest: what the contract promises about the command. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elfFile } from '../testing/boot-files.ts';
import { testContext } from '../testing/command-context.ts';
import { brokenDevice, ended, type ScriptStep, scriptedEngine } from '../testing/engines.ts';
import { command } from './command.ts';
import { FIRST_KEY_DELAY_NS, KEY_GAP_NS } from './session.ts';

let folder = '';
let program = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  program = join(folder, 'program.elf');
  writeFileSync(program, elfFile());
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly engine: ReturnType<typeof scriptedEngine>;
}

async function run(
  script: readonly ScriptStep[],
  args: readonly string[] = [],
  typed = '',
): Promise<Outcome> {
  return runLives([script], args, typed);
}

async function runLives(
  scripts: readonly (readonly ScriptStep[])[],
  args: readonly string[],
  typed = '',
): Promise<Outcome> {
  const engine = scriptedEngine(...scripts);
  const context = testContext(engine, typed);
  const status = await command(['run', '--elf', program, ...args], context);
  return { status, stdout: context.stdoutText(), stderr: context.stderrText(), engine };
}

/** The context gathers bytes; the report is UTF-8. */
const report = (text: string) =>
  JSON.parse(Buffer.from(text, 'latin1').toString()) as Record<string, unknown>;

describe('exit status', () => {
  const poweroff = ended('poweroff', 0);
  const cases: [string, ScriptStep[], string[], number, string][] = [
    ['power-off', [{ print: 'hi' }, poweroff], [], 0, 'poweroff'],
    ['failing power-off', [ended('poweroff', 1)], [], 1, 'poweroff'],
    ['tohost success', [ended('tohost', 0)], [], 0, 'tohost'],
    ['tohost failure', [ended('tohost', 3)], [], 1, 'tohost'],
    ['finisher success', [ended('finisher', 0)], [], 0, 'finisher'],
    ['finisher failure', [ended('finisher', 7)], [], 1, 'finisher'],
    ['reset', [{ end: { kind: 'reboot' } }], ['--no-reboot'], 0, 'reset'],
    ['until', [{ print: 'ready' }, { spin: 9 }, poweroff], ['--until', 'ready'], 0, 'until'],
    ['instructions', [{ spin: 999 }], ['--max-instructions', '10'], 3, 'max-instructions'],
    ['no instruction at all', [{ spin: 999 }], ['--max-instructions', '0'], 3, 'max-instructions'],
    ['timeout', [{ expect: 'x' }], ['--timeout', '0.001'], 3, 'timeout'],
    ['asleep', [{ expect: 'x' }], ['--mode', 'deterministic'], 1, 'error'],
    ['broken machine', [ended('error', 1, brokenDevice)], [], 1, 'error'],
  ];
  test.each(cases)('%s', async (_name, script, args, status, reason) => {
    const outcome = await run(script, [...args, '--json', '-']);
    expect(outcome.status).toBe(status);
    expect(report(outcome.stdout)['exit']).toMatchObject({ reason });
  });

  test('what broke is told in one line', async () => {
    const { stderr } = await run([ended('error', 1, brokenDevice)]);
    expect(stderr).toBe('trampoline: a device: it broke; report it\n');
  });
});

describe('report', () => {
  test('has the form of the contract', async () => {
    const { stdout, stderr } = await run([{ print: 'hi\xe9' }, ended('tohost', 5)], ['--json', '-']);
    expect(report(stdout)).toEqual({
      version: 1,
      exit: { reason: 'tohost', code: 5 },
      instructions: [3],
      wallMs: expect.any(Number),
      stateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      semantics: 1,
      console: 'hi\xe9',
      counters: { 'tlb.load.hits': null, 'trap.exceptions': [0] },
    });
    expect(stderr).toBe('hi\xe9');
  });

  test('goes to a file while the console stays on standard output', async () => {
    const path = join(folder, 'report.json');
    const { stdout } = await run([{ print: 'hi' }, ended('poweroff', 0)], ['--json', path]);
    expect(stdout).toBe('hi');
    expect(report(readFileSync(path, 'latin1'))['console']).toBe('hi');
  });

  test('a limit has no code', async () => {
    const { stdout } = await run([{ spin: 99 }], ['--max-instructions', '12', '--json', '-', '--quiet']);
    expect(report(stdout)).toMatchObject({ exit: { code: null }, instructions: [12] });
  });

  test('a dump is the bytes of the state', async () => {
    const path = join(folder, 'dump');
    await run([ended('poweroff', 0)], ['--dump', path]);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  });

  test('--quiet shows nothing', async () => {
    const { stdout, stderr } = await run([{ print: 'hi' }, ended('poweroff', 0)], ['--quiet']);
    expect([stdout, stderr]).toEqual(['', '']);
  });
});

describe('console', () => {
  test('typed bytes arrive 1 ms after the write that matched, then one each 100 µs', async () => {
    const script: ScriptStep[] = [{ print: 'login: ' }, { expect: 'ab\r' }, { print: '# ' }, { expect: 'x' }];
    const { engine, status } = await run(
      [...script, ended('poweroff', 0)],
      ['--mode', 'deterministic', '--type', 'login: =>ab\\n', '--type', '# =>x'],
    );
    expect(status).toBe(0);
    // Seven bytes printed and the write itself is the seventh instruction: time 7, minus nothing after it.
    const first = 7 + FIRST_KEY_DELAY_NS;
    expect(engine.lives[0]?.taken.slice(0, 3).map(({ atNs }) => atNs)).toEqual([
      first,
      first + KEY_GAP_NS,
      first + 2 * KEY_GAP_NS,
    ]);
  });

  test('--until is looked for after the last --type, and ends the run within the write', async () => {
    const script: ScriptStep[] = [{ print: 'ok\n# ' }, { expect: 'l' }, { print: 'ok more' }, { spin: 5 }];
    const args = ['--type', '# =>l', '--until', 'ok', '--json', '-', '--mode', 'deterministic'];
    const { stdout } = await run(script, args);
    expect(report(stdout)).toMatchObject({ console: 'ok\n# ok', instructions: [8] });
  });

  test('standard input is typed as it comes in real time', async () => {
    const typed = 'echo hello, and much more than there is room for at once\n';
    const { status } = await run([{ expect: typed }, ended('poweroff', 0)], [], typed);
    expect(status).toBe(0);
  });

  test('standard input that ends leaves a sleeping guest asleep, and says so', async () => {
    const { status, stderr } = await run([{ expect: 'more' }], [], 'mo');
    expect(status).toBe(1);
    expect(stderr).toMatch(/every hart waits, and nothing can wake one/);
  });

  test('a long output arrives whole', async () => {
    const print = Array.from({ length: 60_000 }, (_, index) => String(index)).join('\n');
    const { stdout } = await run([{ print }, ended('poweroff', 0)]);
    expect(stdout).toBe(print);
  });
});

describe('restarts', () => {
  const lives: ScriptStep[][] = [
    [{ print: 'one ' }, { end: { kind: 'reboot' } }],
    [{ print: 'two' }, ended('poweroff', 0)],
  ];

  test('start another life, and counts go on', async () => {
    const { stdout, status, stderr } = await runLives(lives, ['--json', '-']);
    expect(status).toBe(0);
    expect(stderr).toBe('one two');
    expect(report(stdout)).toMatchObject({ instructions: [7], console: 'one two' });
  });

  test('count towards the limit', async () => {
    const { stdout } = await runLives(lives, ['--json', '-', '--max-instructions', '5']);
    expect(report(stdout)).toMatchObject({ instructions: [5], console: 'one t' });
  });
});

test('the machine gets the configuration that was asked for', async () => {
  const args = [
    '--harts',
    '4',
    '--ram',
    '1G',
    '--mmu',
    'sv39',
    '--seed',
    '0x10',
    '--tiers',
    'baseline,interpreter',
  ];
  const { engine } = await run(
    [ended('poweroff', 0)],
    [...args, '--mode', 'deterministic', '--count', 'detail'],
  );
  expect(engine.lives[0]?.given.configuration).toEqual({
    isa: 'riscv64',
    harts: 4,
    ramBytes: 1 << 30,
    mmu: 'sv39',
    seed: 16,
    tiers: ['interpreter', 'baseline'],
    warm: 'off',
    mode: 'deterministic',
    count: 'detail',
    tlbEntries: 512,
    threads: 'off',
  });
});

test('a disk is read, and written through only with ",write"', async () => {
  const paths = ['a.img', 'b,readonly.img', 'c.img'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, new Uint8Array(1024).fill(1));
  const [a = '', b = '', c = ''] = paths;
  const args = ['--disk', a, '--disk', `${b},readonly`, '--disk', `${c},write`];
  const { engine } = await run([ended('poweroff', 0)], args);
  const [copy, readonly, write] = (engine.lives[0]?.given.disks ?? []).map(({ backend }) => backend);
  expect([copy?.sizeBytes, copy?.readOnly, readonly?.readOnly, write?.readOnly]).toEqual([
    1024,
    false,
    true,
    false,
  ]);
  expect(copy?.write(512, Uint8Array.of(9, 9))).toBe(true);
  expect(write?.write(512, Uint8Array.of(7, 8))).toBe(true);
  const read = new Uint8Array(4);
  expect(write?.read(511, read)).toBe(true);
  expect([...read]).toEqual([1, 7, 8, 1]);
  expect([...readFileSync(c).subarray(511, 515)]).toEqual([1, 7, 8, 1]);
  expect([...readFileSync(a).subarray(511, 515)]).toEqual([1, 1, 1, 1]);
});
