/**
 * Turns what Vite built into a site for any file server, in place:
 *
 *   index.html, sw.js, manifest, icons      the newest build
 *   v/BUILD/                                each build with its own index.html and list of images: links stay good
 *   images/                                 named by their hash, in parts that every host takes
 *   _headers, vercel.json, .htaccess …      isolation headers, for hosts that read such files
 *
 * BUILD is a hash over everything the build holds, so the same sources give the same build.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { headerFiles } from './headers.mjs';

/** Hosts refuse large files; the smallest limit we know of is 25 MiB. */
const maxPartBytes = 16 * 2 ** 20;

/**
 * @typedef {{ path: string, sizeBytes: number }} Part
 * @typedef {Part & { parts?: Part[] }} CatalogueFile
 */

/**
 * Cuts images that are longer than a part, and names the parts in the catalogue.
 *
 * @param {string} folder
 * @param {number} partBytes
 */
export function cutImages(folder, partBytes) {
  const cataloguePath = join(folder, 'images/catalogue.json');
  if (!existsSync(cataloguePath)) return;
  const images = /** @type {{ files: CatalogueFile[] }[]} */ (
    JSON.parse(readFileSync(cataloguePath, 'utf8'))
  );
  for (const file of images.flatMap(({ files }) => files)) {
    if (file.sizeBytes <= partBytes || file.parts !== undefined) continue;
    const whole = join(folder, 'images', file.path);
    const bytes = readFileSync(whole);
    file.parts = [];
    for (let start = 0; start < bytes.length; start += partBytes) {
      const piece = bytes.subarray(start, start + partBytes);
      const path = file.path.replace(/\.bin$/, '') + `.${file.parts.length}.bin`;
      writeFileSync(join(folder, 'images', path), piece);
      file.parts.push({ path, sizeBytes: piece.length });
    }
    rmSync(whole);
  }
  writeFileSync(cataloguePath, `${JSON.stringify(images, null, 2)}\n`);
}

/**
 * Relative paths of all files, sorted.
 *
 * @param {string} folder
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 */
function hashOf(folder, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const bytes = readFileSync(join(folder, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * The main script and what it imports, as far as the page doesn't name them already: asked for early, since the
 * browser learns of each a round trip later otherwise.
 *
 * @param {string} html
 * @param {string} assets the folder
 */
function preloads(html, assets) {
  const mainScript = readdirSync(assets).find((name) => /^page-.*\.js$/.test(name));
  if (mainScript === undefined) throw new Error('the build has no script assets/page-*.js');
  const wanted = [mainScript];
  for (const name of wanted) {
    const imports = readFileSync(join(assets, name), 'utf8').matchAll(
      /(?:^|;)import(?:[^"'();]*from)?["']\.\/([^"']+)["']/gm,
    );
    for (const [, other = ''] of imports) if (!wanted.includes(other)) wanted.push(other);
  }
  return wanted
    .filter((name) => !html.includes(name))
    .map((name) => `  <link rel="modulepreload" crossorigin href="./assets/${name}">\n  `)
    .join('');
}

/**
 * @param {string} folder what Vite built
 * @param {{ partBytes?: number }} [options]
 */
export function packSite(folder, { partBytes = maxPartBytes } = {}) {
  cutImages(folder, partBytes);
  const build = hashOf(
    folder,
    filesBelow(folder).filter((name) => !name.endsWith('.map') && !name.endsWith('.bin')),
  );
  const own = join(folder, 'v', build);
  mkdirSync(own, { recursive: true });
  renameSync(join(folder, 'assets'), join(own, 'assets'));
  // The image files stay under their hashes, so that a kept build finds those that its links were made with.
  copyFileSync(join(folder, 'images/catalogue.json'), join(own, 'images.json'));
  const assets = readdirSync(join(own, 'assets')).filter((name) => !name.endsWith('.map'));
  const built = readFileSync(join(folder, 'index.html'), 'utf8');
  const html = built
    .replace('data-build=""', `data-build="${build}"`)
    .replace('</head>', `${preloads(built, join(own, 'assets'))}</head>`);
  writeFileSync(join(folder, 'index.html'), html.replaceAll('./assets/', `./v/${build}/assets/`));
  const below = html.replace('data-root="./"', 'data-root="../../"');
  writeFileSync(
    join(own, 'index.html'),
    below
      .replaceAll(/ href="(?=icon|manifest)/g, ' href="../../')
      .replaceAll(/ href="\.\/(?=icon|manifest)/g, ' href="../../'),
  );
  writeFileSync(join(own, 'files.txt'), [...assets.map((name) => `assets/${name}`), 'images.json'].join(' '));
  const kept = ['./'];
  for (const name of readdirSync(folder)) if (/^icon|\.webmanifest$/.test(name)) kept.push(name);
  const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
  writeFileSync(
    join(folder, 'sw.js'),
    worker.replaceAll('TRAMPOLINE_BUILD', build).replaceAll('TRAMPOLINE_FILES', kept.join(' ')),
  );
  for (const [name, text] of Object.entries(headerFiles())) writeFileSync(join(folder, name), text);
  return build;
}

/**
 * Adds a build to a published site: earlier builds and their images stay, and the newest page is put in place last.
 *
 * @param {string} from a packed site
 * @param {string} into
 */
export function publishSite(from, into) {
  mkdirSync(into, { recursive: true });
  for (const name of ['images', 'v']) {
    cpSync(join(from, name), join(into, name), {
      recursive: true,
      filter: (path) => !path.endsWith('catalogue.json') && !path.endsWith('.map'),
    });
  }
  copyFileSync(join(from, 'images/catalogue.json'), join(into, 'images/catalogue.json'));
  const last = ['sw.js', 'index.html'];
  const rest = readdirSync(from).filter((name) => !['images', 'v', '.stamp.json', ...last].includes(name));
  for (const name of [...rest, ...last]) cpSync(join(from, name), join(into, name), { recursive: true });
}
