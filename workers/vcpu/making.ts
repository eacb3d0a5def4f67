/** Makes a machine in memory of its own. */
import { ProblemError, problem } from '../../src/base/problem.ts';
import { createModuleHost } from '../../src/host/browser/web-assembly.ts';
import { openDisk } from '../../src/machine/disks.ts';
import { Machine, type MachineParts, planMachine } from '../../src/machine/machine.ts';
import type { WarmStart } from '../../src/machine/run/warm-start.ts';
import { vcpuChannel } from '../../src/machine/vcpu/channel.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';
import { translatingLater } from './translating.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Firmware returns the carriage before each line feed, and those who print through it rely on that: a terminal
 * would show stairs. A serial port sends what it is given.
 */
function terminalOutput(output: MachineParts['output']): MachineParts['output'] {
  return (byte, console) => {
    if (console === 'sbi' && byte === LINE_FEED) output(CARRIAGE_RETURN, console);
    output(byte, console);
  };
}

/** A new machine in new memory: every life begins with zeros. */
export function createMachine(
  { configuration, plan, disks, channel, without }: VcpuStart,
  output: MachineParts['output'],
  start: WarmStart | undefined,
): Machine {
  const memoryPlan = planMachine(configuration, disks.length);
  let host: ReturnType<typeof createModuleHost>;
  try {
    host = createModuleHost(memoryPlan.totalBytes, without);
  } catch {
    const what = `this browser has no ${Math.ceil(memoryPlan.totalBytes / 2 ** 20)} MiB of memory for it`;
    throw new ProblemError(
      problem('environment', 'vcpu.memory', 'the machine', what, 'close other tabs, or choose less RAM'),
    );
  }
  const opened = disks.map(({ bytes }) => openDisk(bytes, { kind: 'copy' }));
  const { tiers } = vcpuChannel(channel, 0);
  const console = terminalOutput(output);
  const shared = { configuration, plan, disks: opened, output: console, translating: translatingLater };
  const parts = { ...shared, ...(start && { cache: { start } }) };
  return new Machine({ ...parts, wantedTiers: () => tiers.load() }, memoryPlan, host);
}
