/**
 * Promise: a lesson's goals are unmet at the start of a step, unmet after ten seconds of nothing and after two typical
 * wrong answers, and met by the right one. Each lesson is played through as a student would, in the browser.
 */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, ready, state, type } from './support.ts';

const IDLE_MS = 10_000;
/** Most of a lesson is waiting. */
test.setTimeout(400_000);
/** For a reading of the machine to come, and be looked at. */
const LOOK_MS = 700;

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const toggle = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });

async function expectUnmet(page: Page, when: string): Promise<void> {
  await page.waitForTimeout(LOOK_MS);
  await expect(region(page, 'Lesson').getByText('Not done yet.'), when).toBeVisible();
}

interface Play {
  readonly wrong: readonly [() => Promise<void>, () => Promise<void>];
  readonly right: () => Promise<void>;
}

async function playStep(page: Page, heading: string, { wrong, right }: Play): Promise<void> {
  await expect(region(page, 'Lesson').getByRole('heading', { name: heading })).toBeVisible();
  await expectUnmet(page, `${heading}: at the start`);
  await page.waitForTimeout(IDLE_MS);
  await expectUnmet(page, `${heading}: after doing nothing`);
  for (const [index, answer] of wrong.entries()) {
    await answer();
    await expectUnmet(page, `${heading}: after wrong answer ${index + 1}`);
  }
  await right();
  await expect(region(page, 'Lesson').getByText(/^Done\./), heading).toBeVisible();
}

const next = (page: Page): Promise<void> => button(page, 'Next step').click();

async function answer(page: Page, text: string): Promise<void> {
  await region(page, 'Lesson').getByRole('textbox').fill(text);
  await button(page, 'Check').click();
}

async function paused(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.trampoline.pause());
  await expect.poll(() => state(page)).toBe('paused');
}

const run = (page: Page): Promise<void> => button(page, 'Run').click();
const step = (page: Page, count: number) => page.evaluate((n) => globalThis.trampoline.step(n), count);

