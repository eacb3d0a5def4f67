/**
 * Owns the page's machine: every button, the scripting interface and the address end up here, and nothing else
 * talks to the machine worker. It lives outside React, so that no component's life decides over a machine's.
 *
 * A machine is started, and started over, from a {@link Choice}; after the worker has died the same choice is
 * started in a new worker.
 */
import { failure, type Problem, ProblemError, problem, type Result, success } from '../../base/problem.ts';
import {
  type MachineEvent,
  MAX_TYPED_BYTES,
  type NamedFile,
  type StartRequest,
} from '../../protocol/machine.ts';
import type { PageState, PageStats } from '../../protocol/page.ts';
import type { InspectAnswer, InspectQuestion } from '../../protocol/inspect.ts';
import type { TravelRequest, TravelView } from '../../protocol/travel.ts';
import type { StatsFeed } from '../../stats/stats-source.ts';
import type { LinkFit, SharedRun } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { duration } from '../components/format.ts';
import { isReplaying, noteStart, noteVerdict, useLinks } from '../share/link-view.ts';
import { Deferred } from './deferred.ts';
import type { ConnectMachine, MachineClient } from './machine-client.ts';
import { remark } from './remarks.ts';
import { type Choice, type Origin, type PageView, usePage } from './store.ts';
import { DEFAULT_IMAGE, type Visit } from './visit.ts';

/** Where console output goes. */
export interface ConsoleView {
  /** Shows bytes and calls back when they are shown. */
  write(bytes: Uint8Array, shown: () => void): void;
  /** A new machine: an empty screen. */
  clear(): void;
  /** The guest has restarted itself; what it printed before stays. */
  beginLife(): void;
  /**
   * Shows the console as it was when this life had printed so many bytes, or all of it; `forked`: what came after
   * those is no more.
   */
  rewind(consoleBytes: number | undefined, forked: boolean): void;
}

/** Who keeps machines from visit to visit. */
export interface ControlObserver {
  /** Another machine was started. */
  started(): void;
  /** Something is typed into it. */
  typed(): void;
}

/** One piece of a paste, as handed to the worker at a time. */
const TYPED_CHUNK_BYTES = 32 * 1024;
/** By its name: text has no signature. */
const LINK_FILE = /\.json$/i;
const SNAPSHOT_FILE = /\.trampoline$/i;

export class MachineControl {
  private readonly connect: ConnectMachine;
  private readonly console: ConsoleView;
  private readonly stats: StatsFeed;
  /** Set when the first prompt is there. */
  observer: ControlObserver | undefined;
  /** Something was typed into the machine that runs. */
  isTypedInto = false;
  private client: MachineClient | undefined;
  private readyWait = new Deferred<void>();
  /** Counts starts: whatever an older one still has to say is void. */
  private generation = 0;
  private typed: Promise<void> = Promise.resolve();
  private queuedBytes = 0;
  /** What the machine to come, or the one there is, came as. */
  private link: LinkContent | undefined;
  private terminalSize: readonly [columns: number, rows: number] | undefined;

  constructor(connect: ConnectMachine, console: ConsoleView, stats: StatsFeed) {
    this.connect = connect;
    this.console = console;
    this.stats = stats;
  }

  get ready(): Promise<void> {
    return this.readyWait.promise;
  }

  /** Follows an address: shows the catalogue and starts what is asked for, unless it waits for Run. */
  async begin(visit: Visit): Promise<void> {
    const choice: Choice = { origin: { kind: 'image', id: visit.image }, options: visit.options };
    usePage.setState({ choice, notice: WAITING_NOTICES[visit.waits ?? 'none'] });
    const catalogue = this.loadCatalogue();
    if (visit.waits === undefined) await this.start(choice);
    else if (visit.waits === 'link')
      await (await import('../share/opening.ts')).openAddress(visit.hash, this);
    await catalogue;
  }

  /** Another fragment is another visit; while a machine runs the visitor is asked first. */
  addressChanged(before: string): void {
    const { state } = usePage.getState();
    if (state === 'running' || state === 'paused' || state === 'loading') {
      useLinks.setState(({ addressBefore }) => ({ addressBefore: addressBefore ?? before }));
    } else location.reload();
  }

  /** The page cannot have a machine at all. */
  refuse(reason: Problem): void {
    this.show({ state: 'failed', problem: reason });
    this.readyWait.reject(new ProblemError(reason));
  }

