import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headerFiles, isolationHeaders } from './headers.mjs';
import { packSite, publishSite } from './pack-site.mjs';

let folder = '';
const image = Buffer.from(Array.from({ length: 2500 }, (_, index) => index % 251));

/** What Vite leaves, in small. */
function build(script: string): string {
  const site = join(folder, 'built');
  rmSync(site, { recursive: true, force: true });
  const put = (name: string, text: string | Buffer): void => {
    mkdirSync(join(site, name, '..'), { recursive: true });
    writeFileSync(join(site, name), text);
  };
  put(
    'index.html',
    '<html data-build="" data-root="./"><head><link rel="icon" href="icon.svg"><link rel="manifest" href="./manifest.webmanifest"><script src="./assets/index-1.js"></script></head>',
  );
  put('assets/index-1.js', 'import("./page-1.js")');
  put('assets/page-1.js', `import{a as b}from"./part-1.js";${script}`);
  put('assets/part-1.js', 'export const a = 1');
  put('assets/page-1.js.map', '{}');
  put('sw.js', 'const BUILD = "TRAMPOLINE_BUILD"; const FILES = "TRAMPOLINE_FILES";');
  put('icon.svg', '<svg/>');
  put('manifest.webmanifest', '{}');
  put('more/notes.txt', 'kept as it is');
  put('images/kernel-abc.bin', image);
  const files = [{ role: 'kernel', path: 'kernel-abc.bin', sizeBytes: image.length }];
  put('images/catalogue.json', JSON.stringify([{ id: 'linux', files }]));
  return site;
}

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a packed site', () => {
  it('keeps each build in a folder of its own, which works by itself', () => {
    const site = build('run()');
    const name = packSite(site);
    const page = read(site, 'index.html');
    expect(page).toContain(`data-build="${name}"`);
    expect(page).toContain(`src="./v/${name}/assets/index-1.js"`);
    expect(page).toContain(`modulepreload" crossorigin href="./v/${name}/assets/page-1.js"`);
    expect(page).toContain(`/assets/part-1.js"`);
    const kept = read(site, 'v', name, 'index.html');
    expect(kept).toContain('data-root="../../"');
    expect(kept).toContain('src="./assets/index-1.js"');
    expect(kept).toContain('href="../../icon.svg"');
    expect(kept).toContain('href="../../manifest.webmanifest"');
    expect(existsSync(join(site, 'assets'))).toBe(false);
  });

  it('tells the service worker its build and every file but maps and images', () => {
    const site = build('run()');
    const name = packSite(site);
    const files = /FILES = "([^"]*)"/.exec(read(site, 'sw.js'))?.[1]?.split(' ') ?? [];
    expect(read(site, 'sw.js')).toContain(`BUILD = "${name}"`);
    expect(files[0]).toBe('./');
    const own = read(site, 'v', name, 'files.txt').split(' ');
    expect(own).toContain('assets/page-1.js');
    expect(own).toContain('images.json');
    expect(own.filter((file) => !existsSync(join(site, 'v', name, file)))).toEqual([]);
    expect(files.slice(1).filter((file) => !existsSync(join(site, file)))).toEqual([]);
    expect([...files, ...own].filter((file) => /\.(map|bin)$/.test(file))).toEqual([]);
  });

  it('is named by its contents', () => {
    const first = packSite(build('run()'));
    expect(packSite(build('run()'))).toBe(first);
    expect(packSite(build('stop()'))).not.toBe(first);
  });

  it('has images in parts that make up the whole', () => {
    const site = build('run()');
    packSite(site, { partBytes: 1000 });
    const [{ files }] = JSON.parse(read(site, 'images/catalogue.json'));
    const parts: { path: string; sizeBytes: number }[] = files[0].parts;
    expect(parts.map(({ sizeBytes }) => sizeBytes)).toEqual([1000, 1000, 500]);
    const pieces = parts.map(({ path }) => readFileSync(join(site, 'images', path)));
    expect(Buffer.concat(pieces).equals(image)).toBe(true);
    expect(existsSync(join(site, 'images/kernel-abc.bin'))).toBe(false);
    const [own] = readdirSync(join(site, 'v'));
    expect(read(site, 'v', own ?? '', 'images.json')).toBe(read(site, 'images/catalogue.json'));
  });

  it('is published beside earlier builds', () => {
    const into = join(folder, 'published');
    const first = packSite(build('run()'));
    publishSite(join(folder, 'built'), into);
    const second = packSite(build('stop()'));
    publishSite(join(folder, 'built'), into);
    expect(new Set(readdirSync(join(into, 'v')))).toEqual(new Set([first, second]));
    expect(read(into, 'index.html')).toContain(second);
    expect(read(into, 'more/notes.txt')).toBe('kept as it is');
    expect(readdirSync(into, { recursive: true }).filter((name) => String(name).endsWith('.map'))).toEqual(
      [],
    );
  });
});

describe('header files of hosts', () => {
  it('each carry every isolation header', () => {
    const files = headerFiles();
    for (const name of ['_headers', 'vercel.json', '.htaccess', 'staticwebapp.config.json']) {
      for (const [header, value] of Object.entries(isolationHeaders)) {
        expect(files[name]).toContain(header);
        expect(files[name]).toContain(value);
      }
    }
    JSON.parse(files['vercel.json'] ?? '');
    JSON.parse(files['staticwebapp.config.json'] ?? '');
  });

  it('and the service worker’s own are the same', () => {
    const worker = read(import.meta.dirname, '../workers/service-worker.ts');
    for (const [header, value] of Object.entries(isolationHeaders)) {
      expect(worker).toContain(`'${header}': '${String(value)}'`);
    }
  });
});
