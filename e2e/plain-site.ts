/**
 * A file server as anybody has one: it sends files, sets no headers of its own, and knows nothing of us. It serves a
 * copy of the built page, so that a test may deploy, cut and spoil without touching the build, under a sub-path.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export interface Cut {
  readonly path: RegExp;
  /** How much of the body still arrives. */
  readonly afterBytes: number;
}

const SUB_PATH = '/some/sub/path/';

/** What a host of one's own sends, or one that reads our header files. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export class PlainSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'trampoline-site-'));
  /** Paths asked for, below the sub-path, and when. */
  readonly asked: string[] = [];
  readonly askedMs: number[] = [];
  /** Headers of every answer; none by default. */
  headers: Readonly<Record<string, string>> = {};
  /** The next answers to these paths break off, each once. */
  cuts: Cut[] = [];
  /** Runs first in every script: workers have globals of their own, and no other way in. */
  scriptPrefix = '';
  /** A page of somebody else, at `/`. */
  outerPage = '';
  outerHeaders: Readonly<Record<string, string>> = {};
  private server: Server | undefined;
  private port = 0;

  constructor(build = 'dist/page') {
    cpSync(build, this.folder, { recursive: true, filter: (path) => !path.endsWith('.map') });
  }

  /** Goes up, at the same address as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => this.answer(request, response));
    this.server = server;
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
  }

  /** Goes down: for browsers the network is gone. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  address(host = '127.0.0.1', path = SUB_PATH): string {
    return `http://${host}:${this.port}${path}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/') {
      response.writeHead(200, { 'Content-Type': 'text/html', ...this.outerHeaders }).end(this.outerPage);
      return;
    }
    const path = pathname.startsWith(SUB_PATH) ? pathname.slice(SUB_PATH.length) : undefined;
    if (path === undefined) return void response.writeHead(404).end();
    this.asked.push(path);
    this.askedMs.push(Date.now());
    const file = join(this.folder, path === '' || path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    const prefix = file.endsWith('.js') && this.scriptPrefix !== '' ? `${this.scriptPrefix};` : '';
    const body = Buffer.concat([Buffer.from(prefix), readFileSync(file)]);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...this.headers, 'Content-Type': type, 'Content-Length': body.length });
    const cut = this.cuts.findIndex((candidate) => candidate.path.test(path));
    if (cut < 0) return void response.end(body);
    const [{ afterBytes } = { afterBytes: 0 }] = this.cuts.splice(cut, 1);
    response.write(body.subarray(0, afterBytes), () => setTimeout(() => response.destroy(), 20));
  }
}
