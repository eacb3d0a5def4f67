/** Promise: a file of one's own runs, and a bad one costs one line and not the machine. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen, type } from './support.ts';

const truncated = Buffer.from('\x7fELF\x02\x01\x01\0 and nothing more', 'latin1');

test('a malformed file that is chosen gives one line and leaves the machine alone', async ({ page }) => {
  await boot(page);
  await page.locator('input[type=file]').setInputFiles({ name: 'bad.elf', mimeType: '', buffer: truncated });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('bad.elf:');
  await expect(alert.locator('p')).toHaveText(/^bad\.elf: .+; .+\.$/);
  await type(page, 'echo alive $((40 + 2))\n');
  await expectScreen(page, /alive 42/);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeHidden();
});

test('a malformed file that is dropped, however early, gives one line', async ({ page }) => {
  await boot(page);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([`<!doctype html><title>${'not found '.repeat(50)}`], 'Image.gz'));
    return transfer;
  });
  const terminal = page.getByRole('region', { name: 'Terminal' });
  await terminal.dispatchEvent('dragover', { dataTransfer: data });
  await terminal.dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByRole('alert').locator('p')).toHaveText(/^Image\.gz: .*web page.*; .+\.$/);
});

test('an empty file and too many files each give one line', async ({ page }) => {
  await boot(page);
  const picker = page.locator('input[type=file]');
  const empty = (name: string) => ({ name, mimeType: '', buffer: Buffer.alloc(0) });
  await picker.setInputFiles([empty('empty')]);
  await expect(page.getByRole('alert')).toContainText('empty: the file is empty');
  await picker.setInputFiles([empty('a'), empty('b'), empty('c')]);
  await expect(page.getByRole('alert')).toContainText('3 files are not a machine');
});

test('a program of the catalogue runs and says how it ended', async ({ page }) => {
  await page.goto('/?image=hello');
  await expectScreen(page, /Hello from a bare RISC-V machine!/);
  await expect(page.getByRole('status')).toHaveText('Ended');
  await page.getByLabel('Image').selectOption('htif');
  await page.getByRole('button', { name: 'Start it' }).click();
  await expect(page.getByText('The program ended with code 55.')).toBeVisible();
});

test('assembly text that is opened is assembled and run, and its first mistake named', async ({ page }) => {
  await boot(page);
  const picker = page.locator('input[type=file]');
  const source = (text: string) => ({ name: 'own.s', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await picker.setInputFiles(source('_start:\n    li a0, 1\n    adddi a0, a0, 1\n'));
  await expect(page.getByRole('alert').locator('p')).toHaveText(/own\.s.*3.*adddi.*; .+\.$/);
  await picker.setInputFiles(
    source('.globl _start\n_start: li t0, 0x10000000\nli t1, 0x4b\nsb t1, (t0)\nspin: j spin\n'),
  );
  await expectScreen(page, /^K$/);
  await expect(page.getByRole('status')).toHaveText('Running');
});

test('a kernel of one’s own on the serial port: the page offers to tell it the terminal’s size', async ({
  page,
}) => {
  await boot(page);
  const folder = 'public/images';
  const kernel = readdirSync(folder).find((name) => name.startsWith('kernel-')) ?? '';
  await page.locator('input[type=file]').setInputFiles(join(folder, kernel));
  await expect(page.getByText('This Linux talks through the serial port ttyS0')).toBeVisible();
  await expectScreen(page, /# $|#$/);
  await button(page, 'Type it').click();
  await expectScreen(page, /stty rows \d+ cols \d+/);
  await type(page, 'echo size $(stty size)\n');
  await expectScreen(page, /^size \d\d \d\d+$/m);
  const shown = await page.evaluate(() => globalThis.trampoline.screen());
  const [, rows, columns] = /stty rows (\d+) cols (\d+)/.exec(shown) ?? [];
  expect(shown).toContain(`size ${rows} ${columns}`);
  await expect(page.getByText('This Linux talks through the serial port ttyS0')).toBeHidden();
});
