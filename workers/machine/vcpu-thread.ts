/**
 * The machine worker's hold on one vCPU thread: spawned early, given a machine once, told what to do through
 * shared memory, and thrown away with its machine.
 */
import { failure, type Problem, problem, type Result } from '../../src/base/problem.ts';
import { type VcpuChannel, vcpuRequests } from '../../src/machine/vcpu/channel.ts';
import { ConsolePump } from '../../src/machine/vcpu/console-pump.ts';
import type { VcpuState } from '../../src/machine/vcpu/loop.ts';
import type { InspectAnswer, InspectQuestion } from '../../src/machine/inspect/views.ts';
import type { TravelRequest, TravelView } from '../../src/machine/time-travel/requests.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import type { RunRecord } from '../../src/machine/log/recording.ts';
import { buffersOf } from '../../src/machine/snapshot/buffers.ts';
import type { Boot } from './boot.ts';
import type { OpenVcpu, VcpuPort } from './vcpu-port.ts';

/** How long typed bytes wait for room before the caller is told how many were taken. */
const INPUT_WAIT_MS = 1000;
const INPUT_RETRY_MS = 4;
/**
 * A thread whose beat stands still for so many looks is dead. Loading its code takes as long as the network does, and
 * building a machine longer than anything that a thread does later.
 */
const LOOK_EVERY_MS = 2000;
const MAX_MISSED_BEATS = 5;
const MAX_MISSED_BEATS_BUILDING = 10;
const MAX_MISSED_BEATS_LOADING = 30;

export interface VcpuListener {
  message(message: Exclude<VcpuMessage, { kind: 'output' | 'alive' }>): void;
  output(bytes: Uint8Array<ArrayBuffer>): void;
}

export interface Recorded {
  readonly record: RunRecord | undefined;
  /** Where the machine stands. */
  readonly instructions: number;
}

export interface ThreadStart {
  readonly paused: boolean;
  readonly creditBytes: number;
  readonly code: VcpuStart['code'];
}

export class VcpuThread {
  private readonly port: VcpuPort;
  private readonly waiting = new Set<() => void>();
  private listener: VcpuListener | undefined;
  private pump: ConsolePump | undefined;
  private state: VcpuState = 'paused';
  private stepsServed = 0;
  private stepsAsked = 0;
  private hashesAsked = 0;
  private latestHash: { readonly number: number; readonly hash: string } | undefined;
  private inspectionsAsked = 0;
  private readonly inspections = new Map<number, Result<InspectAnswer>>();
  private travelsAsked = 0;
  private readonly travels = new Map<number, Result<TravelView>>();
  private recordsAsked = 0;
  private latestRecord: (Recorded & { readonly number: number }) | undefined;
  private failure: Problem | undefined;
  private looking: ReturnType<typeof setInterval> | undefined;
  private alive = false;
  private lastBeat = 0;
  private missedBeats = 0;

  constructor(open: OpenVcpu) {
    this.port = open({
      message: (message) => this.receive(message),
      failed: (what) => this.fail(what),
      overflow: () => this.pump?.flush(),
    });
  }

  private get channel(): VcpuChannel {
    return this.port.channel;
  }

  /** Builds the machine, and runs it unless it is to be paused. So much output may be sent before credit is added. */
  start(
    { configuration, plan, without, disks, symbols, isRecorded, replay, resume }: Boot,
    { paused, creditBytes, code }: ThreadStart,
    listener: VcpuListener,
  ): void {
    this.listener = listener;
    this.pump = new ConsolePump(this.channel, creditBytes, (bytes) => listener.output(bytes));
    const channel = this.port.buffer;
    const parts = { configuration, plan, without, disks, symbols, isRecorded, replay, resume };
    const message: VcpuCommand = { kind: 'start', channel, code, ...parts };
    this.port.post(message, resume ? buffersOf(resume.snapshot) : []);
    if (!paused) vcpuRequests.run(this.channel);
    this.looking = setInterval(() => this.lookForLife(), LOOK_EVERY_MS);
    if (this.failure) listener.message({ kind: 'failed', problem: this.failure });
  }

  /** Whether code is used before it first runs and kept for later visits. */
  setWarming(on: boolean): void {
    this.port.post({ kind: 'warming', on });
    this.channel.wake.bump();
  }

  /** Forgets the code of this image, or of every one. */
  clearCode(all: boolean): void {
    this.port.post({ kind: 'clearCode', all });
    this.channel.wake.bump();
  }

  /** A line to the library. */
  keep(port: MessagePort): void {
    this.port.post({ kind: 'keep', port }, [port]);
    this.channel.wake.bump();
  }

  /** Resolves when it goes on, or after `timeoutMs`. */
  async resume(timeoutMs: number): Promise<void> {
    vcpuRequests.run(this.channel);
    await this.until(() => this.state !== 'paused', timeoutMs);
  }

  reset(): void {
    vcpuRequests.reset(this.channel);
    vcpuRequests.run(this.channel);
  }

  /** Asks for a pause; false if the thread is not paused within `timeoutMs`. */
  async pause(timeoutMs: number): Promise<boolean> {
    vcpuRequests.pause(this.channel);
    return this.until(() => this.state !== 'running' && this.stepsServed === this.stepsAsked, timeoutMs);
  }

  /** May come before the machine does. */
  resize(columns: number, rows: number): void {
    vcpuRequests.resize(this.channel, columns, rows);
  }

