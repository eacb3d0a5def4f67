/** Promise: the first boot is the tour, in captions that follow its counters; then three things to try; never again. */
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, type } from './support.ts';

const tour = (page: Page) => page.getByRole('region', { name: 'First steps' });

interface Moment {
  readonly captions: readonly string[];
  readonly isReady: boolean;
  readonly hasTries: boolean;
}

/** Notes whatever the tour shows, from the page's first moment on. */
async function noteMoments(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moments: Moment[] = [];
    Object.assign(globalThis, { moments });
    let isReady = false;
    const look = (): void => {
      const shown = document.querySelector('.tour:not([hidden])');
      if (!shown) return;
      const captions = [...shown.querySelectorAll('li')].map(({ textContent }) => textContent ?? '');
      const last = moments.at(-1);
      const hasTries = shown.querySelectorAll('button').length > 1;
      if (captions.join() !== last?.captions.join() || hasTries !== last?.hasTries)
        moments.push({ captions, isReady, hasTries });
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    addEventListener('DOMContentLoaded', () => {
      void globalThis.trampoline?.ready.then(() => (isReady = true));
    });
  });
}

test('captions come while the machine starts, and as its counters say', async ({ page }) => {
  await noteMoments(page);
  await boot(page);
  await expect(tour(page).getByRole('button')).toHaveCount(4);
  const moments = await page.evaluate(() => (globalThis as unknown as { moments: Moment[] }).moments);
  const during = moments.filter(({ isReady }) => !isReady);
  expect(during.every(({ hasTries }) => !hasTries)).toBe(true);
  const figures = during.map(({ captions: [first = ''] }) => first);
  expect(figures[0]).toBe('Interpreting: 0 instructions, one by one.');
  expect(new Set(figures).size).toBeGreaterThan(3);
  expect(during[0]?.captions).toHaveLength(1);

  // Whenever it is that the machine begins to translate, and not before, there is a caption for it.
  const translates = tour(page).getByText(/^Translating: /);
  const translations = (): Promise<number> =>
    page.evaluate(async () => {
      const { counters } = await globalThis.trampoline.stats();
      return counters['cache.translations']?.[0] ?? 0;
    });
  const isShown = await translates.isVisible();
  expect(isShown ? (await translations()) > 0 : true).toBe(true);
  await type(page, 'seq 50000 | sort -rn | tail -n 1; echo so$((1))rted\n');
  await expectScreen(page, /^so1rted$/m);
  expect(await translations()).toBeGreaterThan(0);
  await expect(translates).toBeVisible();
});

test('three things to try, and Skip; the next visit is not shown around', async ({ page }) => {
  await boot(page);
  await button(page, 'Look at the processor').click();
  await expectScreen(page, /rv64/);
  await button(page, 'Write a program').click();
  await expectScreen(page, /^Hello from a RISC-V machine$/m);
  await button(page, 'Skip').click();
  await expect(tour(page)).toBeHidden();
  await boot(page);
  await expect(button(page, 'Reset')).toBeVisible();
  await expect(tour(page)).toBeHidden();
});

test('Skip works before the machine takes input', async ({ page }) => {
  await page.route('**/images/kernel-*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await route.continue();
  });
  await page.goto('/');
  await button(page, 'Skip').click();
  await expect(tour(page)).toBeHidden();
  await page.reload();
  await expect(page.getByText(/^Getting /)).toBeVisible();
  await expect(tour(page)).toBeHidden();
});

test('other machines have no tour', async ({ page }) => {
  await page.goto('/?image=hello');
  await expect(page.getByRole('status')).toHaveText('Ended');
  await expect(tour(page)).toBeHidden();
});
