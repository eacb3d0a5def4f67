/** Promise: a run is shared as a link, and whoever opens that gets the same run, or is told where it differs. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import decodeQR from 'qr/decode.js';
import { unwrap } from '../src/base/problem.ts';
import type { LinkContent } from '../src/share/content.ts';
import { decodeLink, encodeLink } from '../src/share/link.ts';
import { REPRODUCED, sharedRun, verdict, violations, visitor } from './link-support.ts';
import { PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, state, type } from './support.ts';

test('a run of Linux is shared, shown, replayed, and goes on', async ({ page, browser }) => {
  await boot(page);
  await type(page, 'echo shared $((6 * 7))\n');
  await expectScreen(page, /^shared 42$/m);
  await button(page, 'Share').click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  const address = await dialog.getByRole('textbox', { name: /^Link, [\d,]+ characters$/ }).inputValue();
  await expect(dialog.getByText(/instructions\. Compared \d+ times on the way/)).toBeVisible();
  await expect(dialog.getByText(/\d+ bytes: “echo shared \$\(\(6 \* 7\)\)⏎”/)).toBeVisible();
  console.log(`a boot and a command: ${address.length} characters`);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await state(page)).toBe('running');

  const other = await visitor(browser, address);
  await expect(other.getByRole('heading', { name: 'A recorded run, brought by a link' })).toBeVisible();
  await expect(other.getByText('“echo shared $((6 * 7))⏎”')).toBeVisible();
  expect(await violations(other)).toEqual([]);
  await other.waitForTimeout(300);
  expect(await state(other)).toBe('empty');
  await button(other, 'Run').click();
  await expect(verdict(other)).toHaveText(REPRODUCED);
  await expectScreen(other, /^shared 42$/m);
  expect(await state(other)).toBe('paused');
  expect(await violations(other)).toEqual([]);
  await button(other, 'Go on from here').click();
  await ready(other);
  await type(other, 'echo and on $((6 * 8))\n');
  await expectScreen(other, /^and on 48$/m);
  const further = await other.evaluate(() => globalThis.trampoline.link());
  await other.close();

  const third = await visitor(browser, further);
  await button(third, 'Run').click();
  await expect(verdict(third)).toHaveText(REPRODUCED);
  await expectScreen(third, /^and on 48$/m);
  await third.close();
});

test('a link that was tampered with is told of with the interval and what was logged in it', async ({
  page,
  browser,
}) => {
  const { content } = await sharedRun(page);
  const { result, log = [], checkpoints, spacing = 0 } = content;
  const checks = checkpoints.length / 8;
  expect(checks).toBeGreaterThan(2);
  const linkOf = (change: Partial<LinkContent>): string =>
    `/${unwrap(encodeLink({ ...content, ...change })).suffix}`;

  const typed = log.map((event): (typeof log)[number] =>
    event[1].toLowerCase() === 'i' && String(event[2]).startsWith('echo')
      ? [event[0], event[1] as 'i', 'echo shaken $((6 * 7))\r']
      : event,
  );
  expect(typed).not.toEqual(log);
  const other = await visitor(browser, linkOf({ log: typed }));
  await button(other, 'Run').click();
  const last = `${checks * spacing} and ${result?.instructions} instructions`;
  await expect(verdict(other)).toHaveText(
    new RegExp(`^not reproduced: the state differs between ${last} .*; \\d+ logged there:$`),
  );
  await expect(other.locator('.replay-events')).toContainText('typed "echo shaken $((6 * 7))\\r"');
  expect(await violations(other)).toEqual([]);
  await expectScreen(other, /^shaken 42$/m);

  const middle = 8 * Math.floor(checks / 2);
  const spoilt = `${checkpoints.slice(0, middle)}00000000${checkpoints.slice(middle + 8)}`;
  await other.goto('about:blank');
  await other.goto(linkOf({ checkpoints: spoilt }));
  await button(other, 'Run').click();
  const between = `${(middle / 8) * spacing} and ${(middle / 8 + 1) * spacing} instructions`;
  await expect(verdict(other)).toHaveText(
    new RegExp(`^not reproduced: the state differs between ${between}`),
  );
  await button(other, 'Share').click();
  await expect(other.getByRole('dialog').getByText(/not recorded|did not go along/)).toBeVisible();
  await other.close();
});

const ECHO = `.globl _start
_start: li s0, 0x10000000
wait: lbu t0, 5(s0)
andi t0, t0, 1
beqz t0, wait
lbu t1, 0(s0)
sb t1, 0(s0)
li t0, 0x2e
bne t1, t0, wait
li t0, 0x100000
li t1, 0x5555
sw t1, 0(t0)
spin: j spin
`;

test('a program travels in its link, and a run in a file', async ({ page, browser }) => {
  await boot(page);
  const source = { name: 'echo.s', mimeType: 'text/plain', buffer: Buffer.from(ECHO) };
  await page.locator('input[type=file]').setInputFiles(source);
  await expect.poll(() => page.title()).toContain('Trampoline');
  await expect(page.getByRole('heading', { name: /echo\.s/ })).toBeVisible();
  await type(page, 'one.');
  await expect(page.getByRole('status')).toHaveText('Ended');
  await button(page, 'Share').click();
  await expect(page.getByText(/a program as assembly text/)).toBeVisible();
  const address = await page.getByRole('textbox', { name: /^Link/ }).inputValue();
  const saving = page.waitForEvent('download');
  await button(page, 'Save as a file').click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe('program-run.json');
  const saved = { name: 'run.json', mimeType: '', buffer: readFileSync(await file.path()) };

  const other = await visitor(browser, address);
  await button(other, 'Run').click();
  await expect(verdict(other)).toHaveText(REPRODUCED);
  await expectScreen(other, /^one\.$/);
  await expect(other.getByRole('status')).toHaveText('Ended');
  await other.close();

  await button(page, 'Close').click();
  await page.getByLabel('Image').selectOption('hello');
  await button(page, 'Start it').click();
  await expectScreen(page, /Hello from a bare RISC-V machine!/);
  await page.locator('input[type=file]').setInputFiles(saved);
  const dialog = page.getByRole('dialog', { name: 'A recorded run, brought by a link' });
  await expect(dialog).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await expectScreen(page, /Hello/);
  await page.locator('input[type=file]').setInputFiles(saved);
  await button(page, 'Replay it').click();
  await expect(verdict(page)).toHaveText(REPRODUCED);
  await expectScreen(page, /^one\.$/);
  await page.locator('.replay').getByRole('button', { name: 'Dismiss' }).click();
  await expect(verdict(page)).toBeHidden();
  await button(page, 'Reset').click();
  await expect(verdict(page)).toHaveText(REPRODUCED);
  const bad = { ...saved, buffer: saved.buffer.subarray(0, -20) };
  await page.locator('input[type=file]').setInputFiles(bad);
  await expect(page.getByRole('alert')).toContainText('the link: its content is not JSON');
});

/** What a camera would see of a drawing. */
const pixels = (drawing: Locator): Promise<{ width: number; height: number; data: number[] }> =>
  drawing.evaluate(async (element) => {
    const side = 400;
    const image = new Image(side, side);
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(element))}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, side, side);
    const data = context?.getImageData(0, 0, side, side).data ?? [];
    return { width: side, height: side, data: [...data] };
  });

