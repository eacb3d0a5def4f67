import { describe, expect, it } from 'vitest';
import { cpuBetween } from './cpu-time.ts';
import { commandLine, watch } from './watch.ts';

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

  it('types once the prompt is there', async () => {
    const code = `console.log('# '); process.stdin.on('data', (text) => console.log('<' + text + '>'))`;
    const { console } = await watch(node(code), {
      texts: ['<hello>'],
      endAtLast: true,
      timeoutMs: 20_000,
      typed: { prompt: '# ', text: 'hello' },
    });
    expect(console).toContain('<hello>');
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
