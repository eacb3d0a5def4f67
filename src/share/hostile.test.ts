/** Hostile links: each ends in one message, within 100 ms of processor time, in little memory. */
import { deflateSync, strToU8 } from 'fflate';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crc32 } from '../base/crc32.ts';
import { Random } from '../base/random.ts';
import { encodeBase64url } from './base64url.ts';
import { decodeLink, HARD_LIMIT_CHARACTERS } from './link.ts';

const MOST_MS = 100;
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

test(`${LINKS} of them`, () => {
  const random = new Random(1);
  for (let index = 0; index < LINKS; index++) {
    const link = KINDS[index % KINDS.length]?.(random) ?? '';
    const memory = process.memoryUsage();
    const before = process.cpuUsage();
    const result = decodeLink(link);
    const { user, system } = process.cpuUsage(before);
    const after = process.memoryUsage();
    expect([index, result.ok ? 'opened' : result.problem.where]).toEqual([index, 'the link']);
    expect([index, (user + system) / 1000 < MOST_MS]).toEqual([index, true]);
    const grown = after.heapUsed + after.external - memory.heapUsed - memory.external;
    expect([index, grown < MOST_BYTES]).toEqual([index, true]);
  }
});
