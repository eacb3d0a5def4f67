/** Promise: whatever ends, hides or kills the page or a part of it, it says what happened and offers a way on. */
import { expect, type Page, test } from '@playwright/test';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, retired, state, type } from './support.ts';

let site: PlainSite;
test.beforeEach(async () => {
  site = new PlainSite();
  site.headers = ISOLATION_HEADERS;
  await site.start();
});
test.afterEach(() => site.end());

/** Boots, and waits for the rest of the page, which comes a moment after the prompt and looks after its life. */
async function bootWhole(page: Page, address: string): Promise<void> {
  await boot(page, address);
  await expect(button(page, 'Pause')).toBeVisible();
}

async function answers(page: Page): Promise<void> {
  await type(page, 'echo $((40 + 2)) answers\n');
  await expectScreen(page, /^42 answers/m);
}

/** What a browser does when another tab comes to the front, or this one comes back. */
const setVisible = (page: Page, visible: boolean): Promise<void> =>
  page.evaluate((shown) => {
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: shown ? 'visible' : 'hidden',
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);

/** Seconds since the guest booted, as it tells them. `mark` is said once: an older answer may still be on the screen. */
async function guestUptime(page: Page, mark: string): Promise<number> {
  const answer = new RegExp(`^${mark} (\\d+) s`, 'm');
  await type(page, `echo ${mark} $(cut -d. -f1 /proc/uptime) s\n`);
  await expectScreen(page, answer);
  const shown = await page.evaluate(() => globalThis.trampoline.screen());
  return Number(answer.exec(shown)?.[1]);
}

test('five minutes hidden: the machine is paused, its clock too, and the page says so', async ({ page }) => {
  await page.clock.install();
  await bootWhole(page, site.address());
  const before = await guestUptime(page, 'before');
  await setVisible(page, false);
  await page.clock.fastForward('04:00');
  expect(await state(page)).toBe('running');
  await page.clock.fastForward('01:01');
  await expect.poll(() => state(page)).toBe('paused');
  const stood = await retired(page);
  await page.clock.fastForward('59:00');
  expect(await retired(page)).toBe(stood);
  await setVisible(page, true);
  await expect.poll(() => state(page)).toBe('running');
  await expect(
    page.getByText(/the machine was paused for (59 minutes|1 hour), .* goes on where it stopped/),
  ).toBeVisible();
  expect((await guestUptime(page, 'after')) - before).toBeLessThan(60);
});

test('a setting lets a hidden machine run on', async ({ page }) => {
  await page.clock.install();
  await bootWhole(page, site.address());
  await button(page, 'Keys and help').click();
  await page.getByLabel('Pause when hidden').uncheck();
  await button(page, 'Close').click();
  await setVisible(page, false);
  await page.clock.fastForward('06:00');
  await page.waitForTimeout(300);
  expect(await state(page)).toBe('running');
});

test('what the user paused stays paused on return', async ({ page }) => {
  await bootWhole(page, site.address());
  await button(page, 'Pause').click();
  await expect.poll(() => state(page)).toBe('paused');
  await setVisible(page, false);
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await setVisible(page, true);
  await page.waitForTimeout(300);
  expect(await state(page)).toBe('paused');
});

test('a page that the browser freezes goes on where it stopped', async ({ page }) => {
  await bootWhole(page, site.address());
  const tell = (kind: string) => page.evaluate((name) => document.dispatchEvent(new Event(name)), kind);
  await setVisible(page, false);
  await tell('freeze');
  await expect.poll(() => state(page)).toBe('paused');
  // A frozen page may wake for a moment without being seen.
  await tell('resume');
  await page.waitForTimeout(300);
  expect(await state(page)).toBe('paused');
  await setVisible(page, true);
  await expect(page.getByText('goes on where it stopped')).toBeVisible();
  await expect.poll(() => state(page)).toBe('running');
  await answers(page);
});

test('the Back button brings a machine back, or another', async ({ page }) => {
  await bootWhole(page, site.address());
  await page.goto(site.address('127.0.0.1', '/'));
  await page.goBack();
  await ready(page);
  await answers(page);
});

test('a killed renderer: the next visit says what was lost, and boots', async ({ page, context }) => {
  await bootWhole(page, `${site.address()}?image=linux&ram=128M`);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const next = await context.newPage();
  await boot(next, site.address());
  await expect(next.getByText(/A tab was cut off while a machine ran in it \(Linux/)).toBeVisible();
  await answers(next);
  await button(next, 'Start the same machine').click();
  await next.waitForURL(/ram=128M/);
  await ready(next);
  // Told once.
  await expect(next.getByText('A tab was cut off')).toBeHidden();
});

const KILLED = 'the worker is killed here';

/**
 * Has a worker end without a word in the middle of its n-th asynchronous step: the call neither resolves nor
 * rejects, as when the browser kills it there.
 */
const killAtStep = (worker: string, step: number): string => `if (globalThis.name === '${worker}') {
  let step = 0;
  const dies = () => {
    if (++step !== ${step}) return false;
    close();
    console.log('${KILLED}');
    return true;
  };
  const wrap = (owner, name) => {
    const original = owner?.[name];
    if (original) owner[name] = function (...given) {
      return dies() ? new Promise(() => undefined) : original.apply(this, given);
    };
  };
  wrap(globalThis, 'fetch');
  wrap(globalThis.SubtleCrypto?.prototype, 'digest');
  wrap(globalThis.StorageManager?.prototype, 'getDirectory');
  wrap(globalThis.FileSystemDirectoryHandle?.prototype, 'getDirectoryHandle');
  wrap(globalThis.FileSystemDirectoryHandle?.prototype, 'getFileHandle');
  wrap(globalThis.FileSystemFileHandle?.prototype, 'getFile');
  wrap(globalThis.Response?.prototype, 'text');
  // A file comes in dozens of pieces: one in forty stands for them.
  let reads = 0;
  const readable = globalThis.ReadableStreamDefaultReader?.prototype;
  const read = readable?.read;
  if (read) readable.read = function () {
    return reads++ % 40 === 0 && dies() ? new Promise(() => undefined) : read.call(this);
  };
  addEventListener('message', (event) => { if (dies()) event.stopImmediatePropagation(); });
}`;

/** Lets the page's own clock run ahead, with pauses in which workers may answer. */
async function waitFor(page: Page, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    await page.clock.fastForward(2000);
    await page.waitForTimeout(60);
  }
}

test('the machine worker killed at each step of the start: the page notices, and Restart starts it', async ({
  page,
}) => {
  test.setTimeout(400_000);
  await page.clock.install();
  let killed = 0;
  for (let step = 1; ; step++) {
    site.scriptPrefix = killAtStep('machine', step);
    const death = page.waitForEvent('console', (message) => message.text() === KILLED).then(() => 'killed');
    death.catch(() => undefined);
    await page.goto(site.address());
    const boots = ready(page).then(
      () => 'boots',
      () => 'fails',
    );
    if ((await Promise.race([death, boots])) !== 'killed') break;
    const alert = page.getByRole('alert').filter({ hasText: 'gave no sign of life' });
    await waitFor(page, 14);
    // Killed before it said anything, it might still be loading.
    if (!(await alert.isVisible())) await waitFor(page, 60);
    await expect(alert, `killed at step ${step}`).toBeVisible();
    killed++;
    site.scriptPrefix = '';
    await button(page, 'Restart').click();
    await expect.poll(() => state(page)).toBe('running');
    await page.evaluate(async () => {
      const top = await navigator.storage.getDirectory();
      await top.removeEntry('trampoline-images', { recursive: true }).catch(() => undefined);
    });
  }
  expect(await state(page)).toBe('running');
  console.log(`the machine worker was killed at ${killed} steps`);
  expect(killed).toBeGreaterThan(8);
});

for (const [when, step] of [
  ['before it builds a machine', 1],
  ['in the middle of a run', 2],
] as const) {
  test(`a vCPU thread killed ${when}: the page notices, and Restart starts another`, async ({ page }) => {
    site.scriptPrefix =
      step === 1 ? killAtStep('vcpu', 1) : `if (globalThis.name === 'vcpu') setTimeout(() => close(), 2000)`;
    await page.goto(site.address());
    await expect(page.getByRole('alert').filter({ hasText: 'gave no sign of life' })).toBeVisible();
    site.scriptPrefix = '';
    await button(page, 'Restart').click();
    await ready(page);
    await answers(page);
  });
}

test('two tabs at once each have a machine, and images stay whole', async ({ page, context }) => {
  const other = await context.newPage();
  await Promise.all([boot(page, site.address()), boot(other, site.address())]);
  await answers(page);
  await answers(other);
  site.asked.length = 0;
  await page.reload();
  await ready(page);
  expect(site.asked.filter((path) => path.endsWith('.bin'))).toEqual([]);
});
