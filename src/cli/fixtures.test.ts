/**
 * Every link ever published goes the way it went. A link of these semantics that does not reproduce means that a
 * deterministic run changed: raise `SEMANTICS` in src/machine/config/semantics.ts, then `npx tsx scripts/record-links.ts --again`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { SEMANTICS } from '../machine/machine.ts';
import type { LinkContent } from '../share/content.ts';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { engine } from './engine.ts';
import { imageHash, imagesFolder, readCatalogue } from './images.ts';

interface Fixture {
  readonly link: string;
  readonly content: LinkContent;
}

const folder = new URL('../share/fixtures/v1/', import.meta.url);
const images = new Set(unwrap(readCatalogue(imagesFolder())).map(imageHash));
const fixtures = readdirSync(folder).map((name): [string, Fixture] => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture,
]);

/**
 * Those that this build can run: of its semantics, with an expected end, and an image that it has. All but
 * run-in-the-page.json come from scripts/record-links.ts; that one was shared from Chromium, typed key by key in a
 * window that changed its size, and stays as it is.
 */
const runnable = fixtures.filter(
  ([, { content }]) =>
    content.semantics === SEMANTICS &&
    content.result !== null &&
    (content.image === null || images.has(content.image.sha256)),
);

describe('published links reproduce', () => {
  test('there is one of each kind that needs no image', () => {
    const names = runnable.map(([name]) => name);
    for (const kind of ['text', 'elf', 'two-harts']) expect(names).toContain(`run-of-${kind}.json`);
    expect(names).toContain('run-in-real-time.json');
  });

  test.each(runnable)('%s', async (_name, { link, content }) => {
    const context = testContext(engine);
    const status = await command(['run', '--quiet', '--link', link], context);
    expect(context.stderrText()).toBe(
      `trampoline: reproduced: state hash matches after ${content.result?.instructions} instructions\n`,
    );
    expect(status).toBe(0);
  });
});