const counter = (page: Page, name: string): Promise<number> =>
  page.evaluate(async (wanted) => {
    const { counters } = await globalThis.trampoline.stats();
    return (counters[wanted] ?? []).reduce((sum, value) => sum + value, 0);
  }, name);

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/?lesson=${name}`);
  await expect(region(page, 'Lesson')).toBeVisible();
  await ready(page);
}

test('hello, hart', async ({ page }) => {
  await open(page, 'hello-hart');
  await playStep(page, 'Up to the first letter', {
    wrong: [() => step(page, 3).then(() => undefined), () => step(page, 8).then(() => undefined)],
    right: () => step(page, -1).then(() => undefined),
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await next(page);
  await playStep(page, 'The whole text', {
    wrong: [() => step(page, 1).then(() => undefined), () => step(page, 50).then(() => undefined)],
    right: () => run(page),
  });
  await next(page);
  await playStep(page, 'What did it cost?', {
    wrong: [() => answer(page, '34'), () => answer(page, '272')],
    right: () => answer(page, '283'),
  });
  await next(page);
  const program = page.getByRole('textbox', { name: 'Program' });
  const runProgram = button(page, 'Run this program');
  await playStep(page, 'Your own words', {
    wrong: [
      async () => {
        await runProgram.click();
        await expect.poll(() => state(page)).toBe('ended');
      },
      async () => {
        await program.press('Control+Home');
        await page.keyboard.type('print "Hi"\n');
        await runProgram.click();
        await expect(page.getByRole('alert')).toContainText('hello.s:1:1');
        await page.keyboard.press('Escape');
      },
    ],
    right: async () => {
      await program.press('Control+a');
      const text = readFileSync(new URL('../lessons/hello-hart/hello.s', import.meta.url), 'utf8');
      await page.keyboard.insertText(text.replace(/"Hello.*"/, '"Good morning\\n"'));
      await runProgram.click();
    },
  });
  // Progress is kept.
  await page.goto('/?embed=1&image=hello');
  await page.evaluate(() => globalThis.trampoline.open('Lesson'));
  await expect(region(page, 'Lesson').getByText('20 minutes, 4 steps done')).toBeVisible();
});

test('from assembly to WebAssembly', async ({ page }) => {
  await open(page, 'tiers');
  await playStep(page, 'One by one', {
    wrong: [
      () => step(page, 100).then(() => undefined),
      async () => {
        await run(page);
        await expect.poll(() => counter(page, 'tier.interpreter.instructions')).toBeGreaterThan(6e6);
      },
    ],
    right: () => paused(page),
  });
  await next(page);
  await playStep(page, 'Translated', {
    wrong: [
      async () => {
        await run(page);
        await page.waitForTimeout(1000);
      },
      async () => {
        await paused(page);
        await toggle(page, 'Baseline JIT').click();
        await expect(toggle(page, 'Baseline JIT')).toBeChecked();
      },
    ],
    right: () => run(page),
  });
  await next(page);
  await playStep(page, 'What is hot?', {
    wrong: [() => answer(page, '0x80000000'), () => answer(page, '0x8000000c')],
    right: () => answer(page, '80000012'),
  });
  await next(page);
  await playStep(page, 'Without a net', {
    wrong: [
      async () => {
        await toggle(page, 'Baseline JIT').click();
        await expect(toggle(page, 'Baseline JIT')).not.toBeChecked();
      },
      async () => {
        await paused(page);
        await toggle(page, 'Baseline JIT').click();
        await toggle(page, 'Interpreter').click();
        await expect(toggle(page, 'Interpreter')).not.toBeChecked();
      },
    ],
    right: () => run(page),
  });
});

test('the code cache', async ({ page }) => {
  await open(page, 'code-cache');
  await playStep(page, 'Cold', {
    wrong: [
      () => step(page, 1000).then(() => undefined),
      async () => {
        await run(page);
        await expect.poll(() => counter(page, 'cache.translations')).toBeGreaterThan(0);
      },
    ],
    right: () => paused(page),
  });
  await next(page);
  await playStep(page, 'A store to code', {
    wrong: [() => run(page), () => type(page, 'x')],
    right: () => type(page, 's'),
  });
  await next(page);
  await playStep(page, 'The same bytes again', {
    wrong: [
      () => paused(page),
      async () => {
        await run(page);
        await type(page, 'ss');
        await expectScreen(page, /changed\nchanged\nchanged/);
        await paused(page);
      },
    ],
    right: async () => {
      await run(page);
      await type(page, 's');
      await expectScreen(page, /changed\nchanged\nchanged\nchanged/);
      await paused(page);
    },
  });
  await next(page);
  await playStep(page, 'Warm', {
    wrong: [
      async () => {
        await ready(page);
        await type(page, 'echo cold\n');
        await expectScreen(page, /^cold$/m);
      },
      async () => {
        // Before anything was worth translating.
        await button(page, 'Reset').click();
        await ready(page);
      },
    ],
    right: async () => {
      await type(page, 'while :; do :; done\n');
      await expect.poll(() => counter(page, 'cache.translations')).toBeGreaterThan(8);
      await page.waitForTimeout(IDLE_MS);
      await type(page, '\u0003');
      await button(page, 'Reset').click();
    },
  });
});

test('virtual memory', async ({ page }) => {
  await open(page, 'virtual-memory');
  await playStep(page, 'Walk it yourself', {
    wrong: [() => answer(page, '0x84001000'), () => paused(page).then(() => answer(page, '0x40001000'))],
    right: () => answer(page, '0x84001000'),
  });
  await next(page);
  await playStep(page, 'As far as the TLB reaches', {
    wrong: [() => run(page), () => type(page, '1')],
    right: () => type(page, '2'),
  });
  await next(page);
  await playStep(page, 'Huge pages', {
    wrong: [
      () => answer(page, '3'),
      async () => {
        await type(page, 'h');
        await answer(page, '1');
      },
    ],
    right: () => answer(page, '2'),
  });
});

const OWN = {
  lesson: 1,
  title: 'A lesson from elsewhere',
  summary: 'One step.',
  minutes: 1,
  start: { program: 'one.s' },
  steps: [{ id: 'only', goals: [{ register: 'a0', equals: '7' }, { state: 'paused' }] }],
  files: {
    'lesson.md': '# Title\n\nIntroduction with <b>no markup</b>.\n\n## Seven\n\nPause it.\n',
    'one.s': '_start:\n    li a0, 7\n1:\n    j 1b\n',
  },
};

async function drop(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator('.header input[type=file]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('a lesson from a file or an address is shown before it runs, and says what is wrong with it', async ({
  page,
}) => {
  await boot(page, '/?image=hello');
  await drop(page, 'seven.lesson.json', JSON.stringify(OWN));
  const lesson = region(page, 'Lesson');
  await expect(lesson.getByText('the program one.s, 1 hart, deterministic')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.panels').analyze();
  expect(violations).toEqual([]);
  await button(page, 'Begin this lesson').click();
  await expect(lesson.getByText('Introduction with <b>no markup</b>.')).toBeVisible();
  await expectUnmet(page, 'while it runs');
  await paused(page);
  await expect(lesson.getByText('Done. That was the last step.')).toBeVisible();

  await drop(
    page,
    'bad.lesson.json',
    JSON.stringify({ ...OWN, steps: [{ id: 'only', goals: [{ magic: 1 }] }] }),
  );
  await expect(page.getByRole('alert').first()).toContainText('bad.lesson.json: steps.0.goals.0');

  const address = 'https://lessons.example/seven/';
  await page.route(`${address}**`, async (route) => {
    const headers = { 'access-control-allow-origin': '*' };
    const { files, ...rest } = OWN;
    const name = route.request().url().slice(address.length);
    const body = name === 'lesson.json' ? JSON.stringify(rest) : files[name as keyof typeof files];
    await route.fulfill(body === undefined ? { status: 404, headers } : { body, headers });
  });
  await page.goto(`/?lesson=${encodeURIComponent(address)}`);
  await expect(lesson.getByText(`${address}lesson.json`)).toBeVisible();
  expect(await state(page)).toBe('empty');
  await button(page, 'Begin this lesson').click();
  await expect.poll(() => state(page)).toBe('running');
  await paused(page);
  await expect(lesson.getByText('Done. That was the last step.')).toBeVisible();

  await page.goto('/?lesson=nonsense');
  await expect(page.getByRole('alert').first()).toContainText(
    'neither a lesson of this page nor an https address',
  );
});
