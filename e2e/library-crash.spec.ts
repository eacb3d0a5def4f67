/** Promise: whatever is killed, closed, torn or full, a kept machine opens with what was completed, and what was typed since. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { continueIt, dialog, expectRemembered, remember } from './library-support.ts';
import { boot, button, expectScreen, retired, state, type } from './support.ts';

/** Has a worker of the page stop with an error that nobody catches. */
async function killWorker(page: Page, name: string): Promise<void> {
  const worker = page.workers().find((candidate) => new RegExp(`/${name}\\b`).test(candidate.url()));
  if (!worker) throw new Error(`there is no worker "${name}"`);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed here');
    });
  });
}

test('a booted state that is damaged is given up, and the machine boots', async ({ page }) => {
  await boot(page);
  const spoil = () =>
    page.evaluate(async () => {
      const top = await navigator.storage.getDirectory();
      const folder = await top.getDirectoryHandle('trampoline-ready').catch(() => undefined);
      const handle = await folder?.getFileHandle('r1').catch(() => undefined);
      if (!handle || (await handle.getFile()).size === 0) return false;
      // It may still be on its way to the storage.
      const stream = await handle.createWritable({ keepExistingData: true }).catch(() => undefined);
      if (!stream) return false;
      await stream.write({ type: 'write', position: 1_000_000, data: new Uint8Array(64) });
      await stream.close();
      return true;
    });
  await expect.poll(spoil).toBe(true);
  await boot(page);
  await type(page, 'echo $((6 * 7)) answers\n');
  await expectScreen(page, /^42 answers/m);
});

test('typing since the last state is not lost either: the log has it', async ({ page, context }) => {
  await boot(page);
  await remember(page, 'first');
  await type(page, 'echo second > word; echo again $((40 + 3))\n');
  await expectScreen(page, /^again 43/m);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const next = await context.newPage();
  await boot(next);
  await continueIt(next);
  await expectRemembered(next, 'second');
});

test('the library worker killed: the machine runs on, and is kept again', async ({ page }) => {
  await boot(page);
  await remember(page, 'before');
  await killWorker(page, 'library');
  await page.waitForTimeout(500);
  const hash = await remember(page, 'after');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await boot(page);
  await continueIt(page);
  await expectRemembered(page, 'after');
});

for (const worker of ['vcpu', 'machine']) {
  test(`the worker “${worker}” killed: what was typed before is there, with one press`, async ({ page }) => {
    await boot(page);
    await remember(page, 'saved');
    await type(page, 'echo logged > word; echo again $((40 + 3))\n');
    await expectScreen(page, /^again 43/m);
    await killWorker(page, worker);
    await expect.poll(() => state(page)).toBe('failed');
    await expect(page.getByText('was kept up to the moment at which it stopped')).toBeVisible();
    await continueIt(page);
    await expectRemembered(page, 'logged');
  });
}

test('a tab that is closed at once has its typing kept', async ({ page, context }) => {
  await boot(page);
  await remember(page, 'saved');
  await type(page, 'echo closed > word; echo again $((40 + 3))\n');
  await expectScreen(page, /^again 43/m);
  await page.close();
  const next = await context.newPage();
  await boot(next);
  await continueIt(next);
  await expectRemembered(next, 'closed');
});

test('storage that is full: the page says so, and what was stored before opens', async ({
  page,
  context,
}) => {
  await boot(page);
  await remember(page, 'stored');
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  // Pages that cannot be packed.
  await type(page, 'dd if=/dev/urandom of=noise bs=1M count=8; echo noise $((1 + 1))\n');
  await expectScreen(page, /^noise 2/m);
  const refused = await page.evaluate(() =>
    globalThis.trampoline.snapshot().then(
      () => 'taken',
      (error: unknown) => String(error),
    ),
  );
  expect(refused).toContain('the storage that this browser gives the page is full');
  await expect(page.getByText('This machine is not being saved')).toBeVisible();
  expect(await state(page)).toBe('running');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await boot(page);
  await continueIt(page);
  await expectRemembered(page, 'stored');
});

const catchingUp = (page: Page) => page.getByRole('progressbar', { name: 'Catching up' });

