/** Promise: a program is written in the page: mistakes are underlined where they are, and it runs on a bare machine. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen } from './support.ts';

test('assembly is written, helped with, formatted and run', async ({ page }) => {
  await boot(page, '/?image=hello');
  await page.evaluate(() => globalThis.trampoline.open('Editor'));
  const program = page.getByRole('textbox', { name: 'Program' });
  await expect(program).toContainText('My first program');
  await button(page, 'Run this program').click();
  await expectScreen(page, /^My first program/m);

  // A mistake is underlined at its place, and the machine stays.
  await program.press('Control+End');
  await page.keyboard.type('\n.text\n   addi a0,a1,5000\n');
  await expect(page.getByText('1 mistake, underlined')).toBeVisible();
  const underlined = page.locator('.cm-lintRange-error');
  await expect(underlined).toHaveText('5000');
  await underlined.hover();
  await expect(page.locator('.cm-tooltip-lint')).toContainText('2047');
  const { violations } = await new AxeBuilder({ page }).include('.panels').analyze();
  expect(violations).toEqual([]);

  // Mended by keyboard, with completion from the rows and the format of the house.
  await program.press('Control+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  for (let presses = 0; presses < 'addi a0,a1,5000'.length; presses++) await page.keyboard.press('Backspace');
  await page.keyboard.type('sltiu');
  await expect(page.getByRole('option', { name: /^sltiu/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.type('  a0,a1,  5');
  await expect(page.getByText('No mistakes')).toBeVisible();
  await button(page, 'Format').click();
  await expect(program).toContainText('sltiu a0, a1, 5');
  await page.getByText('sltiu', { exact: true }).last().hover();
  await expect(page.locator('.editor-hover')).toContainText('sltiu rd, rs1, imm');

  // Kept for the next visit; samples take its place.
  await page.reload();
  await page.evaluate(() => globalThis.trampoline.open('Editor'));
  await expect(program).toContainText('sltiu a0, a1, 5');
  await page.getByLabel('Sample').selectOption({ label: 'Hello' });
  await expect(program).toContainText('Hello from a bare RISC-V machine!');
  await program.press('Control+Enter');
  await expectScreen(page, /^Hello from a bare RISC-V machine!/m);
});
