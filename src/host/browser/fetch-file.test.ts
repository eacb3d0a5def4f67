import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchFile, fetchText, type RemoteFile } from './fetch-file.ts';

const plain = new Uint8Array(300_000).map((_, index) => (index * index) >> 5);
const packed = gzipSync(plain);
const bodies: Record<string, Uint8Array> = {
  '/plain': plain,
  '/packed': packed,
  '/cut': packed.subarray(0, packed.length - 5000),
  '/garbled': packed.map((byte, index) => (index > 1000 && index < 1100 ? byte ^ 0x55 : byte)),
  '/long': gzipSync(new Uint8Array(50_000_000)),
};
const server = createServer((request, response) => {
  const body = bodies[request.url ?? ''];
  response.writeHead(body ? 200 : 404).end(body);
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const file = (path: string, change: Partial<RemoteFile> = {}): RemoteFile => ({
  url: `${address}${path}`,
  name: 'kernel',
  compression: path === '/plain' ? 'none' : 'gzip',
  sizeBytes: path === '/plain' ? plain.length : packed.length,
  unpackedBytes: plain.length,
  sha256: createHash('sha256').update(plain).digest('hex'),
  ...change,
});
const load = async (remote: RemoteFile, progress: (bytes: number) => void = () => undefined) => {
  const result = await fetchFile(remote, { progress, signal: new AbortController().signal });
  if (result.ok) return Buffer.from(result.value).equals(plain) ? 'as sent' : 'altered';
  return `${result.problem.code}: ${result.problem.what}`;
};

describe('a file of an image', () => {
  it('arrives plain or packed, with progress up to its size', async () => {
    const seen: number[] = [];
    expect(await load(file('/plain'))).toBe('as sent');
    expect(await load(file('/packed'), (bytes) => seen.push(bytes))).toBe('as sent');
    expect(seen.at(-1)).toBe(packed.length);
  });

  it('is unpacked without DecompressionStream too', async () => {
    vi.stubGlobal('DecompressionStream', undefined);
    expect(await load(file('/packed'))).toBe('as sent');
    vi.unstubAllGlobals();
  });

  it.each([
    ['/missing', {}, /fetch.failed: the server answered 404/],
    ['/cut', {}, /^fetch\.(damaged|failed): it/],
    ['/garbled', {}, /^fetch\.damaged: its/],
    ['/long', {}, /fetch.damaged: it is longer/],
    ['/long', { sizeBytes: 1e6 }, /fetch.damaged: it is longer than the 300000/],
    ['/plain', { sizeBytes: 299_999 }, /fetch.damaged: it is longer/],
    ['/plain', { sizeBytes: 300_001 }, /fetch.failed: it ended after 300000 of 300001 bytes/],
    [
      '/packed',
      { sha256: '0'.repeat(64) },
      /fetch.damaged: its SHA-256 is .*…, the catalogue says 0000000000000000…/,
    ],
  ])('%s is refused with its reason', async (path, change, expected) => {
    expect(await load(file(path, change))).toMatch(expected);
  });

  it('that nobody serves is a network problem, and so is text', async () => {
    const url = 'http://127.0.0.1:1/';
    expect(await load(file('/plain', { url }))).toBe('fetch.failed: it cannot be fetched');
    const text = await fetchText(url);
    expect(text.ok ? '' : text.problem.kind).toBe('network');
  });
});
