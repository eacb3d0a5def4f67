/**
 * Ours in Chromium: the production build, served as `npm start` serves it, driven through `globalThis.trampoline`.
 *
 * Boot is measured in a browser of its own each time, from the navigation to the prompt, so that no cache of an
 * earlier visit helps. Everything else of a round shares a browser, with a page and storage of its own for each sample:
 * what is typed, or the program that is opened, prints marks, the page tells of each as soon as the terminal shows it,
 * and then the CPU time of every thread of the browser is read. After a failure the next sample gets another browser.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { browserArguments, findBrowser, howToGetBrowser } from '../../scripts/browser.mjs';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { TrampolineApi } from '../../src/protocol/page.ts';
import { type Benchmark, SESSION_DISK_BYTES } from '../benchmarks.ts';
import { cpuBetween, type CpuReading, cpuSinceStart, readCpuOf } from '../cpu-time.ts';
import { processTree } from '../processes.ts';
import type { Moment } from '../follower.ts';
import type { Contender, MachineShape } from './contender.ts';
import { assemble, PROGRAM_SLEEP_SECONDS, type Program } from '../programs.ts';
import { typedLine } from './emulator.ts';
import { lastMarks, ROUND_MARKS } from './marks.ts';
import { shellSample } from './shell.ts';
import { kernelSample } from './vmbench.ts';

declare global {
  var trampoline: TrampolineApi;
  /** Set by this file: a mark has appeared. */
  var benchMark: (text: string) => Promise<void>;
}

const TIMEOUT_MS = 120_000;
/** How often the page looks for a mark. The guest sleeps 50 ms or more after each. */
const LOOK_EVERY_MS = 8;
/** Of a guest's sleep behind a mark, so much is watched, of which no thread may run more than this share. */
const ASLEEP_MS = 15;
const MOST_AWAKE = 0.6;
/** How often a sample is taken again whose marks were seen too late. */
const TRIES = 3;
/** Part of the message of such a failure, whichever side found it. */
const LATE = 'was seen too late';

interface OpenPage {
  readonly page: Page;
  /** Of all threads of the browser. */
  readonly readCpu: () => CpuReading | undefined;
  /** Called with each mark. */
  onMark: (text: string) => Promise<void>;
}

interface OpenBrowser {
  /** A page with storage of its own, for as long as the work takes. */
  withPage<T>(work: (open: OpenPage) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Serves the build; resolves to its address. */
function serve(root: string): Promise<{ readonly address: string; readonly server: ChildProcess }> {
  const words = [join(root, 'scripts/serve.mjs'), '--port', '0', '--folder', join(root, 'dist/page')];
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => server.kill());
  return new Promise((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      const address = /at (http\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve({ address, server });
    });
    server.on('close', () => reject(new Error('the page is not served: see above')));
  });
}

