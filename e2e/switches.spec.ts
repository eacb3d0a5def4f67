/** Promise: whatever a browser lacks, the page has a way on, or says in one sentence why it has none. */
import { expect, type Page, test } from '@playwright/test';
import { TAIL_CALL_PROBE } from '../src/host/tail-calls.ts';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, type } from './support.ts';
import { hasTailCalls } from './wasm-scan.ts';

let site: PlainSite;
test.beforeEach(async () => {
  site = new PlainSite();
  site.headers = ISOLATION_HEADERS;
  await site.start();
});
test.afterEach(() => site.end());

/** Opens the page with a script in front of every other, in the page and in every worker, and boots. */
async function bootAfter(page: Page, script: string): Promise<void> {
  site.scriptPrefix = script;
  await page.addInitScript(script);
  await boot(page, site.address());
}

const without = (name: string): string => `Reflect.deleteProperty(globalThis, '${name}')`;

async function answers(page: Page): Promise<void> {
  await type(page, 'echo $((40 + 2)) answers\n');
  await expectScreen(page, /^42 answers/m);
}

test('no SharedArrayBuffer: one worker, and it says so', async ({ page }) => {
  await bootAfter(page, without('SharedArrayBuffer'));
  await answers(page);
  await expect(page.getByText('1 hart: this browser gives the page no shared memory')).toBeVisible();
});

test('no synchronous handles of private files: images are kept all the same', async ({ page }) => {
  const lack = `if (globalThis.FileSystemFileHandle) delete FileSystemFileHandle.prototype.createSyncAccessHandle`;
  await bootAfter(page, lack);
  await answers(page);
  site.asked.length = 0;
  await page.reload();
  await ready(page);
  expect(site.asked.filter((path) => path.endsWith('.bin'))).toEqual([]);
});

test('no private file system at all: images are fetched again, and it says so', async ({ page }) => {
  const lack = `if (globalThis.StorageManager) StorageManager.prototype.getDirectory = () =>
    Promise.reject(new DOMException('refused', 'SecurityError'))`;
  await bootAfter(page, lack);
  await answers(page);
  await expect(page.getByText('Images are fetched again at the next visit')).toBeVisible();
});

test('no WebGL: the terminal draws without it', async ({ page }) => {
  await bootAfter(
    page,
    `${without('WebGLRenderingContext')};${without('WebGL2RenderingContext')};
    if (globalThis.HTMLCanvasElement) {
      const getContext = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more);
      };
    }`,
  );
  await answers(page);
});

test('no Atomics.waitAsync: nothing needs it', async ({ page }) => {
  await bootAfter(page, `delete Atomics.waitAsync`);
  await answers(page);
});

test('no CompressionStream and DecompressionStream: images are unpacked without', async ({ page }) => {
  await bootAfter(page, `${without('CompressionStream')};${without('DecompressionStream')}`);
  await answers(page);
});

test('no WebAssembly: it says so in one sentence', async ({ page }) => {
  await page.addInitScript(without('WebAssembly'));
  await page.goto(site.address());
  await expect(page.getByRole('alert').locator('p')).toHaveText(
    'this page: this browser does not run WebAssembly; use a current browser, or switch its lockdown mode or enhanced security off for this site.',
  );
  await expect(button(page, 'Run')).toBeDisabled();
});

/**
 * Refuses every module with a tail call in it, as a browser without them does, and counts what it let pass: a page that
 * gave up translating would pass as well.
 */
const NO_TAIL_CALLS = `if (globalThis.WebAssembly) {
  ${hasTailCalls.toString()}
  const bytesOf = (source) => ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source);
  const { validate, Module } = WebAssembly;
  let passed = 0;
  WebAssembly.validate = (source) => !hasTailCalls(bytesOf(source)) && validate(source);
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [source]) {
      if (hasTailCalls(bytesOf(source))) {
        console.log('a module with tail calls was refused');
        throw new WebAssembly.CompileError('invalid opcode 0x12');
      }
      if (++passed % 5 === 0) console.log('modules without tail calls: ' + passed);
      return new target(source);
    },
  });
}`;

test('no tail calls: nothing needs them', async ({ page }) => {
  expect(hasTailCalls(TAIL_CALL_PROBE)).toBe(true);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await bootAfter(page, NO_TAIL_CALLS);
  await answers(page);
  await type(page, 'seq 20000 | sort -rn | tail -n 1; echo so$((1))rted\n');
  await expectScreen(page, /^so1rted$/m);
  expect(said.filter((text) => text.includes('without tail calls')).length).toBeGreaterThan(0);
  // One probe may be refused for each thread; code of the guest's never is, because none is made with them.
  expect(said.filter((text) => text.includes('was refused')).length).toBeLessThan(4);
});

test('no large memories: it says so and offers less', async ({ page }) => {
  const limitPages = (200 * 2 ** 20) / 65536;
  site.scriptPrefix = `if (globalThis.WebAssembly) WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
      construct(target, [descriptor]) {
        if ((descriptor.maximum ?? 0) > ${limitPages}) throw new RangeError('could not allocate memory');
        return new target(descriptor);
      },
    })`;
  await page.goto(site.address());
  await expect(page.getByRole('alert').locator('p')).toHaveText(
    /^the machine: this browser has no \d+ MiB of memory for it; close other tabs, or choose less RAM\.$/,
  );
  await button(page, 'Start with 128 MiB').click();
  await ready(page);
  await answers(page);
});

test('a browser that runs no just-in-time code, and so no WebAssembly, says so', async ({
  playwright,
}, info) => {
  const { launchOptions } = info.project.use;
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), '--js-flags=--jitless'],
  });
  const page = await browser.newPage();
  await page.goto(site.address());
  await expect(page.getByRole('alert').locator('p')).toHaveText(
    /this browser does not run WebAssembly; .*enhanced/,
  );
  await browser.close();
});

test('WebAssembly that is interpreted: it runs, and the page says why it is slow', async ({ page }) => {
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    const slowly = () => {
      const endMs = performance.now() + 25;
      while (performance.now() < endMs);
    };
    // In the page alone, where nothing but the probe is run.
    WebAssembly.instantiate = (async (...given: Parameters<typeof instantiate>) => {
      await instantiate(...given);
      return { instance: { exports: { r: slowly } } };
    }) as unknown as typeof instantiate;
  });
  await boot(page, site.address());
  await expect(page.getByText('This browser interprets WebAssembly instead of compiling it')).toBeVisible();
  await answers(page);
});
