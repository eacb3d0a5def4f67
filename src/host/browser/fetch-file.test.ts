import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileOptions, fetchFile, fetchText, type RemoteFile } from './fetch-file.ts';
import type { PartStore } from './part-store.ts';

const plain = new Uint8Array(300_000).map((_, index) => (index * index) >> 5);
const packed = gzipSync(plain);
const bodies: Record<string, Uint8Array> = {
  '/plain': plain,
  '/packed': packed,
  '/cut': packed.subarray(0, packed.length - 5000),
  '/garbled': packed.map((byte, index) => (index > 1000 && index < 1100 ? byte ^ 0x55 : byte)),
  '/long': gzipSync(new Uint8Array(50_000_000)),
};
/** Requests so far, with their ranges. */
const asked: string[] = [];
/** Bytes after which the next answers break off. */
let cuts: number[] = [];
const server = createServer((request, response) => {
  const body = bodies[request.url ?? ''];
  const range = /^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1];
  asked.push(`${request.url} ${range ?? 'all'}`);
  if (!body) return response.writeHead(404).end();
  const from = Number(range ?? 0);
  const contentRange = `bytes ${from}-${body.length - 1}/${body.length}`;
  response.writeHead(range ? 206 : 200, {
    'content-length': body.length - from,
    ...(range && { 'content-range': contentRange }),
  });
  const cut = cuts.shift();
  if (cut === undefined) return response.end(body.subarray(from));
  return response.write(body.subarray(from, from + cut), () => setTimeout(() => response.destroy(), 50));
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const file = (path: string, change: Partial<RemoteFile> = {}): RemoteFile => ({
  name: 'kernel',
  parts: [{ url: `${address}${path}`, sizeBytes: path === '/plain' ? plain.length : packed.length }],
  compression: path === '/plain' ? 'none' : 'gzip',
  unpackedBytes: plain.length,
  sha256: createHash('sha256').update(plain).digest('hex'),
  ...change,
});
/** Names of what is stored, and how often each was read. */
function memoryStore(): PartStore & { readonly parts: Map<string, Uint8Array<ArrayBuffer>> } {
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    parts,
    read: (hash, index, sizeBytes) => {
      const part = parts.get(`${hash} ${index}`);
      return Promise.resolve(part?.length === sizeBytes ? part : undefined);
    },
    write: (hash, index, bytes) => Promise.resolve(void parts.set(`${hash} ${index}`, bytes.slice())),
    remove: (hash) => {
      for (const key of parts.keys()) if (key.startsWith(hash)) parts.delete(key);
      return Promise.resolve();
    },
    retain: () => Promise.resolve(),
  };
}

const load = async (remote: RemoteFile, options: Partial<FileOptions> = {}) => {
  const result = await fetchFile(remote, {
    progress: () => undefined,
    signal: new AbortController().signal,
    retryDelaysMs: [],
    ...options,
  });
  if (result.ok) return Buffer.from(result.value).equals(plain) ? 'as sent' : 'altered';
  return `${result.problem.code}: ${result.problem.what}`;
};

/** The packed file in three parts. */
const PART_BYTES = Math.ceil(packed.length / 3);
const inParts = (): RemoteFile =>
  file('/packed', {
    parts: [0, 1, 2].map((index) => {
      const part = packed.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
      bodies[`/part${index}`] = part;
      return { url: `${address}/part${index}`, sizeBytes: part.length };
    }),
  });

beforeEach(() => {
  asked.length = 0;
  cuts = [];
});

