/** The small parts of the command: suggestions, help, keys, the sink. */
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { testContext } from '../testing/command-context.ts';
import { noEngine } from '../testing/engines.ts';
import { ByteSink, SINK_HIGH_BYTES } from './byte-sink.ts';
import { command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { PrefixKey } from './keyboard.ts';
import { nearest } from './suggest.ts';

describe('suggestions', () => {
  const known = ['kernel', 'initrd', 'ram', 'type', 'timeout', 'max-instructions'];
  test.each([
    ['kernal', 'kernel'],
    ['inirtd', 'initrd'],
    ['rma', 'ram'],
    ['tpye', 'type'],
    ['max', 'max-instructions'],
    ['zzzz', undefined],
    ['', undefined],
  ])('%s', (word, expected) => expect(nearest(word, known)).toBe(expected));
});

describe('help', () => {
  async function output(...args: string[]): Promise<string> {
    const context = testContext(noEngine);
    expect(await command(args, context)).toBe(0);
    return context.stdoutText();
  }

  test('names every command, and every option of each', async () => {
    const general = await output('--help');
    for (const row of COMMANDS) {
      expect(general).toContain(`  ${row.name} `);
      const text = await output(row.name, '--help');
      for (const option of row.options) expect(text).toContain(`--${option.name}`);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  test('--version prints one', async () => expect(await output('--version')).toMatch(/^\d+\.\d+\.\d+\n$/));
});

describe('the prefix key', () => {
  const keys = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  test('Ctrl-A x quits, Ctrl-A Ctrl-A is Ctrl-A, anything else after Ctrl-A is dropped', () => {
    const prefix = new PrefixKey();
    expect(prefix.filter(keys('ab\x01\x01c\x01z'))).toEqual({ bytes: keys('ab\x01c'), quits: false });
    expect(prefix.filter(keys('d\x01'))).toEqual({ bytes: keys('d'), quits: false });
    expect(prefix.filter(keys('x'))).toEqual({ bytes: keys(''), quits: true });
  });
});

describe('the sink', () => {
  test('waits for a slow reader', async () => {
    let release = () => {};
    const taken: number[] = [];
    const slow = new Writable({
      write(chunk: Buffer, _encoding, done) {
        taken.push(...chunk);
        release = done;
      },
    });
    const sink = new ByteSink(slow, false);
    sink.push(1);
    let flushed = false;
    const flush = sink.flush().then(() => {
      flushed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([flushed, taken]).toEqual([false, [1]]);
    release();
    await flush;
    expect(flushed).toBe(true);
  });

  test('asks for a pause when much is waiting, and captures it all in order', async () => {
    const sink = new ByteSink(undefined, true);
    for (let index = 0; index < SINK_HIGH_BYTES; index++) sink.push(index & 255);
    expect(sink.isHigh).toBe(true);
    await sink.flush();
    expect(sink.isHigh).toBe(false);
    sink.push(65);
    await sink.flush();
    expect(sink.text().length).toBe(SINK_HIGH_BYTES + 1);
    expect(sink.text().endsWith('\xffA')).toBe(true);
  });

  test('captures the latest 16 MiB', async () => {
    const sink = new ByteSink(undefined, true);
    for (let part = 0; part < 20; part++) {
      for (let index = 0; index < 1 << 20; index++) sink.push(part);
      await sink.flush();
    }
    const text = sink.text();
    expect([text.length, text.charCodeAt(0), text.charCodeAt(text.length - 1)]).toEqual([16 << 20, 4, 19]);
  });
});
