/** Promise: a run can be gone back over in the page: by slider, by step, by address, by keyboard. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, PROMPT, retired, state, type } from './support.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Time travel' });
const slider = (page: Page) => panel(page).getByRole('slider', { name: 'Moment of the run' });
const hash = (page: Page): Promise<string> => page.evaluate(() => globalThis.trampoline.stateHash());

const goTo = (page: Page, count: number): Promise<unknown> =>
  page.evaluate((n) => globalThis.trampoline.goTo(n), count);

/** Pauses, and opens the panel. */
async function openPanel(page: Page): Promise<void> {
  await button(page, 'Pause').click();
  await button(page, 'Time travel').click();
  await expect(slider(page)).toBeVisible();
}

const field = (page: Page) => panel(page).getByLabel('Address', { exact: true });
const act = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true }).click();

/** Opens what goes by address. */
const openPlaces = (page: Page) => panel(page).getByText('Run to an address').click();

const PROGRAM = `
.globl _start
_start:
  la s0, word
  li s1, 0
loop:
  addi s1, s1, 1
  andi t0, s1, 63
  bnez t0, loop
store:
  sd s1, 0(s0)
  j loop
.balign 8
word:
  .dword 0
`;

async function runProgram(page: Page): Promise<void> {
  await page.goto('/?embed=1&mode=deterministic');
  await page.locator('input[type=file]').setInputFiles({
    name: 'counter.s',
    mimeType: 'text/plain',
    buffer: Buffer.from(PROGRAM),
  });
  await expect.poll(() => retired(page)).toBeGreaterThan(1_000_000);
}

test('steps forward and back to the same state, after a boot', async ({ page }) => {
  await boot(page);
  await type(page, 'while true; do uname -m; done\n');
  await expectScreen(page, /riscv64\n/);
  await button(page, 'Pause').click();
  await expect.poll(() => state(page)).toBe('paused');
  const paused = await retired(page);
  await button(page, 'Step').click();
  await expect.poll(() => retired(page)).toBe(paused + 1);
  const count = paused + 1;
  const before = await hash(page);
  await button(page, 'Step').click();
  await expect.poll(() => retired(page)).toBe(count + 1);
  expect(await hash(page)).not.toBe(before);
  await button(page, 'Step back').click();
  await expect.poll(() => retired(page)).toBe(count);
  expect(await hash(page)).toBe(before);

  const wallMs = await page.evaluate(async () => {
    const startedMs = performance.now();
    for (let step = 0; step < 20; step++) await globalThis.trampoline.step(-1);
    return (performance.now() - startedMs) / 20;
  });
  console.log(`a step back after a boot: ${wallMs.toFixed(0)} ms of wall time, requests included`);
  await page.evaluate(() => globalThis.trampoline.step(20));
  expect(await hash(page)).toBe(before);
});

test('the slider goes to the middle of the run, console and all, and typing there begins another future', async ({
  page,
}) => {
  await boot(page);
  await type(page, 'echo first\n');
  await expectScreen(page, /\nfirst\n/);
  await openPanel(page);
  const newest = await retired(page);
  await slider(page).fill(String(Math.floor(newest / 2)));
  await expect(panel(page)).toContainText(`of ${newest.toLocaleString('en')} in the past`);
  await expect.poll(() => retired(page)).toBe(Math.floor(newest / 2));
  const screen = await page.evaluate(() => globalThis.trampoline.screen());
  expect(screen).not.toContain(PROMPT);
  expect(screen).toContain('] ');

  await slider(page).fill(String(newest));
  await expect(panel(page).getByText('now', { exact: true })).toBeVisible();
  await expectScreen(page, /\nfirst\n/);

  // Back to where nothing was typed yet.
  await panel(page)
    .getByLabel('Instruction', { exact: true })
    .fill(String(newest - 400_000));
  await act(page, 'Go');
  await expect.poll(() => retired(page)).toBe(newest - 400_000);
  await act(page, 'Begin another future here');
  await expect(panel(page).getByRole('list', { name: 'Other futures' })).toContainText(
    newest.toLocaleString('en'),
  );
  await type(page, 'echo second\n');
  await button(page, 'Run').click();
  await expectScreen(page, /second\n/);
  await button(page, 'Pause').click();
  await act(page, 'Take it up again');
  await act(page, 'Now');
  await expectScreen(page, /\nfirst\n/);
  expect(await page.evaluate(() => globalThis.trampoline.screen())).not.toContain('second');
  await expect.poll(() => retired(page)).toBe(newest);
});

test('finds the last write, stops at breakpoints, names code and registers', async ({ page }) => {
  await runProgram(page);
  await openPanel(page);
  await openPlaces(page);
  await field(page).fill('word');
  await act(page, 'Back to its last write');
  await expect(panel(page)).toContainText('is about to change the 8 bytes');
  await expect(panel(page)).toContainText('at store');
  await expect(panel(page).locator('tr[aria-current]')).toContainText('c.sd s1, 0(s0)');
  const s1 = panel(page)
    .locator('.register')
    .filter({ has: page.getByText('s1', { exact: true }) });
  expect(Number(`0x${await s1.locator('code').innerText()}`) % 64).toBe(0);

  await field(page).fill('store');
  await act(page, 'Break at it');
  await field(page).fill('word');
  await act(page, 'Watch it');
  await expect(panel(page).getByRole('list', { name: 'Breakpoints and watchpoints' })).toContainText('word');
  const there = await retired(page);
  await button(page, 'Run').click();
  await expect(panel(page)).toContainText('has changed the 8 bytes');
  expect(await retired(page)).toBe(there + 1);
  await button(page, 'Run').click();
  await expect(panel(page)).toContainText('(store)');
  expect(await retired(page)).toBeGreaterThan(there + 100);
  await act(page, 'Back to the last stop');
  await expect.poll(() => retired(page)).toBe(there);
  for (const name of ['Remove store', 'Remove word']) await act(page, name);

  await field(page).fill('nowhere');
  await act(page, 'Back to it');
  await expect(panel(page)).toContainText('"nowhere" is neither a register nor a symbol here');
  await field(page).fill('store');
  await act(page, 'Run to it');
  await expect(panel(page)).toContainText('Hart 0 is at');
});

test('goes by keyboard', async ({ page }) => {
  await runProgram(page);
  await openPanel(page);
  await goTo(page, 500_000);
  await expect(panel(page)).toContainText('Instruction 500,000 of');
  await slider(page).focus();
  for (const [key, count] of [
    ['ArrowRight', 500_001],
    ['ArrowLeft', 500_000],
    [',', 499_999],
    ['.', 500_000],
    ['Home', 0],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => retired(page), key).toBe(count);
  }
  await button(page, 'Time travel').focus();
  await page.keyboard.press('Enter');
  await expect(panel(page)).toBeHidden();
  await page.evaluate(() => globalThis.trampoline.open('Time travel'));
  await expect(slider(page)).toBeVisible();
  await act(page, 'Close Time travel');
  await expect(button(page, 'Time travel')).toBeFocused();
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 390],
] as const) {
  test(`axe finds nothing in the panel, ${colorScheme}, ${width} px wide`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await runProgram(page);
    await openPanel(page);
    await goTo(page, 500_000);
    await openPlaces(page);
    await field(page).fill('store');
    await act(page, 'Break at it');
    await act(page, 'Begin another future here');
    await field(page).fill('0');
    await act(page, 'Watch it');
    await expect(panel(page)).toContainText('no memory at 0x0');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth: content, clientWidth: view } = document.documentElement;
      return { scrollWidth: content, clientWidth: view };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  });
}
