/** Promise: whatever an address brings is shown before it starts, and costs one message where it is no good. */
import { expect, test } from '@playwright/test';
import { unwrap } from '../src/base/problem.ts';
import type { LinkContent } from '../src/share/content.ts';
import { encodeLink } from '../src/share/link.ts';
import { sharedRun, violations } from './link-support.ts';
import { button, expectScreen, state, type } from './support.ts';

test('a cut, altered or hostile link ends in one message, and nothing starts', async ({ page }) => {
  const { address, content } = await sharedRun(page);
  const [, fragment = ''] = address.split('#');
  const hostile: [string, RegExp][] = [
    [fragment.slice(0, -9), /^the link: it was cut or altered; copy the whole link again\.$/],
    [`${fragment.slice(0, 90)}A${fragment.slice(91)}`, /^the link: it was cut or altered/],
    [`v1.${'A'.repeat(9000)}`, /^the link: it has 9003 characters, more than the limit of 8192/],
    ['v9.AAAA', /^the link: it is of version 9, and this build knows version 1/],
    ['javascript:alert(1)', /^the link: it has no "#v1\." part/],
  ];
  for (const [index, [bad, message]] of hostile.entries()) {
    await page.goto(`/?visit=${index}#${bad}`);
    await expect(page.getByRole('alert').locator('p')).toHaveText(message);
    expect(await state(page)).toBe('empty');
  }
  // Sound as a link, and not to be run: the program is no assembly text, the image is another one.
  const notRunnable: [Partial<LinkContent>, RegExp][] = [
    [{ image: null, append: null, program: '.space 1 << 60' }, /the link’s program/],
    [{ image: { id: 'linux', sha256: '0'.repeat(64) } }, /another version of the image "linux"/],
    [{ image: { id: 'nowhere', sha256: '0'.repeat(64) } }, /there is no image "nowhere"/],
    [{ machine: { ...content.machine, ramBytes: 5 } }, /RAM is a whole number of MiB/],
  ];
  for (const [index, [change, message]] of notRunnable.entries()) {
    const { suffix } = unwrap(encodeLink({ ...content, ...change }));
    await page.goto(`/?again=${index}${suffix.slice(suffix.indexOf('#'))}`);
    await expect(page.getByRole('heading', { name: 'A recorded run, brought by a link' })).toBeVisible();
    expect(await state(page)).toBe('empty');
    await button(page, 'Run').click();
    await expect(page.getByRole('alert').locator('p')).toHaveText(message);
    expect(await state(page)).toBe('failed');
  }
});

test('a page of other semantics says so before Run, and offers the build that made the link', async ({
  page,
}) => {
  const { content } = await sharedRun(page);
  await page.route('**/v/feedfacecafe/index.html', (route) => route.fulfill({ status: 200, body: '' }));
  const suffix = (build: string): string =>
    unwrap(encodeLink({ ...content, semantics: content.semantics + 1, build })).suffix;
  await page.goto(`/${suffix('feedfacecafe').replace('?', '?kept=1&')}`);
  await expect(page.getByText(/made under semantics \d+, and this page has \d+/)).toBeVisible();
  const kept = page.getByRole('link', { name: 'Open it with build feedfacecafe' });
  await expect(kept).toHaveAttribute('href', /\/v\/feedfacecafe\/\?.*#v1\./);
  expect(await violations(page)).toEqual([]);
  await page.goto(`/${suffix('0123').replace('?', '?gone=1&')}`);
  await expect(page.getByText('This site does not keep build 0123.')).toBeVisible();
  expect(await state(page)).toBe('empty');
});

test('an embedded page shows what it holds, and waits for Run', async ({ page }) => {
  await page.goto('/?embed=1&image=hello');
  await expect(page.getByRole('heading', { name: /Hello/ })).toBeVisible();
  await page.waitForTimeout(500);
  expect(await state(page)).toBe('empty');
  expect(await violations(page)).toEqual([]);
  await button(page, 'Run').click();
  await expectScreen(page, /Hello from a bare RISC-V machine!/);
});

test('another fragment is another visit, and asks while a machine runs', async ({ page }) => {
  const { address } = await sharedRun(page);
  const [, fragment = ''] = address.split('#');
  const before = page.url();
  const leave = (hash: string): Promise<void> =>
    page.evaluate((text) => {
      location.hash = text;
    }, hash);
  await leave(fragment);
  const dialog = page.getByRole('dialog', { name: /leads to another machine now/ });
  await expect(dialog).toBeVisible();
  expect(await violations(page)).toEqual([]);
  expect(await state(page)).toBe('running');
  await button(page, 'Keep the present machine').click();
  await expect(dialog).toBeHidden();
  expect(page.url()).toBe(before);
  await type(page, 'echo still $((6 * 9))\n');
  await expectScreen(page, /^still 54$/m);
  await leave(fragment);
  await button(page, 'Open it').click();
  await expect(page.getByRole('heading', { name: 'A recorded run, brought by a link' })).toBeVisible();
  expect(await state(page)).toBe('empty');
  // With nothing to lose nothing is asked.
  await leave('v1.nothing');
  await expect(page.getByRole('alert')).toContainText('it was cut or altered');
});
