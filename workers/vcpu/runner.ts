/**
 * What a vCPU does, in a thread of its own or in the machine worker's: builds one machine, and runs it as the
 * machine worker asks.
 */
import { ProblemError, problem } from '../../src/base/problem.ts';
import { eventTurns } from '../../src/host/browser/event-turn.ts';
import { createModuleHost } from '../../src/host/browser/web-assembly.ts';
import { openDisk } from '../../src/machine/disks.ts';
import type { Verdict } from '../../src/machine/log/reproduction.ts';
import { Machine, type MachineParts, planMachine } from '../../src/machine/machine.ts';
import { vcpuChannel, vcpuRequests } from '../../src/machine/vcpu/channel.ts';
import { runVcpu, type SharedThread } from '../../src/machine/vcpu/loop.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import type { History } from '../../src/machine/time-travel/history.ts';
import { type Driver, recorded, unrecorded } from './driver.ts';
import { ConsoleTail } from './console-tail.ts';
import type { Keeping } from './keeping.ts';
import { Life, type LifeParts } from './life.ts';
import type { Resumed } from './resuming.ts';

type InspectCommand = Extract<VcpuCommand, { kind: 'inspect' }>;

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
  let life: Life | undefined;
  let over = false;
  const tail = new ConsoleTail();
  /** Made when the library first asks, or by a machine that came from there. */
  let keeping: Keeping | undefined;

  async function run(start: VcpuStart): Promise<void> {
    const turn = eventTurns();
    const channel = vcpuChannel(start.channel, 0);
    const { symbols } = start;
    let resuming = await resumption(start, tail, () => channel.beat.bump());
    let beginning = await firstLife(start, (verdict) => {
      post({ kind: 'verdict', verdict });
      vcpuRequests.pause(channel);
    });
    const create = (output: (byte: number) => void): Life => {
      // Before the next is made: two of them may not fit.
      life = undefined;
      let resumed: Resumed | undefined;
      const make: LifeParts['create'] = (console) => {
        const machine = createMachine(start, console);
        if (resuming) resumed = resuming(machine, (byte) => console(byte, 'uart'));
        else keeping?.begin(machine);
        keeping = resumed?.keeping ?? keeping;
        return machine;
      };
      const kept = tail.before(output);
      const drive: LifeParts['drive'] = (history) =>
        resumed ? resumedDrive(history, resumed) : beginning.drive(history);
      life = new Life({ ...beginning, drive, create: make, symbols, output: kept, post });
      beginning = nextLife(start);
      resuming = undefined;
      return life;
    };
    await runVcpu(create, channel, {
      nowMs: () => performance.now(),
      yieldToEvents: () => turn().then(() => !over),
      report: post,
      ...(shared && { shared }),
    });
  }

  async function answer({ number, question }: InspectCommand): Promise<void> {
    const { answerInspection } = await import('../../src/machine/inspect/answer.ts');
    if (life) post({ kind: 'inspected', number, answer: answerInspection(life.machine, question) });
  }

  async function keep(port: MessagePort): Promise<void> {
    const { Keeping } = await import('./keeping.ts');
    if (!keeping) {
      keeping = new Keeping(tail);
      if (life) keeping.begin(life.machine);
    }
    const isLive = (): boolean => life?.isLive ?? false;
    keeping.connect(port, isLive, () => life?.driver.past());
  }

  return {
    receive(command) {
      if (command.kind === 'hash') {
        if (life) post({ kind: 'hash', number: command.number, hash: life.machine.stateHash() });
        return;
      }
      if (command.kind === 'travel') {
        life?.ask(command);
        return;
      }
      if (command.kind === 'inspect') {
        void answer(command);
        return;
      }
      if (command.kind === 'keep') {
        void keep(command.port as MessagePort);
        return;
      }
      if (command.kind === 'record') {
        if (!life) return;
        const record = life.driver.finish();
        post({ kind: 'record', number: command.number, record, instructions: life.retired() });
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

type Beginning = Pick<LifeParts, 'drive' | 'past'>;

/** What a restart makes is a new machine that nothing is known of. */
const nextLife = ({ isRecorded }: VcpuStart): Beginning => ({
  drive: isRecorded ? recorded : unrecorded,
  past: {},
});

type Resumption = (machine: Machine, print: (byte: number) => void) => Resumed;

/** Without a record from the first instruction on, the run could not be run again. */
const resumedDrive = (history: History, { past }: Resumed): Driver =>
  past ? recorded(history, past, past.events.length) : unrecorded(history);

/** How a start's first machine gets the state that it goes on from. */
async function resumption(
  { resume: state }: VcpuStart,
  tail: ConsoleTail,
  alive: () => void,
): Promise<Resumption | undefined> {
  if (!state) return undefined;
  // Many visits begin at power-on.
  const { resume } = await import('./resuming.ts');
  return (machine, print) => resume(machine, state, tail, print, alive);
}

async function firstLife(start: VcpuStart, done: (verdict: Verdict) => void): Promise<Beginning> {
  const next = nextLife(start);
  if (!start.replay) return next;
  const { record, typed } = start.replay;
  if (record) {
    // Most visits bring no link.
    const { replaying } = await import('./replaying.ts');
    const { events, instructions } = record;
    return {
      drive: (history) => replaying(history, record, done),
      past: { events, newestCount: instructions },
    };
  }
  return {
    ...next,
    drive: (history) => {
      const driver = next.drive(history);
      for (const { atNs, bytes } of typed) history.scheduleInput(bytes, atNs, 0);
      return driver;
    },
  };
}

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
function createMachine(
  { configuration, plan, disks, channel, without }: VcpuStart,
  output: MachineParts['output'],
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
  const parts = { configuration, plan, disks: opened, output: terminalOutput(output) };
  return new Machine({ ...parts, wantedTiers: () => tiers.load() }, memoryPlan, host);
}
