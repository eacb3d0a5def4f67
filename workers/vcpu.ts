/** A vCPU thread: builds one machine, and runs it as the machine worker asks. */
import { ProblemError, problem } from '../src/base/problem.ts';
import { eventTurns } from '../src/host/browser/event-turn.ts';
import { createModuleHost } from '../src/host/browser/web-assembly.ts';
import { openDisk } from '../src/machine/disks.ts';
import { Machine, planMachine } from '../src/machine/machine.ts';
import { vcpuChannel } from '../src/machine/vcpu/channel.ts';
import { type RunnableMachine, runVcpu } from '../src/machine/vcpu/loop.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart, VcpuStats } from '../src/machine/vcpu/messages.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const post = (message: VcpuMessage): void => postMessage(message);

/** The machine of this thread; a restart puts another in its place. */
let machine: Machine | undefined;

addEventListener('message', ({ data }: MessageEvent<VcpuCommand>) => {
  if (data.kind === 'hash') {
    if (machine) post({ kind: 'hash', number: data.number, hash: machine.stateHash() });
    return;
  }
  run(data).catch((error: unknown) => {
    const what = error instanceof Error ? error.message : String(error);
    const broke = problem('internal', 'vcpu.broke', 'the machine', what, 'restart it and report this');
    post({ kind: 'failed', problem: error instanceof ProblemError ? error.problem : broke });
  });
});

async function run(start: VcpuStart): Promise<void> {
  const turn = eventTurns();
  await runVcpu((output) => create(start, output), vcpuChannel(start.channel, 0), {
    nowMs: () => performance.now(),
    yieldToEvents: () => turn().then(() => true),
    report: post,
  });
}

/**
 * Firmware returns the carriage before each line feed, and those who print through it rely on that: a terminal
 * would show stairs. A serial port sends what it is given.
 */
function terminalOutput(output: (byte: number) => void): (byte: number, console: string) => void {
  return (byte, console) => {
    if (console === 'sbi' && byte === LINE_FEED) output(CARRIAGE_RETURN);
    output(byte);
  };
}

/** A new machine in new memory: every life begins with zeros. */
function create(
  { configuration, plan, disks }: VcpuStart,
  output: (byte: number) => void,
): RunnableMachine<VcpuStats> {
  const memoryPlan = planMachine(configuration, disks.length);
  let host: ReturnType<typeof createModuleHost>;
  try {
    host = createModuleHost(memoryPlan.totalBytes);
  } catch {
    const what = `this browser has no ${Math.ceil(memoryPlan.totalBytes / 2 ** 20)} MiB of memory for it`;
    throw new ProblemError(
      problem('environment', 'vcpu.memory', 'the machine', what, 'close other tabs, or choose less RAM'),
    );
  }
  const opened = disks.map(({ bytes }) => openDisk(bytes, { kind: 'copy' }));
  const parts = { configuration, plan, disks: opened, output: terminalOutput(output) };
  const made = new Machine(parts, memoryPlan, host);
  machine = made;
  return {
    run: (maxInstructions) => made.run(maxInstructions),
    input: (bytes) => made.input(bytes),
    inputRoom: () => made.inputRoom(),
    // Deterministic time comes from instructions alone.
    pace: (wallNs) => {
      if (configuration.mode === 'realtime') made.pace(wallNs);
    },
    retired: () => made.retired(),
    stats: () => ({ instructions: made.instructions(), counters: made.counters() }),
  };
}
