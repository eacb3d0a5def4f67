/** One boot in real time with a thread for each hart, by the same engine and host as the page's workers. */
import { createModuleHost } from '../../src/host/browser/web-assembly.ts';
import { wallNs } from '../../src/host/browser/wall-clock.ts';
import { ConcurrentMachine } from '../../src/machine/concurrent/concurrent-machine.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../src/machine/config/configuration.ts';
import type { BootPlan } from '../../src/machine/loaders/boot-plan.ts';
import { planMachine } from '../../src/machine/machine.ts';
import type { HartStart } from '../../src/machine/run/host.ts';
import { translatingHere } from '../../src/machine/run/translating-here.ts';
import type { HartMessage } from '../../workers/hart.ts';

export interface ThreadedBoot {
  readonly end: string;
  readonly console: string;
  readonly stops: readonly number[];
  readonly wallMs: number;
}

const SLICE_INSTRUCTIONS = 4_000_000;
/** The longest wait between two slices of a machine that waits. */
const MAX_WAIT_MS = 20;

const pause = (timeoutMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, timeoutMs));

function startHart(start: HartStart, memory: WebAssembly.Memory) {
  const worker = new Worker(new URL('../../workers/hart.ts', import.meta.url), { type: 'module' });
  const message: HartMessage = { start, memory };
  worker.postMessage(message);
  return { end: () => worker.terminate() };
}

/** Runs until the guest ends; the configuration says how many harts. */
export async function bootThreads(
  harts: number,
  planFor: (configuration: MachineConfiguration) => Promise<BootPlan>,
): Promise<ThreadedBoot> {
  const configuration: MachineConfiguration = { ...DEFAULT_CONFIGURATION, harts, threads: 'on' };
  const plan = await planFor(configuration);
  const memoryPlan = planMachine(configuration, 0);
  const host = createModuleHost(memoryPlan.totalBytes);
  let console = '';
  const output = (byte: number): void => void (console += String.fromCharCode(byte));
  const parts = { configuration, plan, disks: [], output, translating: translatingHere };
  const threaded = { ...host, wallNs, startHart: (start: HartStart) => startHart(start, host.memory) };
  const machine = new ConcurrentMachine(parts, memoryPlan, threaded);
  while (!machine.isReady) await pause(5);
  const startedMs = performance.now();
  for (;;) {
    const end = machine.run(SLICE_INSTRUCTIONS);
    if (end.kind === 'ended' || end.kind === 'reboot') {
      const stops = machine.counters()['harts.stops'] ?? [];
      const reason = end.kind === 'ended' ? `${end.reason} ${end.code}` : end.kind;
      return { end: reason, console, stops, wallMs: performance.now() - startedMs };
    }
    const waitMs = end.kind === 'idle' ? Math.min(MAX_WAIT_MS, (end.waitNs ?? Infinity) / 1e6) : 0;
    await pause(waitMs);
    machine.pace((performance.now() - startedMs) * 1e6);
  }
}
