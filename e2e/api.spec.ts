/** Promise: globalThis.trampoline, as src/protocol/page.ts declares it. */
import { expect, test } from '@playwright/test';
import { boot, expectScreen } from './support.ts';

test('reads, types, pauses, steps and resumes', async ({ page }) => {
  await boot(page);
  const stats = await page.evaluate(() => globalThis.trampoline.stats());
  expect(stats).toMatchObject({ state: 'running', image: 'linux', mode: 'realtime', harts: 1 });
  expect(stats.instructions).toHaveLength(1);
  expect(stats.instructions[0]).toBeGreaterThan(1e6);

  await page.evaluate(() => globalThis.trampoline.type('uname -m\n'));
  await expectScreen(page, /riscv64/);
  const after = await page.evaluate(async () => {
    const { trampoline } = globalThis;
    const total = ({ instructions }: { readonly instructions: readonly number[] }) =>
      instructions.reduce((sum, count) => sum + count, 0);
    await trampoline.pause();
    const paused = await trampoline.stats();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stood = await trampoline.stats();
    const stepped = await trampoline.step(1);
    const further = await trampoline.step(999);
    await trampoline.resume();
    return {
      states: [paused.state, stepped.state, (await trampoline.stats()).state],
      counts: [stood, stepped, further].map((each) => total(each) - total(paused)),
    };
  });
  expect(after.states).toEqual(['paused', 'paused', 'running']);
  expect(after.counts).toEqual([0, 1, 1000]);
  await page.evaluate(() => globalThis.trampoline.type('echo on $((40 + 2))\n'));
  await expectScreen(page, /^on 42$/m);
});

test('refuses what this build cannot do, by name', async ({ page }) => {
  await boot(page);
  const refusals = await page.evaluate(async () => {
    const { trampoline } = globalThis;
    const kinds: Record<string, string> = {};
    const record = async (name: string, call: Promise<unknown>): Promise<void> => {
      const error: unknown = await call.catch((reason: unknown) => reason);
      const { problem } = error as { problem: { kind: string; where: string } };
      kinds[name] = `${problem.kind} ${problem.where}`;
    };
    await record('open', trampoline.open('Wings'));
    await record('step', trampoline.step(0.5));
    return kinds;
  });
  expect(refusals).toEqual({
    open: 'unsupported trampoline.open',
    step: 'usage trampoline.step',
  });
});

test('is there as soon as the page has loaded, before the machine is', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(() => globalThis.trampoline.ready instanceof Promise)).toBe(true);
  expect(await page.evaluate(() => globalThis.trampoline.screen())).toEqual(expect.any(String));
});
