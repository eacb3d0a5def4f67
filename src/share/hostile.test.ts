/**
 * Hostile links: each ends in one message, in little memory. The slowest is printed (promised: within 100 ms); time is
 * not asserted, since a busy machine would fail honest code.
 */
import { deflateSync, strToU8 } from 'fflate';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crc32 } from '../base/crc32.ts';
import { Random } from '../base/random.ts';
import { encodeBase64url } from './base64url.ts';
import { formatProblem } from '../base/problem.ts';
import { decodeLink, decodeLinkFile, HARD_LIMIT_CHARACTERS, MAX_FILE_CHARACTERS } from './link.ts';

const MOST_BYTES = 64 << 20;
const LINKS = 1000;

const fixture = JSON.parse(
  readFileSync(new URL('fixtures/v1/run-of-linux-in-real-time.json', import.meta.url), 'utf8'),
) as { link: string; content: Record<string, unknown> };

function sealed(json: string): string {
  const deflated = deflateSync(strToU8(json), { level: 1 });
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(deflated), true);
  return `#v1.${encodeBase64url(Uint8Array.of(...deflated, ...checksum))}`;
}

/** Repeated until the link is about as long as one may be. */
const KINDS: readonly ((random: Random) => string)[] = [
  (random) => fixture.link.slice(0, random.below(fixture.link.length)),
  (random) => {
    const at = fixture.link.indexOf('#') + 4 + random.below(400);
    return `${fixture.link.slice(0, at)}${'Aa0-_'[random.below(5)]}${fixture.link.slice(at + 1)}x`;
  },
  (random) => `#v1.${'A'.repeat(random.below(2 * HARD_LIMIT_CHARACTERS))}`,
  (random) => sealed('['.repeat(random.below(250_000))),
  (random) => sealed(`{"a":${'{"a":'.repeat(random.below(40_000))}`),
  (random) => sealed(' '.repeat(random.below(1_000_000))),
  (random) => {
    const log = Array.from({ length: random.below(12_000) }, () => [1, 'q', 1]);
    return sealed(JSON.stringify({ ...fixture.content, log }));
  },
  (random) => {
    const log = Array.from({ length: random.below(12_000) }, (_, index) => [index, 'j', -1]);
    return sealed(JSON.stringify({ ...fixture.content, log }));
  },
  (random) => sealed(JSON.stringify({ ...fixture.content, elf: '='.repeat(random.below(200_000)) })),
  (random) => sealed(JSON.stringify({ ...fixture.content, checkpoints: 'g'.repeat(random.below(200_000)) })),
];

interface Cost {
  readonly ms: number;
  readonly bytes: number;
}

/** Opens what must not open, and says what that cost. */
function refused(open: () => ReturnType<typeof decodeLink>): Cost {
  const memory = process.memoryUsage();
  const before = process.cpuUsage();
  const result = open();
  const { user, system } = process.cpuUsage(before);
  const after = process.memoryUsage();
  if (result.ok) throw new Error('it was opened');
  expect(result.problem.where).toBe('the link');
  expect(formatProblem(result.problem)).toMatch(/^the link: [^\n]{5,300}; [^\n]+$/);
  const bytes = after.heapUsed + after.external - memory.heapUsed - memory.external;
  return { ms: (user + system) / 1000, bytes };
}

/** Prints the worst of it, and gives its bytes. */
function report(name: string, costs: readonly Cost[]): number {
  const mostMs = Math.max(...costs.map(({ ms }) => ms));
  const mostBytes = Math.max(...costs.map(({ bytes }) => bytes));
  const size = (mostBytes / 2 ** 20).toFixed(1);
  console.log(`${costs.length} ${name}: at most ${mostMs.toFixed(1)} ms of processor time, ${size} MiB`);
  return mostBytes;
}

test(`${LINKS} links`, () => {
  const random = new Random(1);
  const costs: Cost[] = [];
  for (let index = 0; index < LINKS; index++) {
    const link = KINDS[index % KINDS.length]?.(random) ?? '';
    costs.push(refused(() => decodeLink(link)));
  }
  expect(report('links', costs)).toBeLessThan(MOST_BYTES);
});

test('files', () => {
  const { content } = fixture;
  const events = (count: number, event: unknown) =>
    JSON.stringify({ ...content, log: Array.from({ length: count }, () => event) });
  const files = [
    '',
    'null',
    '{',
    JSON.stringify(content).slice(0, -2),
    JSON.stringify({ ...content, more: 1 }),
    JSON.stringify({ ...content, build: '../../elsewhere' }),
    events(65_537, [1, 'j', 1]),
    events(60_000, [1, 'j', -1]),
    '['.repeat(MAX_FILE_CHARACTERS),
    ' '.repeat(MAX_FILE_CHARACTERS + 1),
  ];
  const costs = files.map((text) => refused(() => decodeLinkFile(text)));
  expect(report('files', costs)).toBeLessThan(MOST_BYTES);
});