test('the machine alone has a short link that starts at once, and a QR code', async ({ page, browser }) => {
  await boot(page, '/?image=hello');
  await expect(page.getByRole('status')).toHaveText('Ended');
  await button(page, 'Share').click();
  await page.getByRole('radio', { name: /^The machine/ }).check();
  const address = await page.getByRole('textbox', { name: /^Link/ }).inputValue();
  expect(address).toMatch(/\/\?image=hello$/);
  const code = page.getByRole('img', { name: 'QR code of the link' });
  await expect(code).toBeVisible();
  const { data, ...size } = await pixels(code);
  expect(decodeQR({ ...size, data: Uint8Array.from(data) })).toBe(address);
  expect(await violations(page)).toEqual([]);
  await button(page, 'Copy link').click();
  await expect(page.getByText(/^(Copied\.|Press Ctrl\+C.*)$/)).toBeVisible();
  const other = await visitor(browser, address);
  await expectScreen(other, /Hello from a bare RISC-V machine!/);
  await other.close();
});

test('several harts in real time: the link says re-run, and the page offers a run that replays', async ({
  page,
  browser,
}) => {
  await boot(page, '/?image=linux&harts=2');
  await button(page, 'Share').click();
  await expect(page.getByText(/^re-run, not replay/)).toBeVisible();
  const address = await page.getByRole('textbox', { name: /^Link/ }).inputValue();
  expect(unwrap(decodeLink(address)).result).toBeNull();
  const other = await visitor(browser, address);
  await expect(other.getByText(/^re-run, not replay/)).toBeVisible();
  await button(other, 'Start it deterministic').click();
  await ready(other);
  const stats = await other.evaluate(() => globalThis.trampoline.stats());
  expect(stats).toMatchObject({ mode: 'deterministic', harts: 2 });
  const replayable = unwrap(decodeLink(await other.evaluate(() => globalThis.trampoline.link())));
  expect(replayable.result?.stateHash).toMatch(/^[0-9a-f]{64}$/);
  await other.close();
  await button(page, 'Start it over, deterministic').click();
  await expect
    .poll(async () => (await page.evaluate(() => globalThis.trampoline.stats())).mode)
    .toBe('deterministic');
});