  /** Starts a machine. The present one runs until the new one is complete, and on if that fails. */
  async start(choice: Choice, paused = false): Promise<void> {
    const generation = ++this.generation;
    const before = usePage.getState();
    const keeps = hasMachine(before.state);
    const client = this.connected();
    this.show({ problem: undefined, notice: undefined, choice, busy: true });
    if (!keeps) {
      this.show({ state: 'loading', machine: undefined, started: choice, end: undefined });
      if (this.readyWait.isSettled) this.readyWait = new Deferred();
    }
    const request = await requestFor(choice, paused);
    this.link = linkOf(choice);
    const result = request.ok ? await client.calls.callWithoutDeadline('start', request.value) : request;
    if (generation !== this.generation) return;
    this.show({ busy: false, progress: [] });
    if (result.ok) {
      this.show({ machine: result.value, started: choice });
      this.isTypedInto = false;
      this.observer?.started();
    } else this.link = linkOf(before.started);
    if (result.ok) return;
    if (keeps && this.client === client)
      this.show({ problem: result.problem, choice: before.started ?? choice });
    else this.fail(result.problem);
  }

  /** What Run does: go on, or begin, or begin again. */
  async run(): Promise<void> {
    const { state, choice, started } = usePage.getState();
    if (state === 'paused') await this.resume();
    else if (state === 'empty') await this.start(choice);
    else if (state === 'ended') await this.reset();
    else if (state === 'failed') await this.start(started ?? choice);
  }

  async pause(): Promise<void> {
    await this.ask((client) => client.calls.call('pause'));
  }

  async resume(): Promise<void> {
    await this.ask((client) => client.calls.call('resume'));
  }

  /** Starts over: the present machine from its beginning, or what could not start once more. */
  async reset(): Promise<void> {
    const { state, started, choice } = usePage.getState();
    if (state === 'failed' || state === 'empty' || state === 'loading') {
      await this.start(started ?? choice);
    } else if (started?.origin.kind === 'link') {
      // Along its record once more.
      await this.start(started);
    } else {
      if (this.readyWait.isSettled) this.readyWait = new Deferred();
      await this.ask((client) => client.calls.call('reset'));
    }
  }

  /** Retires `count` instructions; resolves when they are done. */
  async step(count: number): Promise<void> {
    const { state, choice } = usePage.getState();
    if (state === 'empty') await this.start(choice, true);
    const generation = this.generation;
    await this.ask(async (client) => {
      let result = await client.calls.call('step', count);
      while (result.ok && !result.value && generation === this.generation) {
        result = await client.calls.call('stepDone');
      }
      return result;
    });
  }

  /** Switches tiers under the running machine. */
  async setTiers(tiers: readonly string[]): Promise<void> {
    await this.ask(async (client) => {
      const result = await client.calls.call('setTiers', tiers);
      const { machine } = usePage.getState();
      if (result.ok && machine) this.show({ machine: { ...machine, tiers: result.value } });
      return result;
    });
  }

  /** Pauses, and asks something of the machine's past. */
  async travel(request: TravelRequest): Promise<TravelView> {
    let view: TravelView | undefined;
    await this.ask(async (client) => {
      const result = await client.calls.callWithoutDeadline('travel', request);
      if (result.ok) view = result.value;
      return result;
    });
    if (!view) throw new Error('an answer has a value');
    return view;
  }

  /** The state hash of a machine that does not run. */
  async stateHash(): Promise<string> {
    let hash = '';
    await this.ask(async (client) => {
      const result = await client.calls.call('stateHash');
      if (result.ok) hash = result.value;
      return result;
    });
    return hash;
  }

  /** The run so far as a link holds it; one that goes along its link's record is that link. */
  async share(build: string): Promise<Result<SharedRun>> {
    const { client, link } = this;
    if (isReplaying() && link) {
      return success({ content: link, instructions: link.result?.instructions ?? 0 });
    }
    return client ? client.calls.call('share', build) : NONE_RUNNING;
  }

  /** Asks about translated code, of a running machine too. */
  async inspect(question: InspectQuestion): Promise<Result<InspectAnswer>> {
    return this.client ? this.client.calls.call('inspect', question) : NONE_RUNNING;
  }

  fitLink(content: LinkContent): Promise<Result<LinkFit>> {
    return this.connected().calls.callWithoutDeadline('fitLink', content);
  }

  /** The same machine from its beginning, so that its run can be replayed. */
  async startDeterministic({ origin, options }: Choice): Promise<void> {
    const mode = 'deterministic';
    if (origin.kind === 'link') {
      await this.start({ origin: { kind: 'link', content: { ...origin.content, mode } }, options });
    } else await this.start({ origin, options: { ...options, mode } });
  }

