/** The machine worker's half of src/protocol/machine.ts: one machine at a time, loaded beside the last one. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { AVAILABLE_TIERS, tierBits } from '../../src/machine/config/tiers.ts';
import { ConsoleScript, parsePattern } from '../../src/machine/console-script.ts';
import type { Verdict } from '../../src/machine/log/reproduction.ts';
import type { VcpuMessage, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import {
  type ConnectMessage,
  type ImageSummary,
  type MachineEvent,
  type MachineService,
  OUTPUT_CREDIT_BYTES,
  type PageMessage,
  type LinkFit,
  type SharedRun,
  type StartedMachine,
  type StartRequest,
} from '../../src/protocol/machine.ts';
import type { InspectAnswer, InspectQuestion } from '../../src/protocol/inspect.ts';
import type { TravelRequest, TravelView } from '../../src/protocol/travel.ts';
import type { LinkContent } from '../../src/share/content.ts';
import { type Boot, prepareBoot } from './boot.ts';
import { Images, summarize } from './images.ts';
import { openVcpuHere, openVcpuThread } from './vcpu-port.ts';
import { VcpuThread } from './vcpu-thread.ts';

/** The page gives up a call after ten seconds; every answer comes well before. */
const PAUSE_TIMEOUT_MS = 5000;
/** A thread that does not get to it in time goes on all the same. */
const RESUME_WAIT_MS = 1000;
const STEP_WAIT_MS = 1000;
const HASH_TIMEOUT_MS = 8000;
const RECORD_TIMEOUT_MS = 8000;
const INSPECT_TIMEOUT_MS = 8000;

type Emit = (event: MachineEvent, transfer?: Transferable[]) => void;

interface Running {
  readonly thread: VcpuThread;
  readonly boot: Boot;
  readonly paused: boolean;
  /** Waits for the prompt; undefined once it was seen. */
  watch: ConsoleScript | undefined;
  /** It stands, in whatever state. */
  isUp: boolean;
  /** It goes along what came in after its kept state. */
  isCatchingUp: boolean;
}