describe('a file of an image', () => {
  it('arrives plain or packed, with progress up to its size', async () => {
    const seen: number[] = [];
    expect(await load(file('/plain'))).toBe('as sent');
    expect(await load(file('/packed'), { progress: (bytes) => seen.push(bytes) })).toBe('as sent');
    expect(seen.at(-1)).toBe(packed.length);
  });

  it('is unpacked without DecompressionStream, and hashed without crypto.subtle', async () => {
    vi.stubGlobal('DecompressionStream', undefined);
    vi.stubGlobal('crypto', {});
    expect(await load(file('/packed'))).toBe('as sent');
    vi.unstubAllGlobals();
  });

  const plainPart = (sizeBytes: number): Partial<RemoteFile> => ({
    parts: [{ url: `${address}/plain`, sizeBytes }],
  });
  it.each<[string, () => Partial<RemoteFile>, RegExp]>([
    ['/missing', () => ({}), /fetch.failed: the server answered 404/],
    ['/cut', () => ({}), /^fetch\.cut: it ended after/],
    ['/garbled', () => ({}), /^fetch\.damaged: its/],
    ['/long', () => ({}), /fetch.damaged: it is longer/],
    [
      '/long',
      () => ({ parts: [{ url: `${address}/long`, sizeBytes: bodies['/long']?.length ?? 0 }] }),
      /fetch.damaged: it is longer than the 300000/,
    ],
    ['/plain', () => plainPart(299_999), /fetch.damaged: it is longer/],
    ['/plain', () => plainPart(300_001), /fetch.cut: it ended after 300000 of 300001 bytes/],
    [
      '/packed',
      () => ({ sha256: '0'.repeat(64) }),
      /fetch.damaged: its SHA-256 is .*…, the catalogue says 0000000000000000…/,
    ],
  ])('%s is refused with its reason', async (path, change, expected) => {
    expect(await load(file(path, change()))).toMatch(expected);
  });

  it('that nobody serves is a network problem, and so is text', async () => {
    const url = 'http://127.0.0.1:1/';
    expect(await load(file('/plain', { parts: [{ url, sizeBytes: 1 }] }))).toBe(
      'fetch.failed: it cannot be fetched',
    );
    const text = await fetchText(url);
    expect(text.ok ? '' : text.problem.kind).toBe('network');
  });
});

describe('a file in parts', () => {
  it('goes on where a connection broke, as often as there are attempts', async () => {
    cuts = [100, 200];
    expect(await load(inParts(), { retryDelaysMs: [0, 0] })).toBe('as sent');
    expect(asked).toEqual(['/part0 all', '/part0 100', '/part0 300', '/part1 all', '/part2 all']);
  });

  it.each([0, 1, 2])(
    'keeps the parts before a cut in part %i, and fetches only the rest',
    async (cutPart) => {
      const store = memoryStore();
      const remote = inParts();
      const url = `/part${cutPart}`;
      const whole = bodies[url];
      Reflect.deleteProperty(bodies, url);
      expect(await load(remote, { store })).toMatch(/^fetch\.failed/);
      expect(store.parts.size).toBe(cutPart);
      if (whole) bodies[url] = whole;
      asked.length = 0;
      expect(await load(remote, { store })).toBe('as sent');
      expect(asked).toEqual([0, 1, 2].slice(cutPart).map((index) => `/part${index} all`));
    },
  );

  it('comes from the store without a request, and anew where the stored one is damaged', async () => {
    const store = memoryStore();
    const remote = inParts();
    expect(await load(remote, { store })).toBe('as sent');
    asked.length = 0;
    expect(await load(remote, { store })).toBe('as sent');
    expect(asked).toEqual([]);
    const stored = store.parts.get(`${remote.sha256} 1`);
    if (stored) stored[10] = (stored[10] ?? 0) ^ 1;
    expect(await load(remote, { store })).toBe('as sent');
    expect(asked).toHaveLength(3);
    asked.length = 0;
    expect(await load(remote, { store })).toBe('as sent');
    expect(asked).toEqual([]);
  });

  it('loads without a store that is full, and says so', async () => {
    const full = new DOMException('no room', 'QuotaExceededError');
    const store = { ...memoryStore(), write: () => Promise.reject(full) };
    const said: unknown[] = [];
    expect(await load(inParts(), { store, notKept: (error) => said.push(error) })).toBe('as sent');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(said).toEqual([full]);
  });
});