  /** Instructions a second at most; 0: no limit. */
  setSpeed(perSecond: number): void {
    vcpuRequests.setSpeed(this.channel, perSecond);
  }

  /** From the next slice on; `bits` by `tierBits`. */
  setTiers(bits: number): void {
    vcpuRequests.setTiers(this.channel, bits);
  }

  step(count: number): void {
    this.stepsAsked = vcpuRequests.step(this.channel, BigInt(count));
  }

  /** Whether the latest step is done, after waiting at most `timeoutMs` for it. */
  stepDone(timeoutMs: number): Promise<boolean> {
    return this.until(() => this.stepsServed === this.stepsAsked, timeoutMs);
  }

  /** The state hash of the machine, which should be paused; undefined if it takes longer. */
  async stateHash(timeoutMs: number): Promise<string | undefined> {
    const number = ++this.hashesAsked;
    const message: VcpuCommand = { kind: 'hash', number };
    this.port.post(message);
    this.channel.wake.bump();
    const known = await this.until(() => this.latestHash?.number === number, timeoutMs);
    return known ? this.latestHash?.hash : undefined;
  }

  /** Asks something of the machine's past. It may take long. */
  async travel(request: TravelRequest): Promise<Result<TravelView>> {
    const number = ++this.travelsAsked;
    const message: VcpuCommand = { kind: 'travel', number, request };
    this.port.post(message);
    this.channel.wake.bump();
    await this.until(() => this.travels.has(number), undefined);
    const answer = this.travels.get(number);
    this.travels.delete(number);
    const gone = problem('usage', 'machine.none', 'the machine', 'it was given up', 'ask the new one');
    return answer ?? failure(this.failure ?? gone);
  }

  /** Asks what became of guest code, or where instructions are spent; undefined if the answer takes longer. */
  async inspect(question: InspectQuestion, timeoutMs: number): Promise<Result<InspectAnswer> | undefined> {
    const number = ++this.inspectionsAsked;
    this.port.post({ kind: 'inspect', number, question });
    this.channel.wake.bump();
    await this.until(() => this.inspections.has(number), timeoutMs);
    const answer = this.inspections.get(number);
    this.inspections.delete(number);
    return answer;
  }

  /** What was recorded, if anything was; undefined if the answer takes longer. */
  async record(timeoutMs: number): Promise<Recorded | undefined> {
    const number = ++this.recordsAsked;
    this.port.post({ kind: 'record', number });
    this.channel.wake.bump();
    const known = await this.until(() => this.latestRecord?.number === number, timeoutMs);
    return known ? this.latestRecord : undefined;
  }

  addCredit(bytes: number): void {
    this.pump?.addCredit(bytes);
  }

  /** Takes leading bytes for the guest as room comes up; answers with how many. */
  async type(bytes: Uint8Array): Promise<number> {
    const { input, wake } = this.channel;
    const endMs = performance.now() + INPUT_WAIT_MS;
    let taken = 0;
    for (;;) {
      taken += input.write(bytes.subarray(taken));
      wake.bump();
      if (taken === bytes.length || performance.now() > endMs || this.failure) return taken;
      await new Promise((resolve) => setTimeout(resolve, INPUT_RETRY_MS));
    }
  }

  end(): void {
    clearInterval(this.looking);
    this.listener = undefined;
    this.pump = undefined;
    this.port.end();
    this.settle();
  }

  private receive(message: VcpuMessage): void {
    this.alive = true;
    if (message.kind === 'alive') return;
    if (message.kind === 'output') {
      this.pump?.pump();
      return;
    }
    if (message.kind === 'state') {
      this.state = message.state;
      this.stepsServed = message.stepsServed;
    }
    if (message.kind === 'hash') this.latestHash = message;
    if (message.kind === 'record') this.latestRecord = message;
    if (message.kind === 'travel') this.travels.set(message.number, message.answer);
    if (message.kind === 'inspected') this.inspections.set(message.number, message.answer);
    if (message.kind === 'failed') this.failure = message.problem;
    this.listener?.message(message);
    this.settle();
  }

  /** A thread that was killed says nothing. Looks are counted and not time, so that a computer may sleep. */
  private lookForLife(): void {
    const beat = this.channel.beat.load();
    const isBusy =
      this.hashesAsked !== (this.latestHash?.number ?? 0) ||
      this.recordsAsked !== (this.latestRecord?.number ?? 0);
    this.missedBeats = beat === this.lastBeat && !isBusy ? this.missedBeats + 1 : 0;
    this.lastBeat = beat;
    const limit = !this.alive
      ? MAX_MISSED_BEATS_LOADING
      : beat === 0
        ? MAX_MISSED_BEATS_BUILDING
        : MAX_MISSED_BEATS;
    if (this.missedBeats < limit || this.failure) return;
    this.fail(`it gave no sign of life for ${(limit * LOOK_EVERY_MS) / 1000} seconds`);
  }

  private fail(what: string): void {
    const reason = problem('internal', 'vcpu.died', 'the machine’s thread', what, 'restart the machine');
    this.receive({ kind: 'failed', problem: reason });
  }

  /** Lets everyone who waits look again. */
  private settle(): void {
    for (const look of this.waiting) look();
  }

  private until(done: () => boolean, timeoutMs: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => finish(done()), timeoutMs);
      const finish = (result: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (done()) finish(true);
        else if (this.failure || !this.listener) finish(false);
      };
      this.waiting.add(look);
      look();
    });
  }
}