/** Ends what runs, and waits until the shell has had the terminal's answer to what its prompt asks. */
async function interrupt(page: Page): Promise<void> {
  await type(page, '\x03');
  await expectScreen(page, /\^C\s+trampoline:~#\s*$/);
  const before = await retired(page);
  await expect.poll(() => retired(page)).toBeGreaterThan(before + 10_000);
}

/** A machine with a kept state, and a lot that it did after that, in a page that is gone. */
async function crashBusy(page: Page, context: BrowserContext): Promise<Page> {
  await boot(page);
  await remember(page, 'kept');
  await type(page, 'echo later > word; while true; do true; done\n');
  const before = await retired(page);
  await expect.poll(() => retired(page), { timeout: 60_000 }).toBeGreaterThan(before + 800_000_000);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const next = await context.newPage();
  await boot(next);
  return next;
}

test('what takes long to catch up with shows how far it is, and what comes of it is all there', async ({
  page,
  context,
}) => {
  const next = await crashBusy(page, context);
  await button(next, 'Continue where it stopped').click();
  await expect(catchingUp(next)).toBeVisible();
  const share = () => catchingUp(next).evaluate((bar: HTMLProgressElement) => bar.position);
  const first = await share();
  await expect.poll(share).toBeGreaterThan(first);
  await expect(catchingUp(next)).toBeHidden({ timeout: 60_000 });
  await interrupt(next);
  await expectRemembered(next, 'later');
});

test('catching up can be stopped: the machine goes on from there, and is kept on that way', async ({
  page,
  context,
}) => {
  const next = await crashBusy(page, context);
  await button(next, 'Continue where it stopped').click();
  await expect(catchingUp(next)).toBeVisible();
  await next.getByRole('button', { name: 'Stop here' }).click();
  await expect(catchingUp(next)).toBeHidden();
  await expect(next.getByText('The machine goes on from where it was stopped')).toBeVisible();
  await expect.poll(() => state(next)).toBe('running');
  await interrupt(next);
  await remember(next, 'another way');
  await button(next, 'Pause').click();
  await next.evaluate(() => globalThis.trampoline.open('Time travel'));
  await expect(next.getByRole('list', { name: 'Other futures' })).toBeVisible();
  await boot(next);
  await continueIt(next);
  await expectRemembered(next, 'another way');
});

/** Cuts the newest snapshot file of every machine at a multiple of 4 KiB. */
const tearNewest = (page: Page, share: number): Promise<void> =>
  page.evaluate(async (part) => {
    const top = await navigator.storage.getDirectory();
    const machines = await (await top.getDirectoryHandle('trampoline-library')).getDirectoryHandle(
      'machines',
    );
    for await (const id of machines.keys()) {
      const folder = await machines.getDirectoryHandle(id);
      const names: string[] = [];
      for await (const name of folder.keys()) if (/^s\d+$/.test(name)) names.push(name);
      const newest = names.sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)))[0] ?? '';
      const handle = await folder.getFileHandle(newest);
      const size = (await handle.getFile()).size;
      const stream = await handle.createWritable({ keepExistingData: true });
      await stream.truncate(Math.floor((size * part) / 4096) * 4096);
      await stream.close();
    }
  }, share);

for (const share of [0.1, 0.9]) {
  test(`the newest file torn after ${share * 100} %: the machine goes on from the one before, and its log`, async ({
    page,
  }) => {
    await boot(page);
    await remember(page, 'first');
    await remember(page, 'second');
    await page.goto('/images/catalogue.json');
    await tearNewest(page, share);
    await boot(page);
    await continueIt(page);
    await expect(page.getByText(/Its newest snapshot could not be read \(it was cut short\)/)).toBeVisible();
    await expectRemembered(page, 'second');
  });
}

test('storage that is nearly full is warned of', async ({ page, context }) => {
  await boot(page);
  await remember(page, 'much');
  const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: Math.round(usage * 1.05) });
  await boot(page);
  await expect(page.getByText('The storage that this browser gives the page is nearly full')).toBeVisible();
  await page.getByRole('button', { name: 'Open the library' }).click();
  await expect(dialog(page)).toContainText('Little more fits');
});
