/** What a run leaves for the next: whole and of the same build, or refused. */
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { Random } from '../../base/random.ts';
import { dependsOn, matches, type Translation } from '../jit/translation.ts';
import { decodeWarmStart, encodeWarmStart, type WarmStart } from './file.ts';

const HERE = 'a file';
const BUILD = 'build 1';

function translation(seed: number): Translation {
  const random = new Random(seed);
  const places = Int32Array.from({ length: 1 + random.below(20) }, (_, index) => 64 + index * 2);
  return {
    offset: 64,
    places,
    halves: Uint16Array.from(places, () => random.below(65536)),
    blocks: Int32Array.of(64, 70),
    exits: seed % 2 === 0 ? Int32Array.of() : Int32Array.of(66),
    targets: seed % 3 === 0 ? Int32Array.of(66, -4096) : Int32Array.of(),
    unlikely: Int32Array.of(3, 5 + seed),
    pages: seed % 2 === 0 ? [0] : [0, -1],
    body: Uint8Array.from({ length: 1 + random.below(50) }, () => random.below(256)),
    imports: 3,
    instructions: 1 + random.below(20),
    pageHash: seed % 3 === 0 ? undefined : 2 ** 52 + seed,
    translationNs: seed % 3 === 1 ? undefined : 1234.5,
  };
}

const SOME: WarmStart = {
  retired: 1e10,
  interpreters: [
    { plan: 'a plan', bytes: Uint8Array.of(1, 2, 3), saved: { numbers: [1, 2], destinations: [['rd'], []] } },
  ],
  pages: [
    { hash: 2 ** 50, entries: Int32Array.of(7, 0x13, 300, -1) },
    { hash: 5, entries: new Int32Array() },
  ],
  translations: [1, 2, 3, 4, 5, 6].map(translation),
};
const NOTHING: WarmStart = { retired: 0, interpreters: [], pages: [], translations: [] };

describe('a file of a warm start', () => {
  it('gives back what was written', () => {
    for (const start of [SOME, NOTHING]) {
      const read = unwrap(decodeWarmStart(encodeWarmStart(start, BUILD), BUILD, HERE));
      expect(JSON.stringify(read)).toBe(JSON.stringify(start));
    }
  });

  it('is refused when it is cut anywhere', () => {
    const whole = encodeWarmStart(SOME, BUILD);
    for (let length = 0; length < whole.length; length++) {
      expect(decodeWarmStart(whole.slice(0, length), BUILD, HERE).ok).toBe(false);
    }
  });

  it('is refused when any bit is another', () => {
    const whole = encodeWarmStart({ ...SOME, translations: SOME.translations.slice(0, 2) }, BUILD);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const altered = whole.slice();
      altered[bit >>> 3] = (altered[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeWarmStart(altered, BUILD, HERE).ok).toBe(false);
    }
  });

  it('is refused by another build, with a reason that names the file', () => {
    const read = decodeWarmStart(encodeWarmStart(SOME, BUILD), 'build 2', HERE);
    expect(!read.ok && [read.problem.where, read.problem.what]).toEqual([
      HERE,
      'it was made by another build, or for another host',
    ]);
  });

  it('is refused when it is something else', () => {
    for (const bytes of [new Uint8Array(4096), new TextEncoder().encode('hello, this is a text.\n\n')]) {
      expect(decodeWarmStart(bytes, BUILD, HERE).ok).toBe(false);
    }
  });
});

describe('a translation', () => {
  const one: Translation = {
    ...translation(2),
    places: Int32Array.of(64, 66, 80),
    halves: Uint16Array.of(1, 2, 3),
  };

  it('depends on the bytes of its instructions and on no others', () => {
    const touched = (offset: number, bytes: number) => dependsOn(one, offset, bytes);
    const each = [62, 63, 64, 67, 68, 79, 80, 81, 82].map((offset) => touched(offset, 1));
    expect(each).toEqual([false, false, true, true, false, false, true, true, false]);
    expect([touched(56, 8), touched(57, 8), touched(68, 8), touched(73, 8)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('matches equal bytes alone', () => {
    const page = new Map([
      [64, 1],
      [66, 2],
      [80, 3],
    ]);
    expect(matches(one, (offset) => page.get(offset))).toBe(true);
    expect(matches(one, (offset) => (offset === 80 ? 4 : page.get(offset)))).toBe(false);
    expect(matches(one, (offset) => (offset === 80 ? undefined : page.get(offset)))).toBe(false);
  });
});
