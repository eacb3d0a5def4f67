/** What the tests of the library share: a machine that remembers a word, and the dialog. */
import { expect, type Page } from '@playwright/test';
import { button, expectScreen, ready, type } from './support.ts';

export const dialog = (page: Page) => page.getByRole('dialog', { name: 'Library' });

export async function openLibrary(page: Page): Promise<void> {
  await button(page, 'Library').click();
  await expect(dialog(page).getByRole('heading', { name: 'Machines' })).toBeVisible();
}

export const closeLibrary = (page: Page): Promise<void> =>
  dialog(page).getByRole('button', { name: 'Close' }).click();

/** Types something that the guest remembers, and waits until its state is stored. */
export async function remember(page: Page, word: string): Promise<string> {
  await type(page, `echo ${word} > word; echo stored $((40 + 2)) ${word}\n`);
  await expectScreen(page, new RegExp(`^stored 42 ${word}`, 'm'));
  return page.evaluate(async () => (await globalThis.trampoline.snapshot()).stateHash);
}

export async function expectRemembered(page: Page, word: string): Promise<void> {
  await type(page, 'clear; echo it says $(cat word)\n');
  await expectScreen(page, new RegExp(`^it says ${word}$`, 'm'));
}

export async function continueIt(page: Page): Promise<void> {
  await button(page, 'Continue where it stopped').click();
  await expect(button(page, 'Continue where it stopped')).toBeHidden();
  await ready(page);
}