test('a kernel of one’s own has no link, and that is said', async ({ page }) => {
  await boot(page);
  const catalogue = JSON.parse(readFileSync('public/images/catalogue.json', 'utf8')) as {
    readonly files: readonly { readonly role: string; readonly path: string }[];
  }[];
  const kernel = catalogue.flatMap(({ files }) => files).find(({ role }) => role === 'kernel');
  const buffer = readFileSync(`public/images/${kernel?.path}`);
  await page.locator('input[type=file]').setInputFiles({ name: 'Image.gz', mimeType: '', buffer });
  await expect(page.getByRole('heading', { name: /Image\.gz/ })).toBeVisible();
  await button(page, 'Share').click();
  await expect(page.getByRole('dialog')).toContainText(
    'Image.gz: a link holds no kernel and no initial root;',
  );
  const refusal = await page.evaluate(() => globalThis.trampoline.link().catch(String));
  expect(refusal).toContain('a link holds no kernel');
});

/** Whether the state that a machine booted to is kept: its list is written last. */
const hasKeptBoot = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    try {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('trampoline-ready');
      const list = await folder.getFileHandle('list');
      return (await list.getFile()).size > 0;
    } catch {
      return false;
    }
  });

const sbiCalls = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { counters } = await globalThis.trampoline.stats();
    return counters['sbi.calls']?.[0] ?? Number.NaN;
  });

test('a later visit, which starts at the prompt, shares its run from the first instruction', async ({
  page,
  browser,
}) => {
  await boot(page);
  await expect.poll(() => hasKeptBoot(page)).toBe(true);
  const booted = await sbiCalls(page);
  await boot(page, '/?again');
  await type(page, 'echo later $((6 * 7))\n');
  await expectScreen(page, /^later 42$/m);
  // A boot makes thousands of them; this visit had none.
  expect(await sbiCalls(page)).toBeLessThan(booted / 2);
  const address = await page.evaluate(() => globalThis.trampoline.link());
  const other = await visitor(browser, address);
  await button(other, 'Run').click();
  await expect(verdict(other)).toHaveText(REPRODUCED);
  await expectScreen(other, /^later 42$/m);
  await other.close();
});

test('where everything runs in one worker, a run is shared and replayed as well', async ({ browser }) => {
  const site = new PlainSite();
  await site.start();
  try {
    const page = await visitor(browser, site.address());
    await ready(page);
    expect((await page.evaluate(() => globalThis.trampoline.stats())).isolation).toBe('none');
    await type(page, 'echo alone $((6 * 7))\n');
    await expectScreen(page, /^alone 42$/m);
    const address = await page.evaluate(() => globalThis.trampoline.link());
    await page.close();
    const other = await visitor(browser, address);
    await button(other, 'Run').click();
    await expect(verdict(other)).toHaveText(REPRODUCED);
    await expectScreen(other, /^alone 42$/m);
    await other.close();
  } finally {
    await site.end();
  }
});

test('by keyboard alone: open, replay, go on, share, close', async ({ page }) => {
  const { link } = JSON.parse(readFileSync('src/share/fixtures/v1/run-of-elf.json', 'utf8')) as {
    readonly link: string;
  };
  await page.goto(`/${link}`);
  await expect(button(page, 'Replay it')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(button(page, 'Replay it')).not.toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toHaveText(REPRODUCED);
  const share = button(page, 'Share');
  await share.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog.getByRole('textbox', { name: /^Link/ })).toBeVisible();
  await dialog.getByRole('radio', { name: /^This run/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: /^The machine/ })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('textbox', { name: /^Link/ })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(button(page, 'Copy link')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(share).toBeFocused();
});
