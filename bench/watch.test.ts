import { describe, expect, it } from 'vitest';
import { commandLine } from './child.ts';
import { cpuBetween } from './cpu-time.ts';
import { openSession } from './session.ts';
import { watch } from './watch.ts';

const node = (code: string) => ({ file: process.execPath, arguments: ['-e', code] });
const never = 'setInterval(() => {}, 1000)';

describe('watch', () => {
  it('notes each text once it has appeared, in order', async () => {
    const code = `process.stdout.write('<S>b<'); setTimeout(() => console.log('E>done'), 50)`;
    const { moments, console } = await watch(node(code), {
      texts: ['<S>', '<E>', 'done'],
      endAtLast: false,
      timeoutMs: 20_000,
    });
    expect(moments.map(({ text }) => text)).toEqual(['<S>', '<E>', 'done']);
    const [start, end] = moments;
    expect((end?.wallSeconds ?? 0) - (start?.wallSeconds ?? 0)).toBeGreaterThanOrEqual(0);
    expect(console).toBe('<S>b<E>done\n');
  });

  it('ends a child that would go on, at the last text', async () => {
    const { moments } = await watch(node(`console.log('# '); ${never}`), {
      texts: ['# '],
      endAtLast: true,
      timeoutMs: 20_000,
    });
    expect(moments).toHaveLength(1);
  });

  it.each([
    ['a text that never appears', `console.log('other')`, /"wanted" did not appear\nother/, 20_000],
    ['a failure', `console.log('wanted'); process.exitCode = 7`, /it ended with status 7/, 20_000],
    ['a child that hangs', never, /it was not done after 0\.5 s/, 500],
  ])('reports %s', async (_, code, message, timeoutMs) => {
    const running = watch(node(code), { texts: ['wanted'], endAtLast: false, timeoutMs });
    await expect(running).rejects.toThrow(message);
  });

  it('reports a program that is not there', async () => {
    const running = watch(
      { file: 'no-such-emulator', arguments: [] },
      { texts: ['x'], endAtLast: false, timeoutMs: 5000 },
    );
    await expect(running).rejects.toThrow(/no-such-emulator/);
  });
});

describe('a session', () => {
  const shell = `process.stdout.write('# ');
    process.stdin.setEncoding('utf8').on('data', (line) => {
      if (line === 'die\\n') process.exit(3);
      process.stdout.write('<S>' + line);
      setTimeout(() => process.stdout.write('<E># '), 20);
    });`;

  it('is given one line after the other, each once the prompt is there', async () => {
    const session = await openSession(node(shell), '# ');
    for (const line of ['one\n', 'two\n']) {
      const { moments, console } = await session.run(line, ['<S>', '<E>'], 20_000);
      expect(moments.map(({ text }) => text)).toEqual(['<S>', '<E>', '# ']);
      expect(console).toBe(`<S>${line}<E># `);
    }
    session.close();
    await expect(session.run('three\n', ['<S>'], 20_000)).rejects.toThrow(/it was closed/);
  });

  it('says what it typed where the guest goes, or does not answer', async () => {
    const dying = await openSession(node(shell), '# ');
    await expect(dying.run('die\n', ['<S>'], 20_000)).rejects.toThrow(
      /die\nit ended[^]*"<S>" did not appear/,
    );
    const silent = await openSession(node(shell), '# ');
    await expect(silent.run('x\n', ['never'], 300)).rejects.toThrow(/it was not done after 0\.3 s/);
  });

  it('reports a program that is not there', async () => {
    await expect(openSession({ file: 'no-such-emulator', arguments: [] }, '# ')).rejects.toThrow(
      /no-such-emulator/,
    );
  });
});

describe('commandLine', () => {
  it('is one line for a shell, without the folders of this machine', () => {
    const command = {
      file: process.execPath,
      arguments: ['/some/where/bin/x.mjs', '--append', "a b'c"],
      environment: { SCALE: '1' },
    };
    expect(commandLine(command, ['/some/where'])).toBe(`SCALE=1 node bin/x.mjs --append 'a b'\\''c'`);
  });
});

describe('cpuBetween', () => {
  it('takes the busiest thread by what it ran in between, threads that began later included', () => {
    const before = new Map([
      ['1', 5],
      ['2', 1],
    ]);
    const after = new Map([
      ['1', 5.5],
      ['2', 3],
      ['3', 1],
    ]);
    expect(cpuBetween(before, after)).toEqual({ busiest: 2, all: 3.5 });
  });

  it('is null, not zero, where the system does not tell', () => {
    expect(cpuBetween(new Map(), undefined)).toBeNull();
    expect(cpuBetween(undefined, new Map([['1', 1]]))).toBeNull();
  });
});
