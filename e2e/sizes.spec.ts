/** Promise: no screen from a phone to a projector to 4K scrolls sideways, and forced colours keep everything seen. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { boot, button } from './support.ts';

test('nothing is cut off or scrolls sideways from 390 to 3840 px', async ({ page }) => {
  await boot(page);
  await expect(page.getByRole('region', { name: 'First steps' })).toBeVisible();
  for (const [width, height] of [
    [390, 844],
    [1024, 768],
    [1440, 900],
    [2560, 1440],
    [3840, 2160],
  ] as const) {
    await page.setViewportSize({ width, height });
    const scrolls = await page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return [scrollWidth > clientWidth, scrollHeight > clientHeight];
    });
    expect(scrolls, `${width} px`).toEqual([false, false]);
    const terminal = await page.getByRole('region', { name: 'Terminal' }).boundingBox();
    expect(terminal?.height, `${width} px`).toBeGreaterThan(140);
    const help = await button(page, 'Keys and help').boundingBox();
    expect(help?.y, `${width} px`).toBeLessThan(100);
    expect(help?.x, `${width} px`).toBeGreaterThan(width / 2);
  }
});

test('forced colours: axe finds no violation, and the state keeps its mark', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await boot(page);
  await expect(button(page, 'Pause')).toBeVisible();
  const [mark, ground] = await page.evaluate(() => {
    const state = document.querySelector('.state');
    return [
      state && getComputedStyle(state, '::before').backgroundColor,
      getComputedStyle(document.body).backgroundColor,
    ];
  });
  expect(mark).not.toBe(ground);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
