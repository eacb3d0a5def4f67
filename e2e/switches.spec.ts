/** Promise: whatever a browser lacks, the page has a way on, or says in one sentence why it has none. */
import { expect, type Page, test } from '@playwright/test';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, type } from './support.ts';

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
    'this page: this browser does not run WebAssembly; use a current browser, or switch its lockdown mode off for this site.',
  );
  await expect(button(page, 'Run')).toBeDisabled();
});

/** Whoever probes for tail calls, with a module as small as probes are, is told that there are none. */
const NO_TAIL_CALLS = `if (globalThis.WebAssembly) {
  const isProbe = (bytes) => {
    const view = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
    return view.length < 64 && (view.includes(0x12) || view.includes(0x13));
  };
  const { validate, Module } = WebAssembly;
  WebAssembly.validate = (bytes) => !isProbe(bytes) && validate(bytes);
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]) {
      if (isProbe(bytes)) throw new WebAssembly.CompileError('invalid opcode 0x12');
      return new target(bytes);
    },
  });
}`;

test('no tail calls: nothing needs them', async ({ page }) => {
  await bootAfter(page, NO_TAIL_CALLS);
  await answers(page);
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