  /** Gives the machine's thread a line to the library. */
  async lend(port: object): Promise<Result<null>> {
    const { client } = this;
    if (client) return client.calls.call('keep', port);
    return failure(problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first'));
  }

  /** The terminal has so many cells; also told to every machine worker to come. */
  resize(columns: number, rows: number): void {
    this.terminalSize = [columns, rows];
    this.tellSize();
  }

  /** Types bytes after all that were typed before; resolves when the guest's queue has taken them. */
  type(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (isReplaying()) {
      const what = 'it goes along a recorded run, which takes no other input';
      return Promise.reject(
        new ProblemError(problem('usage', 'type.replay', 'the machine', what, 'type when that has ended')),
      );
    }
    if (this.queuedBytes + bytes.length > MAX_TYPED_BYTES) {
      const what = `more than ${MAX_TYPED_BYTES / 2 ** 20} MiB of typed text wait for the guest`;
      return Promise.reject(
        new ProblemError(problem('limit', 'type.long', 'the terminal', what, 'type or paste less at a time')),
      );
    }
    if (!isTerminalAnswer(bytes)) {
      this.isTypedInto = true;
      this.observer?.typed();
    }
    this.queuedBytes += bytes.length;
    const done = this.typed.then(() => this.deliver(bytes)).finally(() => (this.queuedBytes -= bytes.length));
    // A failed delivery is its caller's to report and must not stop the next one.
    this.typed = done.catch(() => undefined);
    return done;
  }

  readStats(): PageStats {
    const { state, machine, standing } = usePage.getState();
    const sample = this.stats.latest();
    return {
      state,
      image: machine?.image ?? null,
      mode: machine?.mode ?? 'realtime',
      harts: machine?.harts ?? 0,
      ramBytes: machine?.ramBytes ?? 0,
      instructions: sample?.instructions ?? [],
      mips: this.stats.mips(),
      wallMs: performance.now(),
      counters: sample?.counters ?? {},
      isolation: standing.isolation,
    };
  }

  choose(change: Partial<Choice>): void {
    const { choice } = usePage.getState();
    usePage.setState({ choice: { ...choice, ...change } });
  }

  /** Back to what runs. */
  keepMachine(): void {
    const { started } = usePage.getState();
    if (started !== undefined) usePage.setState({ choice: started });
  }

  /** Starts the user's own program or kernel. */
  async openFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (first && files.length === 1 && LINK_FILE.test(first.name)) {
      return (await import('../share/opening.ts')).openFile(first, this);
    }
    if (first && files.length === 1 && SNAPSHOT_FILE.test(first.name)) {
      const { library } = await import('../library/here.ts');
      return library.importFile(first).catch((error: unknown) => this.reportError(error));
    }
    if (files.length > 0)
      await this.start({ ...usePage.getState().choice, origin: { kind: 'files', files } });
  }

  /** Shows what a button's request ran into. */
  reportError(error: unknown): void {
    if (error instanceof ProblemError) this.show({ problem: error.problem });
    else {
      const what = error instanceof Error ? error.message : String(error);
      this.show({
        problem: problem('internal', 'page.error', 'this page', what, 'reload it and report this'),
      });
    }
  }

  dismiss(): void {
    this.show({ problem: undefined, notice: undefined });
  }

  private async deliver(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const generation = this.generation;
    for (let sent = 0; sent < bytes.length; ) {
      const client = this.client;
      if (client === undefined || generation !== this.generation) return;
      const result = await client.calls.call('type', bytes.slice(sent, sent + TYPED_CHUNK_BYTES));
      if (!result.ok) throw new ProblemError(result.problem);
      sent += result.value;
    }
  }

  private async loadCatalogue(): Promise<void> {
    const images = await this.connected().calls.callWithoutDeadline('images');
    if (images.ok) this.show({ images: images.value });
    else if (usePage.getState().state === 'empty') this.show({ problem: images.problem });
  }

  private connected(): MachineClient {
    if (!this.client) {
      this.client = this.connect({
        event: (event) => this.receive(event),
        died: (reason) => {
          this.client = undefined;
          this.fail(reason);
        },
      });
      this.tellSize();
    }
    return this.client;
  }

  private tellSize(): void {
    // A worker that is gone says so by itself.
    if (this.terminalSize) void this.client?.calls.call('resize', ...this.terminalSize);
  }

