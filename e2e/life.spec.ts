/** Promise: Pause, Step, Run and Reset do what they say, and a machine that is off can be run again. */
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen, retired, savedConsole, state, type } from './support.ts';

test('pauses so that no instruction runs, and goes on where it stopped', async ({ page }) => {
  await boot(page);
  await type(page, 'while :; do :; done\n');
  await button(page, 'Pause').click();
  await expect(page.getByRole('status')).toHaveText('Paused');
  const paused = await retired(page);
  await page.waitForTimeout(500);
  expect(await retired(page)).toBe(paused);

  await button(page, 'Run').click();
  await expect(page.getByRole('status')).toHaveText('Running');
  await expect.poll(() => retired(page)).toBeGreaterThan(paused);
  await type(page, '\x03');
  await type(page, 'echo still $((40 + 2))\n');
  await expectScreen(page, /still 42/);
});

test('steps one instruction at a time, and as many as a script asks for', async ({ page }) => {
  await boot(page);
  await type(page, 'while :; do :; done\n');
  await button(page, 'Pause').click();
  await expect(page.getByRole('status')).toHaveText('Paused');
  const paused = await retired(page);
  await button(page, 'Step').click();
  await expect.poll(() => retired(page)).toBe(paused + 1);
  await page.evaluate(() => globalThis.trampoline.step(12_345));
  expect(await retired(page)).toBe(paused + 1 + 12_345);
});

test('Reset starts the same machine over', async ({ page }) => {
  await boot(page);
  await type(page, 'echo gone > mark.txt; echo marked\n');
  await expectScreen(page, /^marked/m);
  await button(page, 'Reset').click();
  await expect.poll(() => page.evaluate(() => globalThis.trampoline.screen())).not.toMatch(/^marked/m);
  await page.evaluate(() => globalThis.trampoline.ready);
  await type(page, 'ls mark.txt\n');
  await expectScreen(page, /No such file/);
});

test('a machine that switched itself off says so and can be run again', async ({ page }) => {
  await boot(page);
  await type(page, 'poweroff -f\n');
  await expect(page.getByRole('status')).toHaveText('Ended');
  await expect(page.getByText('The machine is switched off.')).toBeVisible();
  await button(page, 'Run again').click();
  await page.evaluate(() => globalThis.trampoline.ready);
  await type(page, 'uname -m\n');
  await expectScreen(page, /riscv64/);
});

test('a reboot from inside begins again without losing what was printed', async ({ page }) => {
  await boot(page);
  await type(page, 'echo kept > mark.txt; echo printed before; reboot -f\n');
  // The second life counts from zero, in a machine that has never heard of the file.
  await expect
    .poll(() => savedConsole(page))
    .toMatch(/Linux version[^]*printed before[^]*Linux version[^]*Welcome to Trampoline/);
  await type(page, 'ls mark.txt; echo up $(cut -d. -f1 /proc/uptime)\n');
  await expectScreen(page, /No such file[^]*^up \d+$/m);
  expect(await state(page)).toBe('running');
});
