/** Decoder and disassembler against GNU objdump's recorded answers, and against the rows themselves. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { at } from '../../base/assert.ts';
import { Random } from '../../base/random.ts';
import { randomWord } from '../../testing/gas.ts';
import { differenceFrom, exclusionReasons } from '../../testing/objdump.ts';
import { type Encoding, extractField } from '../row-language.ts';
import { riscv64 } from './instruction-set.ts';

const recorded = (name: string): string[] =>
  gunzipSync(readFileSync(new URL(`recorded/${name}.txt.gz`, import.meta.url)))
    .toString('utf8')
    .split('\n');

const numbersIn = (encoding: Encoding, word: number): Record<string, number> =>
  Object.fromEntries(encoding.fields.map((field) => [field.name, extractField(field, word)]));

describe('objdump', () => {
  const excluded = new Map<string, number>();

  it('agrees on every 16-bit word', () => {
    const texts = recorded('objdump-16');
    const words = Array.from({ length: 65_536 }, (_, word) => word).filter((word) => (word & 3) !== 3);
    expect(texts.length).toBe(words.length);
    expect(words.flatMap((word, index) => differenceFrom(at(texts, index), word, excluded) ?? [])).toEqual(
      [],
    );
  });

  it('agrees on 20,000 recorded 32-bit words', () => {
    const lines = recorded('objdump-32');
    expect(lines.length).toBe(20_000);
    const differences = lines.flatMap((line) => {
      const word = Number.parseInt(line.slice(0, 8), 16);
      return differenceFrom(line.slice(9), word, excluded) ?? [];
    });
    expect(differences).toEqual([]);
  });

  it('needs every exclusion', () => {
    expect([...excluded.keys()].sort()).toEqual([...exclusionReasons].sort());
  });
});

/** What decoding makes of a word of a row: the row with its operands, or nothing where that is reserved. */
function isFoundAgain(row: (typeof riscv64.rows)[number], word: number): boolean {
  const numbers = numbersIn(row.encoding, word);
  const decoded = riscv64.decode(word);
  if (row.options.reserved?.(numbers)) return decoded?.row !== row;
  return decoded?.row === row && isDeepStrictEqual(decoded.operands, numbers);
}

type Short = (typeof riscv64.shortRows)[number];

/** Itself, a row whose encoding fixes more bits, or nothing where that is reserved. */
function isShortFoundAgain(short: Short, word: number): boolean {
  const decoded = riscv64.decode(word);
  if (!decoded?.short) return short.options.reserved?.(numbersIn(short.encoding, word)) === true;
  const { mask } = decoded.short.encoding;
  return decoded.row === decoded.short.row && (mask & short.encoding.mask) === short.encoding.mask;
}

describe('decoder', () => {
  const rounds = Array.from({ length: 200 }, (_, round) => round);

  it('finds each row again, with its operands', () => {
    const random = new Random(1);
    const words = riscv64.rows.flatMap((row) =>
      rounds.map(() => ({ row, word: randomWord(row.encoding, random) })),
    );
    expect(words.filter(({ row, word }) => !isFoundAgain(row, word))).toEqual([]);
  });

  it('finds each short row again, unless a more special one has its word', () => {
    const random = new Random(2);
    const words = riscv64.shortRows.flatMap((short) =>
      rounds.map(() => ({ short, word: randomWord(short.encoding, random) })),
    );
    expect(words.filter(({ short, word }) => !isShortFoundAgain(short, word))).toEqual([]);
    const reached = new Set(words.map(({ word }) => riscv64.decode(word)?.short));
    expect(riscv64.shortRows.filter((short) => !reached.has(short))).toEqual([]);
  });

  it('has no two rows for one word, except where one fixes all that the other fixes and more', () => {
    const ambiguous = [riscv64.rows, riscv64.shortRows].flatMap((table) =>
      table.flatMap((a) =>
        table
          .filter((b) => a !== b)
          .filter((b) => {
            const shared = (a.encoding.mask & b.encoding.mask) >>> 0;
            const canMeet = ((a.encoding.match ^ b.encoding.match) & shared) === 0;
            return canMeet && shared !== a.encoding.mask && shared !== b.encoding.mask;
          })
          .map((b) => `${a.syntax} and ${b.syntax}`),
      ),
    );
    expect(ambiguous).toEqual([]);
  });

  it('refuses a word of zeros and a word of ones', () => {
    expect(riscv64.decode(0)).toBeUndefined();
    expect(riscv64.decode(0xffff_ffff)).toBeUndefined();
  });
});