async function openBrowser(executablePath: string): Promise<OpenBrowser> {
  const server = await chromium.launchServer({ executablePath, args: browserArguments });
  const browser = await chromium.connect(server.wsEndpoint());
  const { pid } = server.process();
  return {
    async withPage(work) {
      const page = await browser.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      const open: OpenPage = {
        page,
        readCpu: () => (pid === undefined ? undefined : readCpuOf(processTree(pid))),
        onMark: () => Promise.resolve(),
      };
      await page.exposeFunction('benchMark', (text: string) => open.onMark(text));
      try {
        return await work(open);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function browserVersion(executablePath: string): Promise<string> {
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  try {
    return browser.version();
  } finally {
    await browser.close();
  }
}

const waitForPrompt = (page: Page): Promise<void> => page.evaluate(() => globalThis.trampoline.ready);

async function sampleBoot(executablePath: string, address: string): Promise<Sample> {
  const browser = await openBrowser(executablePath);
  try {
    return await browser.withPage(async ({ page, readCpu }) => {
      const startedMs = performance.now();
      await page.goto(address);
      await waitForPrompt(page);
      const wallSeconds = (performance.now() - startedMs) / 1000;
      const cpu = cpuSinceStart(readCpu());
      return {
        wallSeconds,
        busiestCpuSeconds: cpu?.busiest ?? null,
        allCpuSeconds: cpu?.all ?? null,
        instructions: null,
      };
    });
  } finally {
    await browser.close();
  }
}

interface Search {
  readonly texts: readonly string[];
  readonly everyMs: number;
  /** What is wrong when a mark was missed. */
  readonly late: string;
}

/**
 * Runs in the page: tells of each mark in turn, as soon as it is the latest one on the screen. No function in it may
 * have a name: what brings this file to Node would call a helper that the page does not have.
 */
async function lookFor({ texts, everyMs, late }: Search): Promise<void> {
  let seen = '';
  for (const text of texts) {
    for (;;) {
      const screen = globalThis.trampoline.screen();
      const place = screen.lastIndexOf(text);
      const other = texts.find((mark) => screen.lastIndexOf(mark) > place);
      if (place >= 0 && other === undefined) break;
      // On a machine that is too busy a mark may come and go unseen.
      if ((other !== undefined && other !== seen) || (seen !== '' && /# ?$/.test(screen.trimEnd())))
        throw new Error(`${text} ${late}`);
      await new Promise((resolve) => globalThis.setTimeout(resolve, everyMs));
    }
    seen = text;
    await globalThis.benchMark(text);
  }
}

/**
 * The moments of marks from now on, as they come. On a busy machine the page may be late to see one. So that the work
 * has not begun behind the first mark, or something else behind the second, no thread may be busy while a part of the
 * guest's sleep goes by.
 */
function noteMarks(open: OpenPage): Moment[] {
  const moments: Moment[] = [];
  const startedMs = performance.now();
  open.onMark = async (text) => {
    const seenMs = performance.now();
    const cpu = open.readCpu();
    await setTimeout(ASLEEP_MS);
    const ran = cpuBetween(cpu, open.readCpu())?.busiest ?? 0;
    if (ran * 1000 > (performance.now() - seenMs) * MOST_AWAKE) throw new Error(`${text} ${LATE}`);
    moments.push({ text, wallSeconds: (seenMs - startedMs) / 1000, cpu });
  };
  return moments;
}

/** Types a line at the prompt of a cleared screen, and notes the moment of each text. */
async function typeAndWatch(
  open: OpenPage,
  line: string,
): Promise<{ readonly moments: Moment[]; readonly console: string }> {
  const { page } = open;
  const type = (text: string): Promise<void> =>
    page.evaluate((typed) => globalThis.trampoline.type(typed), text);
  await type('clear\n');
  await page.waitForFunction(() => /^\S*# ?$/.test(globalThis.trampoline.screen().trim()));
  const moments = noteMarks(open);
  await type(line);
  await page.evaluate(lookFor, { texts: ROUND_MARKS, everyMs: LOOK_EVERY_MS, late: LATE });
  await page.waitForFunction(() => /# ?$/.test(globalThis.trampoline.screen().trimEnd()));
  return { moments, console: await page.evaluate(() => globalThis.trampoline.screen()) };
}

/** A bare-machine program, given to an empty page as a visitor gives it a file. */
async function sampleProgram(open: OpenPage, address: string, elf: string): Promise<Sample> {
  const { page } = open;
  await page.goto(`${address}&embed=1`);
  const moments = noteMarks(open);
  await page.setInputFiles('input[type=file]', elf);
  await page.evaluate(lookFor, { texts: ROUND_MARKS, everyMs: LOOK_EVERY_MS, late: LATE });
  return lastMarks(moments, PROGRAM_SLEEP_SECONDS);
}

async function sampleTyped(open: OpenPage, address: string, benchmark: Benchmark): Promise<Sample> {
  await open.page.goto(address);
  await waitForPrompt(open.page);
  const watched = await typeAndWatch(open, typedLine(benchmark) ?? '');
  return benchmark.kind === 'kernel'
    ? kernelSample(benchmark.kernel, watched, true)
    : shellSample(watched.moments);
}

/** The page hands on what it was told, in an error of its own. */
const isLate = (error: unknown): boolean => error instanceof Error && error.message.includes(LATE);

/** A page that hangs must not hold up a whole run. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const { signal } = done;
  const late = setTimeout(TIMEOUT_MS, undefined, { signal, ref: false }).then(
    () => Promise.reject(new Error(`it took more than ${TIMEOUT_MS / 1000} s`)),
    // Given up, since the work is done.
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

interface ChromiumParts {
  readonly root: string;
  readonly folder: string;
  readonly commit: string;
  readonly machine: MachineShape;
  /** All of them where undefined. */
  readonly tiers: string | undefined;
}

export async function chromiumContender({
  root,
  folder,
  commit,
  machine,
  tiers,
}: ChromiumParts): Promise<Contender> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(howToGetBrowser);
  const { address, server } = await serve(root);
  const shape = `${address}?harts=${machine.harts}&ram=${machine.ram}${tiers === undefined ? '' : `&tiers=${tiers}`}`;
  const withDisk = `${shape}&disk=${SESSION_DISK_BYTES >> 20}M`;
  const elves = new Map<string, string>();
  const elfOf = (program: Program): string => {
    const elf = elves.get(program.name) ?? assemble(root, folder, program);
    elves.set(program.name, elf);
    return elf;
  };
  const sampleIn = (browser: OpenBrowser, benchmark: Benchmark): Promise<Sample> =>
    browser.withPage((open) =>
      benchmark.kind === 'program'
        ? sampleProgram(open, shape, elfOf(benchmark.program))
        : sampleTyped(open, withDisk, benchmark),
    );
  let shared: OpenBrowser | undefined;
  const closeShared = async (): Promise<void> => {
    await shared?.close().catch(() => undefined);
    shared = undefined;
  };
  const version = await browserVersion(executablePath);
  return {
    name: tiers === undefined ? 'chromium' : `chromium ${tiers}`,
    title: `Trampoline in Chromium ${version}`,
    runtime: `Chromium ${version}`,
    version: commit,
    ranFor(benchmark) {
      if (benchmark.kind === 'engine') return undefined;
      if (benchmark.kind === 'program')
        return `npm start, then open bench/programs/${benchmark.program.name}.s behind harness.s`;
      const line = typedLine(benchmark);
      const open = (address: string): string => `npm start, then open ${new URL(address).search}`;
      return line === undefined ? open(shape) : `${open(withDisk)}, typed: ${line.trim()}`;
    },
    async sample(benchmark) {
      if (benchmark.kind === 'boot') return inTime(sampleBoot(executablePath, shape));
      for (let left = TRIES; ; left--) {
        shared ??= await openBrowser(executablePath);
        try {
          return await inTime(sampleIn(shared, benchmark));
        } catch (error) {
          await closeShared();
          if (left === 1 || !isLate(error)) throw error;
        }
      }
    },
    endRound: closeShared,
    async close() {
      await closeShared();
      server.kill();
    },
  };
}
