import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { crc32 } from '../base/crc32.ts';
import { unwrap } from '../base/problem.ts';
import type { Hardware, MachineConfiguration } from '../machine/config/configuration.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { LinkContent } from './content.ts';
import { decodeLink, decodeLinkFile, encodeLink, encodeLinkFile, HARD_LIMIT_CHARACTERS } from './link.ts';

const HASH = '0123456789abcdef'.repeat(4);

const content: LinkContent = {
  semantics: 1,
  build: '0.1.0',
  image: { id: 'linux', sha256: HASH },
  machine: { isa: 'riscv64', harts: 2, ramBytes: 256 << 20, mmu: 'sv48' },
  append: null,
  tiers: ['interpreter'],
  warm: 'off',
  mode: 'deterministic',
  seed: 7,
  program: null,
  input: [[1_000_000, 'uname -m\r']],
  result: { instructions: 100_000_000, stateHash: HASH },
  checkpoints: '0011223344556677',
};

/** A fragment around any bytes, with a right checksum. */
function sealed(deflated: Uint8Array): string {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(deflated), true);
  return `v1.${encodeBase64url(Uint8Array.of(...deflated, ...checksum))}`;
}

const sealedJson = (json: string): string => sealed(deflateSync(strToU8(json)));

/** The code of the problem that a link gives, or `ok`. */
function verdict(link: string): string {
  const result = decodeLink(link);
  return result.ok ? 'ok' : result.problem.code;
}

describe('every shape ever released still opens', () => {
  const folder = new URL('./fixtures/v1/', import.meta.url);
  const names = readdirSync(folder);

  test('there are fixtures', () => expect(names.length).toBeGreaterThan(0));

  test.each(names)('%s', (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    expect(unwrap(decodeLink(fixture.link))).toEqual(fixture.content);
  });
});

test('the schema is that of the machine configuration', () => {
  type Writable<T> = { -readonly [K in keyof T]: T[K] };
  expectTypeOf<LinkContent['machine']>().toEqualTypeOf<Writable<Hardware>>();
  expectTypeOf<LinkContent['tiers'][number]>().toEqualTypeOf<MachineConfiguration['tiers'][number]>();
  expectTypeOf<LinkContent['warm']>().toEqualTypeOf<MachineConfiguration['warm']>();
  expectTypeOf<LinkContent['mode']>().toEqualTypeOf<MachineConfiguration['mode']>();
});

test('a link names its environment in the query and carries the rest in the fragment', () => {
  const { suffix, fragment, isOverSoftLimit } = unwrap(encodeLink(content));
  expect(suffix).toBe(`?image=linux&harts=2#${fragment}`);
  expect(fragment).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
  expect(isOverSoftLimit).toBe(false);
  for (const link of [fragment, `#${fragment}`, suffix, `https://host/page/${suffix}`, ` ${suffix}\n`]) {
    expect(unwrap(decodeLink(link))).toEqual(content);
  }
});