  private async ask(request: (client: MachineClient) => Promise<Result<unknown>>): Promise<void> {
    const { client } = this;
    if (client === undefined || usePage.getState().machine === undefined) {
      const reason = problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first');
      throw new ProblemError(reason);
    }
    this.show({ busy: true });
    try {
      const result = await request(client);
      if (!result.ok) throw new ProblemError(result.problem);
      // Calls and events travel apart: what the caller reads next must not be older than this answer.
      await client.settled();
    } finally {
      this.show({ busy: false });
    }
  }

  private receive(event: MachineEvent): void {
    switch (event.kind) {
      case 'progress':
        return this.show({ progress: event.parts });
      case 'state':
        return this.show({ state: event.state, ...(event.state === 'ended' ? {} : { end: undefined }) });
      case 'restarted':
        this.stats.clear();
        if (event.byGuest) return this.console.beginLife();
        noteStart(this.link);
        this.console.clear();
        if (this.readyWait.isSettled) this.readyWait = new Deferred();
        return;
      case 'output': {
        const { client } = this;
        return this.console.write(event.bytes, () => client?.returnCredit(event.bytes.length));
      }
      case 'shows':
        return this.console.rewind(event.consoleBytes, event.forked);
      case 'sample':
        return this.stats.push(event.sample);
      case 'synced':
        return;
      case 'verdict':
        return noteVerdict(event.verdict);
      case 'gap':
        return remark('gap', `${GAP} ${duration(event.gapMs)}. The machine's clock stood still as well.`);
      case 'notKept':
        // Where the page's own standing is the reason, it has said so.
        if (/frame|insecure/.test(usePage.getState().standing.reason ?? '')) return;
        return remark('notKept', `Images are fetched again at the next visit: ${event.why}.`);
      case 'ready':
        return this.readyWait.resolve();
      case 'ended':
        return this.show({ end: { reason: event.reason, code: event.code }, problem: event.problem });
      case 'failed':
        // What broke the machine may have harmed its worker: both are made anew.
        this.generation++;
        this.client?.end();
        this.client = undefined;
        return this.fail(event.problem);
    }
  }

  private fail(reason: Problem): void {
    this.show({ state: 'failed', problem: reason, progress: [], busy: false });
    this.readyWait.reject(new ProblemError(reason));
  }

  private show(change: Partial<PageView>): void {
    usePage.setState(change);
  }
}

const NONE_RUNNING = failure(
  problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first'),
);

const GAP = 'This computer slept, or stood still, for';

const WAITING_NOTICES = {
  none: undefined,
  link: undefined,
  embedded: 'Press Run to start this machine.',
} as const;

async function requestFor({ origin, options }: Choice, paused: boolean): Promise<Result<StartRequest>> {
  if (origin.kind === 'image') return success({ source: { kind: 'image', id: origin.id }, options, paused });
  if (origin.kind === 'link') return success({ source: origin, options, paused });
  if (origin.kind === 'kept') return origin.request(paused);
  const files: NamedFile[] = [];
  for (const file of origin.files) {
    try {
      files.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      const what = 'it cannot be read: moved, changed, or a folder';
      return failure(problem('input', 'file.read', file.name, what, 'choose the file again'));
    }
  }
  return success({ source: { kind: 'files', files, rootOfImage: DEFAULT_IMAGE }, options, paused });
}

const linkOf = (choice: Choice | undefined): LinkContent | undefined =>
  choice?.origin.kind === 'link' ? choice.origin.content : undefined;

/** What a terminal says by itself when a program asks it where its cursor is, or what it can do. */
function isTerminalAnswer(bytes: Uint8Array): boolean {
  const [escape, bracket] = bytes;
  return (
    escape === 0x1b &&
    bracket === 0x5b &&
    /^[?>]?[\d;]+[Rcn]$/.test(String.fromCharCode(...bytes.slice(2, 40)))
  );
}

/** True when the controls show something else than what was started. */
export const choiceDiffers = (choice: Choice, started: Choice | undefined): boolean =>
  started !== undefined &&
  (!sameOrigin(choice.origin, started.origin) ||
    JSON.stringify(choice.options) !== JSON.stringify(started.options));

const sameOrigin = (a: Origin, b: Origin): boolean =>
  a.kind === 'image' && b.kind === 'image' ? a.id === b.id : a === b;

/** States in which there is a machine to pause, step or start over. */
const hasMachine = (state: PageState): boolean =>
  state === 'running' || state === 'paused' || state === 'ended';
