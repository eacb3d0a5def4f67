/**
 * What a vCPU does, in a thread of its own or in the machine worker's: builds one machine, and runs it as the
 * machine worker asks.
 */
import { ProblemError, problem } from '../../src/base/problem.ts';
import { eventTurns } from '../../src/host/browser/event-turn.ts';
import { createModuleHost } from '../../src/host/browser/web-assembly.ts';
import { openDisk } from '../../src/machine/disks.ts';
import { Machine, planMachine } from '../../src/machine/machine.ts';
import { vcpuChannel } from '../../src/machine/vcpu/channel.ts';
import { type RunnableMachine, runVcpu, type SharedThread } from '../../src/machine/vcpu/loop.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart, VcpuStats } from '../../src/machine/vcpu/messages.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export interface Vcpu {
  receive(command: VcpuCommand): void;
  /** The loop ends at its next turn; a thread of its own is ended from outside instead. */
  end(): void;
}

/** `shared` is given where the thread has other duties. */
export function createVcpu(post: (message: VcpuMessage) => void, shared?: SharedThread): Vcpu {
  /** A restart puts another in its place. */
  let machine: Machine | undefined;
  let over = false;

  async function run(start: VcpuStart): Promise<void> {
    const turn = eventTurns();
    const create = (output: (byte: number) => void): RunnableMachine<VcpuStats> => {
      // Before the next is made: two of them may not fit.
      machine = undefined;
      machine = createMachine(start, output);
      return runnable(machine);
    };
    await runVcpu(create, vcpuChannel(start.channel, 0), {
      nowMs: () => performance.now(),
      yieldToEvents: () => turn().then(() => !over),
      report: post,
      ...(shared && { shared }),
    });
  }

  return {
    receive(command) {
      if (command.kind === 'hash') {
        if (machine) post({ kind: 'hash', number: command.number, hash: machine.stateHash() });
        return;
      }
      run(command).catch((error: unknown) => {
        const what = error instanceof Error ? error.message : String(error);
        const broke = problem('internal', 'vcpu.broke', 'the machine', what, 'restart it and report this');
        post({ kind: 'failed', problem: error instanceof ProblemError ? error.problem : broke });
      });
    },
    end() {
      over = true;
    },
  };
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
function createMachine(
  { configuration, plan, disks, channel }: VcpuStart,
  output: (byte: number) => void,
): Machine {
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
  const { tiers } = vcpuChannel(channel, 0);
  const parts = { configuration, plan, disks: opened, output: terminalOutput(output) };
  return new Machine({ ...parts, wantedTiers: () => tiers.load() }, memoryPlan, host);
}

const runnable = (machine: Machine): RunnableMachine<VcpuStats> => ({
  run: (maxInstructions) => machine.run(maxInstructions),
  input: (bytes) => machine.input(bytes),
  inputRoom: () => machine.inputRoom(),
  // In deterministic mode the terminal keeps its first size: a run must not depend on the window it is watched in.
  resize: (columns, rows) => machine.configuration.mode === 'deterministic' || machine.resize(columns, rows),
  // Deterministic time comes from instructions alone.
  pace: (wallNs) => {
    if (machine.configuration.mode === 'realtime') machine.pace(wallNs);
  },
  retired: () => machine.retired(),
  requestStop: () => machine.requestStop(),
  stats: () => ({ instructions: machine.instructions(), counters: machine.counters() }),
});