test('any content survives', () => {
  const bytes = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  const input = fc
    .array(fc.tuple(fc.nat(), bytes), { maxLength: 20 })
    .map((events) => events.toSorted(([a], [b]) => a - b));
  fc.assert(
    fc.property(input, fc.string(), fc.maxSafeNat(), (events, program, seed) => {
      const some: LinkContent = { ...content, input: events, program, seed };
      expect(unwrap(decodeLink(unwrap(encodeLink(some)).fragment))).toEqual(some);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('a cut or altered link says so', () => {
  const { fragment } = unwrap(encodeLink(content));
  for (let length = 3; length < fragment.length; length++) {
    expect(verdict(fragment.slice(0, length))).toBe('link.damaged');
  }
  for (let index = 3; index < fragment.length; index++) {
    const other = fragment[index] === 'A' ? 'B' : 'A';
    expect(verdict(fragment.slice(0, index) + other + fragment.slice(index + 1))).toBe('link.damaged');
  }
});

test('what no link can hold travels as a file', () => {
  const log: LinkContent['log'] = Array.from({ length: 20_000 }, () => [1, 'j', 1]);
  const long = { ...content, log };
  const made = encodeLink(long);
  expect(!made.ok && made.problem.what).toContain('20000 events');
  expect(unwrap(decodeLinkFile(encodeLinkFile(long)))).toEqual(long);
});

describe('limits', () => {
  test('a link over the hard limit is not made', () => {
    let program = '';
    for (let index = 0; index < 12_000; index++)
      program += String.fromCharCode(33 + ((index * index * 7) % 90));
    const noise = Array.from({ length: 12_000 }, (_, index) =>
      Math.floor(Math.abs(Math.sin(index)) * 1e15),
    ).join('');
    const made = encodeLink({ ...content, program: (program + noise).slice(0, 48 * 1024) });
    expect(!made.ok && made.problem.code).toBe('link.large');
  });

  test('a long link is made with a warning', () => {
    const program = Array.from({ length: 300 }, (_, index) =>
      Math.floor(Math.abs(Math.sin(index)) * 1e15),
    ).join('');
    expect(unwrap(encodeLink({ ...content, program })).isOverSoftLimit).toBe(true);
  });

  test('hostile payloads with a right checksum', () => {
    expect(verdict(`v1.${'A'.repeat(HARD_LIMIT_CHARACTERS)}`)).toBe('link.large');
    expect(verdict(sealed(deflateSync(new Uint8Array(4 << 20))))).toBe('link.inflate');
    expect(verdict(sealed(Uint8Array.of(6, 0, 0)))).toBe('link.inflate');
    expect(verdict(sealedJson(`${'['.repeat(100_000)}`))).toBe('link.depth');
    expect(verdict(sealedJson(`"${'['.repeat(200_000)}`))).toBe('link.json');
    expect(verdict(sealedJson('{'))).toBe('link.json');
    expect(verdict(sealedJson(JSON.stringify({ log: Array(10_001).fill(0) })))).toBe('link.large');
    expect(verdict(sealedJson('null'))).toBe('link.content');
    expect(verdict(sealedJson('{"__proto__":{}}'))).toBe('link.content');
    expect(verdict('v2.AAAA')).toBe('link.version');
    expect(verdict('javascript:alert(1)')).toBe('link.shape');
  });
});

describe('the schema refuses', () => {
  const cases: [string, unknown][] = [
    ['an unknown field', { ...content, address: 'data:text/html,x' }],
    ['neither image nor program', { ...content, image: null }],
    ['nine harts', { ...content, machine: { ...content.machine, harts: 9 } }],
    ['a hash for several harts in real time', { ...content, mode: 'realtime' }],
    ['no tier', { ...content, tiers: [] }],
    ['a tier twice', { ...content, tiers: ['baseline', 'baseline'] }],
    ['an image id with a path', { ...content, image: { id: '../x', sha256: HASH } }],
    [
      'input out of order',
      {
        ...content,
        input: [
          [5, 'a'],
          [4, 'b'],
        ],
      },
    ],
    ['text that is no bytes', { ...content, input: [[5, 'Ā']] }],
    ['65 checkpoints', { ...content, checkpoints: '00000000'.repeat(65) }],
    ['a negative seed', { ...content, seed: -1 }],
  ];
  test.each(cases)('%s', (_name, spoilt) => {
    const made = encodeLink(spoilt);
    expect(!made.ok && made.problem.code).toBe('link.content');
    expect(verdict(sealedJson(JSON.stringify(spoilt)))).toBe('link.content');
  });
});

test('a thousand hostile payloads end in a problem, at once', () => {
  const startedMs = performance.now();
  const value = fc.jsonValue({ maxDepth: 8 });
  const near = fc.tuple(fc.constantFrom(...Object.keys(content)), value).map(([key, spoilt]) => ({
    ...content,
    [key]: spoilt,
  }));
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map(sealed),
    fc.string({ maxLength: 400 }).map((text) => `v1.${text}`),
    value.map((json) => sealedJson(JSON.stringify(json))),
    near.map((json) => sealedJson(JSON.stringify(json))),
  );
  fc.assert(
    fc.property(payload, (link) => {
      const result = decodeLink(link);
      return result.ok ? encodeLink(result.value).ok : result.problem.where === 'the link';
    }),
    { numRuns: 1000, seed: 2 },
  );
  expect(performance.now() - startedMs).toBeLessThan(60_000);
});

test('base64url is canonical', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = encodeBase64url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
    { numRuns: 300, seed: 3 },
  );
  for (const wrong of ['A', 'AB', 'AAA=', 'A+', 'AA A']) expect(decodeBase64url(wrong)).toBeUndefined();
});
