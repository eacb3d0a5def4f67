/**
 * Owns the page's machine: every button, the scripting interface and the address end up here, and nothing else
 * talks to the machine worker. It lives outside React, so that no component's life decides over a machine's.
 *
 * A machine is started, and started over, from a {@link Choice}; after the worker has died the same choice is
 * started in a new worker.
 */
import { type Problem, ProblemError, type Result, success } from '../../base/problem.ts';
import type { LinkFit, MachineEvent, SharedRun } from '../../protocol/machine.ts';
import type { PageStats } from '../../protocol/page.ts';
import type { InspectAnswer, InspectQuestion } from '../../protocol/inspect.ts';
import type { TravelRequest, TravelView } from '../../protocol/travel.ts';
import type { StatsFeed } from '../../stats/stats-source.ts';
import type { LinkContent } from '../../share/content.ts';
import { isCatchingUp, noteCatchUp } from '../library/catching-up.ts';
import { isReplaying, noteStart, noteVerdict } from '../share/link-view.ts';
import { linkOf, requestFor } from './choice.ts';
import { Deferred } from './deferred.ts';
import type { ConnectMachine, MachineClient } from './machine-client.ts';
import { NONE_RUNNING, problemOf, TYPED_IN_REPLAY } from './refusals.ts';
import { remarkOn } from './remarks.ts';
import { readPageStats } from './page-stats.ts';
import { type Choice, hasMachine, type PageView, usePage } from './store.ts';
import { isTerminalAnswer, TypedText } from './typed-text.ts';
import type { Visit } from './visit.ts';
import { rememberWarming } from './warming.ts';

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

const NOTHING = new Uint8Array();

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
  private readonly typed = new TypedText(
    () => this.generation,
    (piece, generation) => this.take(piece, generation),
  );
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
    usePage.setState({ choice, notice: visit.waits === 'embedded' ? EMBEDDED : undefined });
    const catalogue = this.loadCatalogue();
    if (visit.waits === 'link') await (await import('../share/opening.ts')).openAddress(visit.hash, this);
    else if (visit.lesson !== undefined) {
      const { openLesson } = await import('../lessons/opening.ts');
      await openLesson(visit.lesson, visit.waits === undefined);
    } else if (visit.waits === undefined) await this.start(choice);
    await catalogue;
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
      return this.observer?.started();
    }
    this.link = linkOf(before.started);
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

  /** At most so many instructions a second; 0 for as fast as it goes. */
  async setSpeed(perSecond: number): Promise<void> {
    usePage.setState({ speed: perSecond });
    await this.client?.calls.call('setSpeed', perSecond);
  }

  /** Uses what is known of the machine's code before it first runs, or does not; at once, and in visits to come. */
  async setWarming(on: boolean): Promise<void> {
    rememberWarming(on);
    await this.client?.calls.call('setWarming', on);
  }

  /** Forgets the code of the machine's image, or of every one. */
  async clearCode(which: 'image' | 'all'): Promise<void> {
    await this.ask((client) => client.calls.call('clearCode', which));
  }

  /** Pauses, and asks something of the machine's past. */
  async travel(request: TravelRequest): Promise<TravelView> {
    return this.ask((client) => client.calls.callWithoutDeadline('travel', request));
  }

  /** The state hash of a machine that does not run. */
  async stateHash(): Promise<string> {
    return this.ask((client) => client.calls.call('stateHash'));
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

  /** Gives the machine's thread a line to the library. */
  async lend(port: object): Promise<Result<null>> {
    const { client } = this;
    return client ? client.calls.call('keep', port) : NONE_RUNNING;
  }

  /** The terminal has so many cells; also told to every machine worker to come. */
  resize(columns: number, rows: number): void {
    this.terminalSize = [columns, rows];
    this.tellSize();
  }

  /** Types bytes after all that were typed before; resolves when the guest's queue has taken them. */
  type(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (isReplaying()) return Promise.reject(new ProblemError(TYPED_IN_REPLAY));
    if (isTerminalAnswer(bytes)) {
      if (isCatchingUp()) return Promise.resolve();
    } else {
      this.isTypedInto = true;
      this.observer?.typed();
    }
    return this.typed.push(bytes);
  }

  readStats(): PageStats {
    return readPageStats(this.stats);
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

  /** Starts the user's own program or kernel, or shows what else a file is. */
  async openFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (!first) return;
    const { openBrought } = await import('./brought-files.ts');
    if (files.length === 1 && (await openBrought(first, this))) return;
    await this.start({ ...usePage.getState().choice, origin: { kind: 'files', files } });
  }

  /** Shows what a button's request ran into. */
  reportError(error: unknown): void {
    this.show({ problem: problemOf(error) });
  }

  dismiss(): void {
    this.show({ problem: undefined, notice: undefined });
  }

  private async take(piece: Uint8Array<ArrayBuffer>, generation: number): Promise<number | undefined> {
    const { client } = this;
    if (client === undefined || generation !== this.generation) return undefined;
    const result = await client.calls.call('type', piece);
    if (!result.ok) throw new ProblemError(result.problem);
    return result.value;
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
      const { speed } = usePage.getState();
      if (speed !== 0) void this.client.calls.call('setSpeed', speed);
    }
    return this.client;
  }

  private tellSize(): void {
    // A worker that is gone says so by itself.
    if (this.terminalSize) void this.client?.calls.call('resize', ...this.terminalSize);
  }

  private async ask<T>(request: (client: MachineClient) => Promise<Result<T>>): Promise<T> {
    const { client } = this;
    if (client === undefined || usePage.getState().machine === undefined) {
      throw new ProblemError(NONE_RUNNING.problem);
    }
    this.show({ busy: true });
    try {
      const result = await request(client);
      if (!result.ok) throw new ProblemError(result.problem);
      // Calls and events travel apart: what the caller reads next must not be older than this answer.
      await client.settled();
      return result.value;
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
        noteCatchUp(event);
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
        // Not before the terminal has taken all that was printed: what it answers to that goes nowhere.
        return this.console.write(NOTHING, () => noteVerdict(event.verdict));
      case 'catchUp':
        return noteCatchUp(event);
      case 'caughtUp':
        return this.console.write(NOTHING, () => noteCatchUp(event));
      case 'gap':
      case 'notKept':
        return remarkOn(event);
      case 'ready':
        if (isReplaying() || isCatchingUp())
          return this.console.write(NOTHING, () => this.readyWait.resolve());
        return this.readyWait.resolve();
      case 'ended':
        this.show({ end: { reason: event.reason, code: event.code } });
        // What the page has to say besides stays.
        if (event.problem) this.show({ problem: event.problem });
        return;
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

const EMBEDDED = 'Press Run to start this machine.';
