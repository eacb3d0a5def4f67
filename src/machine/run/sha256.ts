/**
 * SHA-256 (FIPS 180-4) in WebAssembly over the machine's own memory, so that a page of RAM is hashed where it
 * lies. Browsers' own SHA-256 answers asynchronously, and JavaScript is too slow for a whole RAM.
 *
 * It works in the machine's block: the running state (eight words in host order), the padding block of a message
 * of one page, a stage for bytes that come from outside, and a page that does.
 */
import { assert, at } from '../../base/assert.ts';
import { WasmModule } from '../../exec/wasm/module.ts';
import { FunctionTable } from '../../exec/wasm/functions.ts';
import { type Builder, defineFunction, type Value } from '../../ir/builder.ts';
import { type MemoryPlan, PAGE_BYTES, WASM_PAGE_BYTES } from '../../memory/layout.ts';
import type { MachineHost } from './host.ts';

export const DIGEST_BYTES = 32;
const BLOCK_BYTES = 64;
const ROUNDS = 64;
const WORDS = 16;

/** Offsets in the machine's block. */
const PAGE_PADDING = BLOCK_BYTES;
const STAGE = 2 * BLOCK_BYTES;
const PAGE_STAGE = PAGE_BYTES;
const STAGE_BYTES = PAGE_STAGE - STAGE;
/** What the machine's block must hold. */
export const SHA256_BYTES = 2 * PAGE_BYTES;

const isPrime = (value: number): boolean => {
  for (let factor = 2; factor * factor <= value; factor++) if (value % factor === 0) return false;
  return true;
};

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let value = 2; primes.length < count; value++) if (isPrime(value)) primes.push(BigInt(value));
  return primes;
}

/** The largest integer whose power is not above `value`. */
function integerRoot(value: bigint, power: bigint): bigint {
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** power <= value) root += bit;
  return root;
}

/** The first 32 bits of the fractional part of a root (sections 4.2.2 and 5.3.3). */
const rootFraction = (prime: bigint, power: bigint): number =>
  Number(BigInt.asUintN(32, integerRoot(prime << (32n * power), power)));

const INITIAL = firstPrimes(8).map((prime) => rootFraction(prime, 2n));
const CONSTANTS = firstPrimes(ROUNDS).map((prime) => rootFraction(prime, 3n));

function xor3(b: Builder, x: Value, y: Value, z: Value): Value {
  return b.xor(b.xor(x, y), z);
}

const rotated = (b: Builder, x: Value, [first, second, third]: readonly [number, number, number]): Value =>
  xor3(b, b.rotr(x, b.i32(first)), b.rotr(x, b.i32(second)), b.rotr(x, b.i32(third)));

const rotatedAndShifted = (
  b: Builder,
  x: Value,
  [first, second, shift]: readonly [number, number, number],
): Value => xor3(b, b.rotr(x, b.i32(first)), b.rotr(x, b.i32(second)), b.shrU(x, b.i32(shift)));

/** A word of the message, which is big-endian. */
function messageWord(b: Builder, address: Value, index: number): Value {
  const word = b.variable('word', b.hostLoad('i32', 4, address, index * 4));
  const odd = b.and(b.rotr(word.get(), b.i32(8)), b.i32(0xff00_ff00 | 0));
  return b.or(odd, b.and(b.rotl(word.get(), b.i32(8)), b.i32(0x00ff_00ff)));
}

/** One block (section 6.2.2): takes and gives the eight working words. */
function compressBlock(b: Builder, data: Value, start: readonly Value[]): Value[] {
  const words = Array.from({ length: WORDS }, (_, index) => messageWord(b, data, index));
  let state = [...start];
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= WORDS) {
      const recent = (back: number): Value => at(words, (round - back) % WORDS);
      const high = rotatedAndShifted(b, recent(2), [17, 19, 10]);
      const low = rotatedAndShifted(b, recent(15), [7, 18, 3]);
      words[round % WORDS] = b.add(b.add(high, recent(7)), b.add(low, recent(16)));
    }
    const [a, bb, c, d, e, f, g, h] = state as [Value, Value, Value, Value, Value, Value, Value, Value];
    const choice = b.xor(g, b.and(e, b.xor(f, g)));
    const majority = b.or(b.and(a, bb), b.and(c, b.or(a, bb)));
    const constant = b.i32(at(CONSTANTS, round) | 0);
    const word = b.add(constant, at(words, round % WORDS));
    const first = b.add(b.add(b.add(h, rotated(b, e, [6, 11, 25])), choice), word);
    const second = b.add(rotated(b, a, [2, 13, 22]), majority);
    state = [b.add(first, second), a, bb, c, b.add(d, first), e, f, g];
  }
  return state.map((word, index) => b.add(word, at(start, index)));
}