const noMachine = (): Result<never> =>
  failure(problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first'));

export class Service implements MachineService {
  private readonly imageStore: Images;
  private readonly emit: Emit;
  /** For the next machine: spawned before its image is fetched, so that its code loads meanwhile. */
  private spare: VcpuThread | undefined;
  private readonly threads: boolean;
  /** Looked at beforehand, so that a first visit loads nothing for it. */
  private readonly hasReady = hasFolder('trampoline-ready');
  private running: Running | undefined;
  private loading = new AbortController();
  private terminal: { readonly columns: number; readonly rows: number } | undefined;
  /** What the page has not yet returned, over all machines. */
  private creditBytes = OUTPUT_CREDIT_BYTES;

  /** Instructions a second at most, of this machine and those to come; 0: no limit. */
  private speed = 0;
  private code: VcpuStart['code'];

  /** `rootUrl`: where images are. Without `threads`, where no memory can be shared, all runs in this worker. */
  constructor({ rootUrl, threads, build, warms }: Omit<ConnectMessage, 'connect'>, emit: Emit) {
    this.code = { build, warms };
    this.imageStore = new Images(rootUrl, (why) => emit({ kind: 'notKept', why }));
    this.threads = threads;
    this.emit = emit;
    this.spare = this.openThread();
  }

  private openThread(): VcpuThread {
    return new VcpuThread(this.threads ? openVcpuThread : openVcpuHere);
  }

  async images(): Promise<Result<readonly ImageSummary[]>> {
    const catalogue = await this.imageStore.catalogue();
    return catalogue.ok ? success(catalogue.value.map(summarize)) : catalogue;
  }

  async start(request: StartRequest): Promise<Result<StartedMachine>> {
    this.loading.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.spare ??= this.openThread();
    let early: { readonly key: string; readonly state: Promise<Boot['resume']> } | undefined;
    const boot = await prepareBoot(request, {
      images: this.imageStore,
      signal: loading.signal,
      tell: (parts) => {
        if (!loading.signal.aborted) this.emit({ kind: 'progress', parts });
      },
      // What is to stand still at its first instruction must not stand at its prompt.
      expect: (key) => {
        if (!request.paused) early = { key, state: this.findReady(key) };
      },
    });
    const ready = boot.ok ? boot.value.ready : undefined;
    const resume = early && early.key === ready ? await early.state : undefined;
    if (loading.signal.aborted) {
      return failure(
        problem('usage', 'machine.superseded', 'the machine', 'another was started', 'start it again'),
      );
    }
    if (!boot.ok) return boot;
    this.launch(resume ? { ...boot.value, resume } : boot.value, request.paused);
    const isResumed = resume !== undefined;
    return success({
      ...boot.value.started,
      ...(ready !== undefined && { ready: { key: ready, isResumed } }),
    });
  }

  /** The state that this browser's own first boot of such a machine came to. */
  private async findReady(key: string): Promise<Boot['resume']> {
    if (!(await this.hasReady)) return undefined;
    const { readReady } = await import('./kept.ts');
    return readReady(key);
  }

  async pause(): Promise<Result<null>> {
    if (!this.running) return noMachine();
    if (await this.running.thread.pause(PAUSE_TIMEOUT_MS)) return success(null);
    const what = 'it did not stop within 5 seconds';
    return failure(problem('internal', 'machine.pause', 'the machine', what, 'restart it'));
  }

  async resume(): Promise<Result<null>> {
    if (!this.running) return noMachine();
    await this.running.thread.resume(RESUME_WAIT_MS);
    return success(null);
  }

  reset(): Promise<Result<null>> {
    this.running?.thread.reset();
    return Promise.resolve(this.running ? success(null) : noMachine());
  }

  step(count: number): Promise<Result<boolean>> {
    this.running?.thread.step(count);
    return this.stepDone();
  }

  async stepDone(): Promise<Result<boolean>> {
    return this.running ? success(await this.running.thread.stepDone(STEP_WAIT_MS)) : noMachine();
  }

  resize(columns: number, rows: number): Promise<Result<null>> {
    this.terminal = { columns, rows };
    this.running?.thread.resize(columns, rows);
    return Promise.resolve(success(null));
  }

  setTiers(tiers: readonly string[]): Promise<Result<readonly string[]>> {
    const on = AVAILABLE_TIERS.filter((tier) => tiers.includes(tier));
    if (!this.running) return Promise.resolve(noMachine());
    if (on.length === 0) {
      const what = 'something has to run the machine';
      const action = 'switch another tier on first';
      return Promise.resolve(failure(problem('usage', 'tiers.none', 'the last tier', what, action)));
    }
    this.running.thread.setTiers(tierBits(on));
    return Promise.resolve(success(on));
  }

  setSpeed(perSecond: number): Promise<Result<null>> {
    this.speed = Math.min(0xffff_ffff, Math.max(0, Math.floor(perSecond)));
    this.running?.thread.setSpeed(this.speed);
    return Promise.resolve(success(null));
  }

  setWarming(on: boolean): Promise<Result<null>> {
    this.code = { ...this.code, warms: on };
    this.running?.thread.setWarming(on);
    return Promise.resolve(success(null));
  }

  clearCode(which: 'image' | 'all'): Promise<Result<null>> {
    this.running?.thread.clearCode(which === 'all');
    return Promise.resolve(this.running ? success(null) : noMachine());
  }

  keep(port: object): Promise<Result<null>> {
    this.running?.thread.keep(port as MessagePort);
    return Promise.resolve(this.running ? success(null) : noMachine());
  }

  async stateHash(): Promise<Result<string>> {
    const hash = await this.running?.thread.stateHash(HASH_TIMEOUT_MS);
    if (hash !== undefined) return success(hash);
    if (!this.running) return noMachine();
    const what = 'it gave no state hash in time';
    return failure(
      problem('internal', 'machine.hash', 'the machine', what, 'pause it first, then ask again'),
    );
  }

  async travel(request: TravelRequest): Promise<Result<TravelView>> {
    const { running } = this;
    if (!running) return noMachine();
    const paused = await this.pause();
    return paused.ok ? running.thread.travel(request) : paused;
  }

  async inspect(question: InspectQuestion): Promise<Result<InspectAnswer>> {
    if (!this.running) return noMachine();
    const answer = await this.running.thread.inspect(question, INSPECT_TIMEOUT_MS);
    const what = 'it gave no answer in time';
    return (
      answer ??
      failure(problem('internal', 'machine.inspect', 'the machine', what, 'pause it, then ask again'))
    );
  }

  async share(build: string): Promise<Result<SharedRun>> {
    if (!this.running) return noMachine();
    const { shareRun } = await import('./sharing.ts');
    return shareRun(this.running.boot, build, this.running.thread.record(RECORD_TIMEOUT_MS));
  }

  async fitLink(content: LinkContent): Promise<Result<LinkFit>> {
    const { fitLink } = await import('./sharing.ts');
    return fitLink(content, this.imageStore);
  }

  async type(bytes: Uint8Array): Promise<Result<number>> {
    return this.running ? success(await this.running.thread.type(bytes)) : noMachine();
  }

  receive(message: PageMessage): void {
    if (message.kind === 'sync') {
      this.emit({ kind: 'synced', number: message.number });
    } else {
      this.creditBytes += message.shownBytes;
      this.running?.thread.addCredit(message.shownBytes);
    }
  }

  private launch(boot: Boot, paused: boolean): void {
    this.running?.thread.end();
    const thread = this.spare ?? this.openThread();
    this.spare = undefined;
    const running: Running = { thread, boot, paused, watch: undefined, isUp: false, isCatchingUp: false };
    this.running = running;
    this.begin(running, false);
    if (this.terminal) thread.resize(this.terminal.columns, this.terminal.rows);
    thread.setSpeed(this.speed);
    thread.start(
      boot,
      { paused, creditBytes: this.creditBytes, code: this.code },
      {
        message: (message) => this.report(running, message),
        output: (bytes) => this.output(running, bytes),
      },
    );
  }

  /** A booted state that does not fit is given up, and the machine boots as if it had never been kept. */
  private bootsInstead({ boot, isUp, paused }: Running): boolean {
    const { ready, resume } = boot;
    if (ready === undefined || !resume || isUp) return false;
    void import('./kept.ts').then(({ forgetReady }) => forgetReady(ready)).catch(() => undefined);
    this.launch({ ...boot, resume: undefined }, paused);
    return true;
  }

  /** A machine's life begins, for the first time or again. */
  private begin(running: Running, byGuest: boolean): void {
    this.emit({ kind: 'restarted', byGuest });
    const { prompt, replay, resume } = running.boot;
    running.isCatchingUp = false;
    const isResumed = resume !== undefined && !running.isUp;
    running.watch = isResumed ? undefined : promptWatch(prompt);
    // A machine that came as a link takes input after its verdict.
    if (!running.watch && !replay?.record && !isResumed) this.emit({ kind: 'ready' });
  }

  private output(running: Running, bytes: Uint8Array<ArrayBuffer>): void {
    const { watch } = running;
    if (watch) {
      for (const byte of bytes) watch.push(byte);
      if (watch.isDone) running.watch = undefined;
    }
    this.creditBytes -= bytes.length;
    this.emit({ kind: 'output', bytes }, [bytes.buffer]);
    if (watch?.isDone) this.emit({ kind: 'ready' });
  }

  /** A machine that came as a link has gone along its record. */
  private async judge(running: Running, verdict: Verdict): Promise<void> {
    const { describeVerdict } = await import('./verdict.ts');
    if (running !== this.running) return;
    this.emit({ kind: 'verdict', verdict: describeVerdict(verdict) });
    this.emit({ kind: 'ready' });
  }

  private report(running: Running, message: Exclude<VcpuMessage, { kind: 'output' | 'alive' }>): void {
    switch (message.kind) {
      case 'state':
        // Every machine is built paused: of one that is to run at once, that would only mislead.
        if (running.isUp || running.paused || message.state !== 'paused')
          this.emit({ kind: 'state', state: message.state });
        // A machine that goes on takes input as soon as it stands.
        if (!running.isUp && running.boot.resume && !running.isCatchingUp) this.emit({ kind: 'ready' });
        running.isUp = true;
        return;
      case 'catchUp':
        running.isCatchingUp = true;
        return this.emit(message);
      case 'caughtUp':
        running.isCatchingUp = false;
        this.emit(message);
        return this.emit({ kind: 'ready' });
      case 'stats':
        return this.emit({ kind: 'sample', sample: { atMs: performance.now(), ...message.stats } });
      case 'restarted':
        return this.begin(running, message.byGuest);
      case 'ended': {
        const { reason, code, problem: cause } = message.end;
        return this.emit({ kind: 'ended', reason, code, ...(cause && { problem: cause }) });
      }
      case 'verdict':
        void this.judge(running, message.verdict);
        return;
      case 'hash':
      case 'record':
      case 'travel':
      case 'inspected':
        return;
      case 'shows':
      case 'gap':
        return this.emit(message);
      case 'failed':
        if (this.bootsInstead(running)) return;
        this.running = undefined;
        running.thread.end();
        return this.emit(message);
    }
  }
}

/** Watches for a prompt, which is literal text. */
function promptWatch(prompt: string | undefined): ConsoleScript | undefined {
  if (prompt === undefined) return undefined;
  const pattern = parsePattern(prompt.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'the prompt');
  return pattern.ok ? new ConsoleScript([{ pattern: pattern.value, answer: 'stop' }]) : undefined;
}

async function hasFolder(name: string): Promise<boolean> {
  try {
    const top = await navigator.storage.getDirectory();
    return Boolean(await top.getDirectoryHandle(name));
  } catch {
    return false;
  }
}
