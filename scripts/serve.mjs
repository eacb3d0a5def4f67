/**
 * Serves the built page, with the headers that shared memory needs.
 *
 *   node scripts/serve.mjs [--port N] [--host ADDRESS] [--strict-port] [--open] [--folder DIR]
 *
 * A busy port gives way to the next one, up to twenty further, unless `--strict-port` is given. `--open` asks
 * the system for a browser; where there is none (a server, a container) the address is printed all the same.
 * Images go out exactly as they are stored, since they are checked by size and hash; text is compressed on its way,
 * as hosts do.
 */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isolationHeaders } from './headers.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const portTries = 20;

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
  ['.md', 'text/markdown; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.wasm', 'application/wasm'],
  ['.webmanifest', 'application/manifest+json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);

const compressible = /^text\/|json|svg/;
/** @type {Map<string, { etag: string, body: Buffer }>} */
const compressedFiles = new Map();

/**
 * @param {string} file
 * @param {string} etag what tells one version of the file from the next
 */
async function compressed(file, etag) {
  const kept = compressedFiles.get(file);
  if (kept?.etag === etag) return kept.body;
  const body = await promisify(gzip)(await readFile(file));
  compressedFiles.set(file, { etag, body });
  return body;
}

/**
 * The file that a request path names, or undefined: no such file, or a way out of the folder.
 *
 * @param {string} folder
 * @param {string} url
 */
async function findFile(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://page').pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(folder + sep)) return undefined;
  const info = await stat(file).catch(() => undefined);
  return info?.isFile() ? { file, info } : undefined;
}

/**
 * @param {string} folder an absolute path
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, request, response) {
  const found = await findFile(folder, request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...isolationHeaders, Allow: 'GET, HEAD' }).end();
    return;
  }
  if (found === undefined) {
    response.writeHead(404, { ...isolationHeaders, 'Content-Type': 'text/plain' }).end('not found\n');
    return;
  }
  const etag = `"${found.info.size.toString(36)}-${found.info.mtimeMs.toString(36)}"`;
  const headers = { ...isolationHeaders, 'Cache-Control': 'no-cache', ETag: etag };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const type = types.get(extname(found.file)) ?? 'application/octet-stream';
  if (compressible.test(type) && /\bgzip\b/.test(String(request.headers['accept-encoding']))) {
    const body = await compressed(found.file, etag);
    response.writeHead(200, {
      ...headers,
      'Content-Type': type,
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
      Vary: 'Accept-Encoding',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': found.info.size });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response);
}

/**
 * @param {import('node:http').Server} server
 * @param {{ port: number, host: string, tries: number }} where
 * @returns {Promise<number>} the port it listens on
 */
function listen(server, { port, host, tries }) {
  return new Promise((done, fail) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' && tries > 0) {
        done(listen(server, { port: port + 1, host, tries: tries - 1 }));
      } else {
        fail(error);
      }
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/**
 * Asks the system to show the page. Resolves to whether something took the request.
 *
 * @param {string} address
 * @returns {Promise<boolean>}
 */
function openBrowser(address) {
  const { platform, env } = process;
  const hasDisplay = env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
  if (env['CI'] || (platform === 'linux' && !hasDisplay)) return Promise.resolve(false);
  const [file, args] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  return new Promise((done) => {
    const child = spawn(file, args, { stdio: 'ignore', detached: true });
    child.on('error', () => done(false));
    child.on('spawn', () => done(true));
    child.unref();
  });
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      folder: { type: 'string', default: join(root, 'dist/page') },
      'strict-port': { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port}: give 0 to 65535`);
  const folder = resolve(values.folder);
  if ((await findFile(folder, '/')) === undefined) {
    throw new Error(`${join(folder, 'index.html')} is missing: run \`npm run build\` first`);
  }
  const server = createServer((request, response) => void answer(folder, request, response));
  const listening = await listen(server, {
    port,
    host: values.host,
    tries: values['strict-port'] ? 0 : portTries,
  });
  const address = `http://${values.host.includes(':') ? `[${values.host}]` : values.host}:${listening}/`;
  console.log(`Trampoline is at ${address}`);
  if (values.open && !(await openBrowser(address))) {
    console.log(
      'No browser could be opened from here: visit that address yourself. Ctrl+C stops the server.',
    );
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => process.exit(0));
  }
}

try {
  await main();
} catch (error) {
  console.error(`cannot serve: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