/** `(state, data, blocks: i32)`: takes so many blocks into the running state. */
const compress = defineFunction('compress', ['i32', 'i32', 'i32'], [], (b, state, data, blocks) => {
  const variables = INITIAL.map((_, index) => b.variable('s', b.hostLoad('i32', 4, state.get(), index * 4)));
  b.while(
    () => blocks.get(),
    () => {
      const next = compressBlock(
        b,
        data.get(),
        variables.map((variable) => variable.get()),
      );
      next.forEach((value, index) => at(variables, index).set(value));
      data.set(b.add(data.get(), b.i32(BLOCK_BYTES)));
      blocks.set(b.sub(blocks.get(), b.i32(1)));
    },
  );
  variables.forEach((variable, index) => b.hostStore(4, state.get(), variable.get(), index * 4));
  b.return();
});

/** `(page address: i32) -> i32`: not 0 when a byte of it is not 0. */
const hasContents = defineFunction('hasContents', ['i32'], ['i32'], (b, address) => {
  const end = b.variable('end', b.add(address.get(), b.i32(PAGE_BYTES)));
  b.while(
    () => b.ltU(address.get(), end.get()),
    () => {
      const words = Array.from({ length: 8 }, (_, index) => b.hostLoad('i64', 8, address.get(), index * 8));
      const all = words.reduce((sum, word) => b.or(sum, word));
      b.if(b.ne(all, b.i64(0)), () => b.return(b.i32(1)));
      address.set(b.add(address.get(), b.i32(BLOCK_BYTES)));
    },
  );
  b.return(b.i32(0));
});

interface Exports {
  compress(state: number, data: number, blocks: number): void;
  hasContents(page: number): number;
}

export class Sha256 {
  private readonly exports: Exports;
  private readonly base: number;
  private readonly view: DataView;
  private readonly stage: Uint8Array;
  private readonly pageStage: Uint8Array;
  private staged = 0;
  private lengthBytes = 0;

  constructor(host: MachineHost, plan: MemoryPlan) {
    assert(plan.machineBytes >= SHA256_BYTES, "the machine's block has room for SHA-256");
    const module = new WasmModule(plan.totalBytes / WASM_PAGE_BYTES);
    const functions = new FunctionTable(module, 0, [compress, hasContents]);
    module.export('compress', functions.index(compress));
    module.export('hasContents', functions.index(hasContents));
    this.exports = host.instantiate(module.encode(), {}) as unknown as Exports;
    const { buffer } = host.memory;
    this.base = plan.machineBase;
    this.view = new DataView(buffer, this.base, SHA256_BYTES);
    this.stage = new Uint8Array(buffer, this.base + STAGE, STAGE_BYTES);
    this.pageStage = new Uint8Array(buffer, this.base + PAGE_STAGE, PAGE_BYTES);
    this.view.setUint8(PAGE_PADDING, 0x80);
    this.view.setUint32(PAGE_PADDING + BLOCK_BYTES - 4, PAGE_BYTES * 8);
  }

  private reset(): void {
    INITIAL.forEach((word, index) => this.view.setUint32(index * 4, word, true));
  }

  private result(): Uint8Array {
    const digest = new Uint8Array(DIGEST_BYTES);
    const view = new DataView(digest.buffer);
    for (let at = 0; at < DIGEST_BYTES; at += 4) view.setUint32(at, this.view.getUint32(at, true));
    return digest;
  }

  /** The digest of the page at an address of the shared memory; undefined where every byte is 0. */
  page(address: number): Uint8Array | undefined {
    if (this.exports.hasContents(address) === 0) return undefined;
    this.reset();
    this.exports.compress(this.base, address, PAGE_BYTES / BLOCK_BYTES);
    this.exports.compress(this.base, this.base + PAGE_PADDING, 1);
    return this.result();
  }

  /** The same, of a page from outside, which `fill` copies into its argument. */
  pageFrom(fill: (page: Uint8Array) => void): Uint8Array | undefined {
    fill(this.pageStage);
    return this.page(this.base + PAGE_STAGE);
  }

  /** The digest of parts, one after the other. `page` and `pageFrom` may not be called while they are drawn. */
  digest(parts: Iterable<Uint8Array>): Uint8Array {
    this.reset();
    this.lengthBytes = 0;
    for (const part of parts) this.update(part);
    return this.finish();
  }

  private update(part: Uint8Array): void {
    this.lengthBytes += part.length;
    for (let taken = 0; taken < part.length; ) {
      const count = Math.min(part.length - taken, STAGE_BYTES - this.staged);
      this.stage.set(part.subarray(taken, taken + count), this.staged);
      taken += count;
      this.staged += count;
      if (this.staged === STAGE_BYTES) this.flush(STAGE_BYTES / BLOCK_BYTES);
    }
  }

  private flush(blocks: number): void {
    this.exports.compress(this.base, this.base + STAGE, blocks);
    this.staged = 0;
  }

  /** Padding (section 5.1.1): a one, zeros, the length in bits. */
  private finish(): Uint8Array {
    const padded = Math.ceil((this.staged + 9) / BLOCK_BYTES) * BLOCK_BYTES;
    const bits = BigInt(this.lengthBytes) * 8n;
    const tail = new Uint8Array(padded - this.staged);
    tail[0] = 0x80;
    new DataView(tail.buffer).setBigUint64(tail.length - 8, bits);
    this.update(tail);
    if (this.staged > 0) this.flush(this.staged / BLOCK_BYTES);
    return this.result();
  }
}
