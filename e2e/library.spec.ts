/** Promise: machines outlive the visit: they go on where they stopped, in one tab at a time, and nothing is lost by hand. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import {
  closeLibrary,
  continueIt,
  dialog,
  expectRemembered,
  openLibrary,
  remember,
} from './library-support.ts';
import { boot, button, expectScreen, ready, retired, state, type } from './support.ts';

test('a later visit starts at the prompt, and starting over boots', async ({ page }) => {
  const coldMs = await boot(page);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const top = await navigator.storage.getDirectory();
        const folder = await top.getDirectoryHandle('trampoline-ready').catch(() => undefined);
        return folder?.getFileHandle('list').then(
          async (list) => (await list.getFile()).size,
          () => 0,
        );
      }),
    )
    .toBeGreaterThan(0);
  const booted = await retired(page);
  const warmMs = await boot(page);
  console.log(
    `to the prompt: ${Math.round(coldMs)} ms by booting, ${Math.round(warmMs)} ms from the kept state`,
  );
  expect(await page.evaluate(() => globalThis.trampoline.screen())).toContain('trampoline:~#');
  await type(page, 'echo $((6 * 7)) answers\n');
  await expectScreen(page, /^42 answers/m);
  await button(page, 'Reset').click();
  // From power-on again: fewer instructions than any prompt has.
  await expect.poll(() => retired(page)).toBeLessThan(booted / 2);
  await ready(page);
});

test('what was typed is there after a reload, with one press', async ({ page }) => {
  await boot(page);
  const hash = await remember(page, 'lasting');
  await boot(page);
  await continueIt(page);
  await expectScreen(page, /^stored 42 lasting/m);
  await expectRemembered(page, 'lasting');
  // What goes on is kept on, as the same machine.
  await remember(page, 'longer');
  await boot(page);
  await continueIt(page);
  await expectRemembered(page, 'longer');
  await openLibrary(page);
  await expect(dialog(page).getByRole('listitem', { name: /^Linux/ })).toHaveCount(1);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

test('snapshots: named, gone back to, renamed, deleted and had back', async ({ page }) => {
  await boot(page);
  await remember(page, 'early');
  await remember(page, 'late');
  await openLibrary(page);
  await dialog(page)
    .getByRole('button', { name: /^More of Linux/ })
    .click();
  const points = dialog(page).locator('.library-point');
  await expect(points.filter({ hasText: 'Snapshot,' })).toHaveCount(2);
  // The older one.
  await points
    .filter({ hasText: 'Snapshot,' })
    .nth(1)
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.getByLabel('Name of the snapshot').fill('Before it all');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('The snapshot is “Before it all” now.')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Delete Before it all' }).click();
  await expect(dialog(page).locator('.library-point-name', { hasText: 'Before it all' })).toHaveCount(0);
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await dialog(page).getByRole('button', { name: 'Go back to Before it all' }).click();
  await expect(dialog(page)).toBeHidden();
  await ready(page);
  await expectRemembered(page, 'early');
});

test('a machine is named, duplicated, exported, deleted, had back and imported', async ({
  page,
  context,
}) => {
  await boot(page);
  await remember(page, 'travelling');
  await openLibrary(page);
  await dialog(page).getByRole('button', { name: 'Keep under a name' }).click();
  await page.getByLabel('Name of this machine').fill('Mine');
  await page.keyboard.press('Enter');
  const card = (name: string) => dialog(page).getByRole('listitem', { name, exact: true });
  await expect(card('Mine')).toContainText('Runs here');
  await dialog(page).getByRole('button', { name: 'More of Mine', exact: true }).click();
  await card('Mine').getByRole('button', { name: 'Duplicate' }).click();
  await expect(card('Mine, copy')).toBeVisible();
  const download = page.waitForEvent('download');
  await card('Mine').getByRole('button', { name: 'Export', exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('Mine.trampoline');
  await dialog(page).getByRole('button', { name: 'More of Mine, copy' }).click();
  await card('Mine, copy').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(card('Mine, copy')).toBeHidden();
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(card('Mine, copy')).toBeVisible();

  const elsewhere = await context.browser()?.newContext();
  const other = await elsewhere?.newPage();
  if (!elsewhere || !other) throw new Error('there is a browser');
  await boot(other);
  await openLibrary(other);
  await dialog(other)
    .locator('input[accept^=".trampoline"]')
    .setInputFiles({
      name: file.suggestedFilename(),
      mimeType: 'application/octet-stream',
      buffer: await import('node:fs/promises').then(async ({ readFile }) => readFile(await file.path())),
    });
  await expect(dialog(other)).toBeHidden();
  await ready(other);
  await expectRemembered(other, 'travelling');
  await elsewhere.close();
});

test('a file that is no snapshot, cut or altered is refused in one line, and the machine runs on', async ({
  page,
}) => {
  await boot(page);
  await openLibrary(page);
  const give = (name: string, bytes: Buffer) =>
    dialog(page)
      .locator('input[accept^=".trampoline"]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
  await give('holiday.trampoline', Buffer.from('a picture, perhaps'));
  await expect(dialog(page).getByRole('alert')).toContainText(
    'holiday.trampoline: it is not a snapshot of this project; choose another file.',
  );
  await give('newer.trampoline', Buffer.from([...Buffer.from('TRMPSNAP'), 9, 0, 0, 0]));
  await expect(dialog(page).getByRole('alert')).toContainText(
    'newer.trampoline: it is of version 9, and this build knows version 1; open it with a newer build.',
  );
  await give('cut.trampoline', Buffer.from([...Buffer.from('TRMPSNAP'), 1, 0, 0, 0, 1]));
  await expect(dialog(page).getByRole('alert')).toContainText('cut.trampoline: it was cut short');
  await closeLibrary(page);
  expect(await state(page)).toBe('running');
});

test('two tabs: the second cannot open it by accident, takes it over, and the first says so', async ({
  page,
  context,
}) => {
  await boot(page);
  await remember(page, 'shared');
  const other = await context.newPage();
  await boot(other);
  await expect(button(other, 'Continue where it stopped')).toBeHidden();
  await openLibrary(other);
  const card = dialog(other).getByRole('listitem', { name: /^Linux/ });
  await expect(card).toContainText('open in another tab');
  await expect(card.getByRole('button', { name: 'Continue' })).toBeHidden();
  await card.getByRole('button', { name: 'Take over' }).click();
  await expect(dialog(other)).toBeHidden();
  await ready(other);
  await expectRemembered(other, 'shared');
  await expect(page.getByText('Another tab has taken this machine over')).toBeVisible();
  await expect.poll(() => state(page)).toBe('paused');
  await type(other, 'echo newer > word; echo done $((1 + 1))\n');
  await expectScreen(other, /^done 2/m);
  // Back again, with what happened there.
  await button(page, 'Take it back').click();
  await expect.poll(() => state(page)).toBe('running');
  await expectRemembered(page, 'newer');
  await expect(other.getByText('Another tab has taken this machine over')).toBeVisible();
  // Where it was taken from, it can go on as a machine of its own.
  await button(other, 'Go on here as a copy').click();
  await expect.poll(() => state(other)).toBe('running');
  await openLibrary(page);
  await expect(dialog(page).getByRole('listitem', { name: /, copy$/ })).toContainText('open in another tab');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the library is usable by all, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await boot(page);
    await remember(page, 'seen');
    await openLibrary(page);
    await dialog(page)
      .getByRole('button', { name: /^More of Linux/ })
      .click();
    await expect(dialog(page).getByText('Snapshots')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  });
}

test('the library by keyboard alone', async ({ page }) => {
  await boot(page);
  await remember(page, 'typed');
  await button(page, 'Library').focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let press = 0; press < 40; press++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
      if (name.test(label)) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  await tabTo(/^Take a snapshot$/);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name of the snapshot')).toBeFocused();
  await page.keyboard.type('By keys');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('“By keys” was taken.')).toBeVisible();
  await tabTo(/^More of Linux/);
  await page.keyboard.press('Space');
  await tabTo(/^Rename By keys$/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
});

test('links are kept, renamed, deleted and had back', async ({ page }) => {
  await boot(page);
  await expect(button(page, 'Pause')).toBeVisible();
  await button(page, 'Pause').click();
  await button(page, 'Share').click();
  await page.getByRole('button', { name: 'Keep in the library' }).click();
  await expect(page.getByRole('button', { name: 'In the library' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await openLibrary(page);
  const link = dialog(page).getByRole('link', { name: /^Linux/ });
  await expect(link).toHaveAttribute('href', /#v1\./);
  await dialog(page)
    .getByRole('button', { name: /^Rename Linux/ })
    .click();
  await page.getByLabel('Name of the link').fill('At the prompt');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('button', { name: 'Delete At the prompt' }).click();
  await expect(dialog(page).getByRole('link', { name: 'At the prompt' })).toBeHidden();
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(dialog(page).getByRole('link', { name: 'At the prompt' })).toBeVisible();
});

test('a link goes out as a file and comes in as one; what is none says so', async ({ page }) => {
  await boot(page);
  await button(page, 'Pause').click();
  await button(page, 'Share').click();
  await page.getByRole('button', { name: 'Keep in the library' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await openLibrary(page);
  const links = dialog(page).getByRole('link', { name: /^(Linux|again)/ });
  const address = await links.getAttribute('href');
  const download = page.waitForEvent('download');
  await dialog(page)
    .getByRole('button', { name: /^Export Linux/ })
    .click();
  const path = await (await download).path();
  await dialog(page)
    .getByRole('button', { name: /^Duplicate Linux.*[AP]M$/ })
    .click();
  await expect(links).toHaveCount(2);
  const give = (name: string, buffer: Buffer) =>
    dialog(page)
      .locator('input[accept^=".trampoline"]')
      .setInputFiles({ name, mimeType: 'application/json', buffer });
  await give('again.json', readFileSync(path));
  await expect(dialog(page).getByRole('link', { name: 'again' })).toHaveAttribute('href', address ?? '');
  await give('other.json', Buffer.from('{"no":"link"}'));
  await expect(dialog(page).getByRole('alert')).toContainText('other.json');
  await expect(links).toHaveCount(3);
});

test('a machine that another tab has: a copy goes its own way, and a look keeps nothing', async ({
  page,
  context,
}) => {
  await boot(page);
  await remember(page, 'first');
  const other = await context.newPage();
  await boot(other);
  await openLibrary(other);
  const held = dialog(other).getByRole('listitem', { name: /^Linux.*(?<!, copy)$/ });
  await held.getByRole('button', { name: 'Open a copy' }).click();
  await expect(dialog(other)).toBeHidden();
  await ready(other);
  await expectRemembered(other, 'first');
  await remember(other, 'of the copy');
  // The first one runs on as if nothing had happened.
  await expectRemembered(page, 'first');
  await remember(page, 'of the first');

  const third = await context.newPage();
  await boot(third);
  await openLibrary(third);
  const cards = dialog(third).getByRole('listitem', { name: /^Linux/ });
  await expect(cards).toHaveCount(2);
  await dialog(third)
    .getByRole('listitem', { name: /^Linux.*(?<!, copy)$/ })
    .getByRole('button', { name: 'Only look' })
    .click();
  await expect(dialog(third)).toBeHidden();
  await ready(third);
  await expectRemembered(third, 'of the first');
  await type(third, 'echo spoilt > word; echo done $((1 + 1))\n');
  await expectScreen(third, /^done 2/m);
  await openLibrary(third);
  await expect(dialog(third)).toContainText('You only look at it: nothing of it is kept.');
  await expect(cards).toHaveCount(2);
  await third.close();
  await other.close();
  await boot(page);
  await openLibrary(page);
  await dialog(page)
    .getByRole('listitem', { name: /^Linux.*(?<!, copy)$/ })
    .getByRole('button', { name: 'Continue' })
    .click();
  await expect(dialog(page)).toBeHidden();
  await ready(page);
  await expectRemembered(page, 'of the first');
});

test('disks: what a machine writes is its own, lasts, and can be saved as another disk', async ({ page }) => {
  await boot(page);
  await openLibrary(page);
  await dialog(page).getByRole('button', { name: 'Add an empty disk' }).click();
  const disk = (name: string | RegExp) => dialog(page).getByRole('listitem', { name });
  await expect(disk('Empty disk of 16 MiB')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Start with Empty disk of 16 MiB' }).click();
  await expect(dialog(page)).toBeHidden();
  // The boot passes this count within half a second.
  await expect.poll(() => retired(page), { intervals: [20] }).toBeLessThan(15_000_000);
  await ready(page);
  await type(page, 'echo on the disk > /dev/vda; sync; head -c 11 /dev/vda; echo; echo written $((1 + 1))\n');
  await expectScreen(page, /^written 2/m);
  await page.evaluate(() => globalThis.trampoline.snapshot());
  await boot(page);
  await continueIt(page);
  await type(page, 'clear; echo it has: $(head -c 11 /dev/vda)\n');
  await expectScreen(page, /^it has: on the disk/m);
  await openLibrary(page);
  await dialog(page)
    .getByRole('button', { name: /^More of Linux/ })
    .click();
  await dialog(page).getByRole('button', { name: 'Save its disks' }).click();
  await expect(disk(/^Empty disk of 16 MiB, of Linux/)).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Delete Empty disk of 16 MiB', exact: true }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('has it; delete that machine for good first');
  await dialog(page)
    .getByRole('button', { name: /^Start with Empty disk of 16 MiB, of/ })
    .click();
  await expect(dialog(page)).toBeHidden();
  // The boot passes this count within half a second.
  await expect.poll(() => retired(page), { intervals: [20] }).toBeLessThan(15_000_000);
  await ready(page);
  await type(page, 'clear; echo this one: $(head -c 11 /dev/vda)\n');
  await expectScreen(page, /^this one: on the disk/m);
});

test('started over, it is kept on from there', async ({ page }) => {
  await boot(page);
  await remember(page, 'before');
  await button(page, 'Reset').click();
  await ready(page);
  await type(page, 'cat word; echo new $((1 + 1)); echo fresh > word\n');
  await expectScreen(page, /^new 2/m);
  await remember(page, 'after');
  await boot(page);
  await continueIt(page);
  await expectRemembered(page, 'after');
});
