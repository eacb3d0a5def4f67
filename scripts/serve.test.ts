import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
const servers: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  mkdirSync(join(folder, 'page/images'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<p>hello</p>');
  writeFileSync(join(folder, 'page/images/kernel.gz'), Buffer.from([0x1f, 0x8b, 0, 1, 2, 3]));
  writeFileSync(join(folder, 'secret'), 'outside');
});

afterEach(() => {
  for (const server of servers.splice(0)) server.kill();
  rmSync(folder, { recursive: true });
});

/** Starts the server on a page of two files; resolves to its address. */
function serve(...options: string[]): Promise<string> {
  const script = join(import.meta.dirname, 'serve.mjs');
  const server = spawn(process.execPath, [script, '--folder', join(folder, 'page'), ...options]);
  servers.push(server);
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /http:\S+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', () => reject(new Error(said)));
  });
}

/** The status of a request whose path is sent as it stands: `fetch` would tidy the dots away. */
function statusOf(address: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('scripts/serve.mjs', () => {
  it('sends the headers that isolate a page', async () => {
    const { status, headers } = await fetch(await serve('--port', '0'));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('document-isolation-policy')).toBe('isolate-and-credentialless');
  });

  it('sends a compressed file as the bytes it is', async () => {
    const response = await fetch(`${await serve('--port', '0')}images/kernel.gz`);
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0x1f, 0x8b, 0, 1, 2, 3]));
  });

  it('compresses text on its way, for those who can read that', async () => {
    const address = await serve('--port', '0');
    const packed = await fetch(address);
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe('<p>hello</p>');
    const plain = await fetch(address, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('<p>hello</p>');
  });

  it('gives nothing from outside its folder', async () => {
    const address = await serve('--port', '0');
    for (const path of [
      '/../secret',
      '/%2e%2e/secret',
      '/images/..%2f..%2fsecret',
      '/%00',
      '/%zz',
      '/none',
    ]) {
      expect([path, await statusOf(address, path)]).toEqual([path, 404]);
    }
  });

  it('takes the next port where one is busy, unless told not to', async () => {
    const { port } = new URL(await serve('--port', '0'));
    expect(Number(new URL(await serve('--port', port)).port)).toBeGreaterThan(Number(port));
    await expect(serve('--port', port, '--strict-port')).rejects.toThrow(/EADDRINUSE/);
  });

  it('says what is missing', async () => {
    rmSync(join(folder, 'page/index.html'));
    await expect(serve('--port', '0')).rejects.toThrow(/index\.html is missing: run `npm run build` first/);
  });
});
