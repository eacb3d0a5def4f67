/** SHA-256 against Node's: every length around block and stage borders, pages, and long messages. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { createModuleHost } from '../../host/node/web-assembly.ts';
import { PAGE_BYTES, planMemory } from '../../memory/layout.ts';
import { SHA256_BYTES, Sha256 } from './sha256.ts';

const plan = planMemory({
  harts: 1,
  ramBytes: 1 << 20,
  ramStart: 0,
  machineBytes: SHA256_BYTES,
  deviceBytes: 64,
  ringBytes: 64,
  decodedPages: 1,
});
const host = createModuleHost(plan.totalBytes);
const sha256 = new Sha256(host, plan);
const random = new Random(1);

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256));
const witness = (...parts: Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const hex = (digest: Uint8Array | undefined): string => Buffer.from(digest ?? []).toString('hex');

describe('SHA-256', () => {
  it('hashes messages of every length up to three blocks and around the stage', () => {
    const lengths = [...Array(193).keys(), ...[3900, 3903, 3904, 3959, 3960, 3967, 3968, 3969, 4096, 70_000]];
    for (const length of lengths) {
      const message = bytes(length);
      expect([length, hex(sha256.digest([message]))]).toEqual([length, witness(message)]);
    }
  });

  it('takes a message in parts', () => {
    for (let round = 0; round < 50; round++) {
      const parts = Array.from({ length: random.below(9) }, () => bytes(random.below(3000)));
      expect(hex(sha256.digest(parts))).toBe(witness(...parts));
    }
  });

  it('hashes pages where they lie, and knows empty ones', () => {
    const ram = new Uint8Array(host.memory.buffer, plan.ramBase, PAGE_BYTES);
    for (const at of [0, 1, 63, 64, 2047, 4094, 4095]) {
      ram.fill(0);
      expect(sha256.page(plan.ramBase)).toBeUndefined();
      ram[at] = 1;
      expect(hex(sha256.page(plan.ramBase))).toBe(witness(ram));
    }
    const outside = bytes(PAGE_BYTES);
    expect(hex(sha256.pageFrom((page) => page.set(outside)))).toBe(witness(outside));
    expect(sha256.pageFrom((page) => page.fill(0))).toBeUndefined();
  });
});
