/**
 * What a vCPU does, in a thread of its own or in the machine worker's: builds one machine, and runs it as the
 * machine worker asks.
 */
import { ProblemError, problem } from '../../src/base/problem.ts';
import { eventTurns } from '../../src/host/browser/event-turn.ts';
import { type VcpuChannel, vcpuChannel, vcpuRequests } from '../../src/machine/vcpu/channel.ts';
import { runVcpu, type SharedThread } from '../../src/machine/vcpu/loop.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import { type Beginning, firstLife, nextLife, type Resumption, resumption } from './beginning.ts';
import { ConsoleTail } from './console-tail.ts';
import type { Keeping } from './keeping.ts';
import { Life, type LifeParts } from './life.ts';
import { createMachine } from './making.ts';
import type { Resumed } from './resuming.ts';
import { fetchTranslating } from './translating.ts';
import { Warmth } from './warmth.ts';

type Command<K extends VcpuCommand['kind']> = Extract<VcpuCommand, { kind: K }>;

export class Vcpu {
  private readonly post: (message: VcpuMessage) => void;
  private readonly shared: SharedThread | undefined;
  private readonly tail = new ConsoleTail();
  /** A restart puts another in its place. */
  private life: Life | undefined;
  private over = false;
  /** Made when the library first asks, or by a machine that came from there. */
  private keeping: Keeping | undefined;
  /** A line to the library that came before there was a machine. */
  private line: MessagePort | undefined;
  /** What is known of the image's code. */
  private warmth: Warmth | undefined;

  /** `shared` is given where the thread has other duties. */
  constructor(post: (message: VcpuMessage) => void, shared?: SharedThread) {
    this.post = post;
    this.shared = shared;
  }

  receive(command: VcpuCommand): void {
    const { life, post } = this;
    switch (command.kind) {
      case 'start':
        this.run(command).catch((error: unknown) => this.fail(error));
        return;
      case 'hash':
        if (life) post({ kind: 'hash', number: command.number, hash: life.machine.stateHash() });
        return;
      case 'travel':
        return life?.ask(command);
      case 'inspect':
        void this.answer(command);
        return;
      case 'warming':
        this.warmth?.set(command.on);
        return;
      case 'clearCode':
        void this.warmth?.clear(command.all);
        return;
      case 'keep':
        void this.keep(command.port as MessagePort);
        return;
      case 'record': {
        if (!life) return;
        const record = life.driver.finish();
        return post({ kind: 'record', number: command.number, record, instructions: life.retired() });
      }
    }
  }

  /** The loop ends at its next turn; a thread of its own is ended from outside instead. */
  end(): void {
    this.over = true;
    this.warmth?.end();
  }

  private fail(error: unknown): void {
    const what = error instanceof Error ? error.message : String(error);
    const broke = problem('internal', 'vcpu.broke', 'the machine', what, 'restart it and report this');
    this.post({ kind: 'failed', problem: error instanceof ProblemError ? error.problem : broke });
  }

  private async run(start: VcpuStart): Promise<void> {
    const { post, shared } = this;
    const turn = eventTurns();
    const channel = vcpuChannel(start.channel, 0);
    this.warmth = await Warmth.open(start);
    // What is translated from the first instruction on can't wait for a long run.
    const isWanted =
      this.warmth.known.translations.length > 0 || !start.configuration.tiers.includes('interpreter');
    if (isWanted) await fetchTranslating();
    let resuming = await resumption(start, this.tail, post);
    let beginning = await this.beginning(start, channel);
    const create = (output: (byte: number) => void): Life => {
      // Before the next is made: two of them may not fit.
      const breakpoints = this.life?.breakpoints ?? [];
      this.life = undefined;
      this.life = this.createLife(start, { ...beginning, breakpoints }, resuming, output);
      beginning = nextLife(start);
      resuming = undefined;
      if (this.line) void this.keep(this.line);
      this.line = undefined;
      return this.life;
    };
    await runVcpu(create, channel, {
      nowMs: () => performance.now(),
      yieldToEvents: () => turn().then(() => !this.over),
      report: post,
      ...(shared && { shared }),
    });
  }

  private beginning(start: VcpuStart, channel: VcpuChannel): Promise<Beginning> {
    return firstLife(start, (verdict) => {
      this.post({ kind: 'verdict', verdict });
      vcpuRequests.pause(channel);
    });
  }

  private createLife(
    start: VcpuStart,
    beginning: Beginning & Pick<LifeParts, 'breakpoints'>,
    resuming: Resumption | undefined,
    output: (byte: number) => void,
  ): Life {
    let resumed: Resumed | undefined;
    const create: LifeParts['create'] = (console) => {
      const machine = createMachine(start, console, this.warmth?.known);
      this.warmth?.watch(machine);
      if (resuming) resumed = resuming.give(machine, (byte) => console(byte, 'uart'));
      else this.keeping?.begin(machine);
      this.keeping = resumed?.keeping ?? this.keeping;
      return machine;
    };
    const drive: LifeParts['drive'] = (history) =>
      resuming && resumed ? resuming.drive(history, resumed) : beginning.drive(history);
    const { post, tail } = this;
    const { symbols } = start;
    const past = resuming?.past ?? beginning.past;
    const forked = (): void => this.keeping?.leaveLine();
    return new Life({
      ...{ ...beginning, past, drive, create, symbols, post, forked },
      output: tail.before(output),
    });
  }

  private async answer({ number, question }: Command<'inspect'>): Promise<void> {
    const { answerInspection } = await import('../../src/machine/inspect/answer.ts');
    if (!this.life) return;
    this.post({ kind: 'inspected', number, answer: answerInspection(this.life.machine, question) });
  }

  private async keep(port: MessagePort): Promise<void> {
    if (!this.life) {
      this.line = port;
      return;
    }
    const { Keeping: Keeper } = await import('./keeping.ts');
    if (!this.keeping) {
      this.keeping = new Keeper(this.tail);
      if (this.life) this.keeping.begin(this.life.machine);
    }
    const isLive = (): boolean => this.life?.isLive ?? false;
    this.keeping.connect(port, isLive, () => this.life?.driver.past());
  }
}
