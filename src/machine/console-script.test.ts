import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import {
  type ConsoleRule,
  ConsoleScript,
  literalPattern,
  MATCH_WINDOW_BYTES,
  parsePattern,
  parseTypedText,
  parseTypeRule,
} from './console-script.ts';

const rule = (text: string): ConsoleRule => unwrap(parseTypeRule(text, '--type'));
const until = (text: string): ConsoleRule => ({
  pattern: unwrap(parsePattern(text, '--until')),
  answer: 'stop',
});
const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** What a script answers to `output`: `[bytes of output so far, answer]`. */
function play(rules: readonly ConsoleRule[], output: string): [number, string][] {
  const script = new ConsoleScript(rules);
  const events: [number, string][] = [];
  for (let index = 0; index < output.length; index++) {
    for (const answer of script.push(output.charCodeAt(index))) {
      events.push([index + 1, answer === 'stop' ? 'stop' : ascii(answer)]);
    }
  }
  return events;
}

describe('rules', () => {
  test('split at the first => without a backslash', () => {
    expect(rule('# =>uname -m; poweroff -f\\n').pattern.regex.source).toBe('# ');
    expect(ascii(rule('# =>uname -m; poweroff -f\\n').answer as Uint8Array)).toBe('uname -m; poweroff -f\r');
    expect(rule('a\\=>b=>c=>d').pattern.regex.source).toBe('a\\=>b');
    expect(ascii(rule('a=>b=>c').answer as Uint8Array)).toBe('b=>c');
    expect(rule('\\\\=>x').pattern.regex.source).toBe('\\\\');
    expect(rule('a\\>=>x').pattern.regex.source).toBe('a\\>');
  });

  test('an empty text types nothing', () => {
    expect(play([rule('a=>'), rule('b=>x')], 'ab')).toEqual([
      [1, ''],
      [2, 'x'],
    ]);
  });

  test('escapes and other characters become bytes', () => {
    expect([...unwrap(parseTypedText('\\n\\r\\t\\e\\\\\\x00\\xffé', '--type'))]).toEqual([
      13, 13, 9, 27, 92, 0, 255, 0xc3, 0xa9,
    ]);
  });
});

describe('matching', () => {
  test('happens in the write that completes the match, in order, from the end of the previous match', () => {
    expect(play([rule('login: =>root\\n'), rule('# =>ls\\n'), until('\\$')], '# login: # $')).toEqual([
      [9, 'root\r'],
      [11, 'ls\r'],
      [12, 'stop'],
    ]);
  });

  test('echoed text counts', () => {
    expect(play([rule('# =>echo ok\\n'), until('ok')], '# echo ok\r\nok\r\n')).toEqual([
      [2, 'echo ok\r'],
      [9, 'stop'],
    ]);
  });

  test('^ and $ are those of lines, and a previous match is no line start', () => {
    expect(play([until('^b')], 'ab\nb')).toEqual([[4, 'stop']]);
    expect(play([rule('a=>1'), until('^b')], 'ab\nb')).toEqual([
      [1, '1'],
      [4, 'stop'],
    ]);
    expect(play([until('^\\[ +\\d+\\.\\d+\\] Run')], 'x\n[    0.123456] Run')).toEqual([[20, 'stop']]);
  });

  test('a pattern may span lines', () => {
    expect(play([until('one\\r?\\ntwo')], 'one\r\ntwo')).toEqual([[8, 'stop']]);
    expect(play([until('a[^]*z')], 'a\n\n\nz')).toEqual([[5, 'stop']]);
    expect(play([until('done\\s+#')], 'done\n #')).toEqual([[7, 'stop']]);
  });

  test('a literal is taken as it stands', () => {
    const prompt = { pattern: literalPattern('~$ (a.b)# '), answer: 'stop' } as const;
    expect(play([prompt], '~$ aab# ~$ (a.b)# ')).toEqual([[18, 'stop']]);
  });

  test('bytes are Latin-1', () => {
    expect(play([until('\\xe9')], '\xc3\xe9')).toEqual([[2, 'stop']]);
  });

  test('a cursor-position request of a shell prompt is only output', () => {
    expect(play([rule('# =>x')], '\x1b[6n# ')).toEqual([[6, 'x']]);
  });

  test('one byte may complete several rules', () => {
    expect(play([rule('ab=>1'), rule('$=>2'), until('c')], 'abc')).toEqual([
      [2, '1'],
      [2, '2'],
      [3, 'stop'],
    ]);
  });
});

test('agrees with a search over the whole output, for matches shorter than the window', () => {
  const sources = [
    '# ',
    '^\\$ ',
    'a+b',
    'x$',
    '\\d+ ok',
    'a\\nb',
    'b\\s#',
    '[^a]{2}b',
    '(?<=a)b',
    '\\bok\\b',
  ];
  const outputs = fc.string({
    unit: fc.constantFrom('a', 'b', '#', ' ', '\n', '$', 'x', '1', 'ok'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...sources), { minLength: 1, maxLength: 3 }),
      outputs,
      (patterns, output) => {
        const expected: [number, string][] = [];
        let from = 0;
        let next = 0;
        for (let end = 1; end <= output.length; end++) {
          for (; next < patterns.length; next++) {
            const regex = new RegExp(patterns[next] ?? '', 'gm');
            regex.lastIndex = from;
            const match = regex.exec(output.slice(0, end));
            if (!match) break;
            from = match.index + match[0].length;
            expected.push([end, 'stop']);
          }
        }
        expect(play(patterns.map(until), output)).toEqual(expected);
      },
    ),
    { numRuns: 3000, seed: 6 },
  );
});

test('the window is as long as promised', () => {
  const far = (count: number) => `start${'.\n'.repeat(count / 2)}end`;
  expect(play([until('start[^]*end')], far(MATCH_WINDOW_BYTES - 8))).toHaveLength(1);
  expect(play([until('start[^]*end')], far(3 * MATCH_WINDOW_BYTES))).toHaveLength(0);
});

test('a long output costs about as much per byte as a short one', () => {
  const script = new ConsoleScript([until('never seen'), until('x')]);
  const startedMs = performance.now();
  for (let index = 0; index < 2_000_000; index++) script.push(index % 80 === 79 ? 10 : 97);
  const noBreaks = new ConsoleScript([until('never\\s+seen')]);
  for (let index = 0; index < 200_000; index++) noBreaks.push(97);
  // Quadratic work would take minutes.
  expect(performance.now() - startedMs).toBeLessThan(30_000);
});
