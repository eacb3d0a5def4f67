/**
 * Adds the built page to a published site, beside the builds that are there.
 *
 *   node scripts/publish.mjs --into FOLDER [--from FOLDER]
 *
 * Earlier builds under v/ and images under their hash stay, so that links keep working; the newest page is put in
 * place last, so that a server that reads the folder meanwhile never shows half a version.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { publishSite } from './pack-site.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const { values } = parseArgs({
    options: { into: { type: 'string' }, from: { type: 'string', default: join(root, 'dist/page') } },
  });
  if (values.into === undefined) throw new Error('--into FOLDER says where the site is');
  if (!existsSync(join(values.from, 'index.html'))) {
    throw new Error(`${join(values.from, 'index.html')} is missing: run \`npm run build\` first`);
  }
  publishSite(values.from, resolve(values.into));
  console.log(`published into ${resolve(values.into)}`);
} catch (error) {
  console.error(`cannot publish: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
