/** One life of a machine, from a start to the next: the machine with its past, and what is asked of that. */
import { failure, problem } from '../../src/base/problem.ts';
import type { Machine, MachineParts } from '../../src/machine/machine.ts';
import { type Fork, History, type HistoryOptions } from '../../src/machine/time-travel/history.ts';
import type { Stop, TravelAnswer, Traveller } from '../../src/machine/time-travel/traveller.ts';
import type { RunnableMachine } from '../../src/machine/vcpu/loop.ts';
import type { VcpuCommand, VcpuMessage, VcpuStart, VcpuStats } from '../../src/machine/vcpu/messages.ts';
import { type Effort, type SpentNs, timeFigures } from '../../src/machine/vcpu/time-use.ts';
import type { Driver } from './driver.ts';
import type * as Travelling from './travelling.ts';

/** What kept states may take, beside the machine's own memory. */
const KEPT_BYTES = 96 << 20;

type TravelCommand = Extract<VcpuCommand, { kind: 'travel' }>;

export interface LifeParts {
  /** Makes the machine, whose console goes to what it is given. */
  readonly create: (output: MachineParts['output']) => Machine;
  /** How it is run. */
  readonly drive: (history: History) => Driver;
  /** A past that it came with. */
  readonly past: Pick<HistoryOptions, 'events' | 'newestCount'>;
  readonly symbols: VcpuStart['symbols'];
  readonly breakpoints: readonly Stop[];
  readonly output: (byte: number) => void;
  readonly post: (message: VcpuMessage) => void;
  /** In its past another future has begun. */
  readonly forked: () => void;
}

/** Here once a question was asked. */
let travelling: typeof Travelling | undefined;

export class Life implements RunnableMachine<VcpuStats> {
  readonly driver: Driver;
  private readonly history: History;
  private readonly symbols: VcpuStart['symbols'];
  private traveller: Traveller | undefined;
  private readonly oldBreakpoints: readonly Stop[];
  private readonly post: (message: VcpuMessage) => void;
  /** Console bytes that the page was told to show; undefined while it shows all. */
  private shown: number | undefined;
  private isTravelling = false;

  constructor({ create, drive, past, symbols, breakpoints, output, post, forked }: LifeParts) {
    this.post = post;
    const onFork = (fork: Fork): void => {
      this.forked(fork);
      forked();
    };
    this.history = new History(create, {
      ...past,
      output,
      budgetBytes: KEPT_BYTES,
      onFork,
      nowMs: () => performance.now(),
    });
    this.driver = drive(this.history);
    this.symbols = symbols;
    this.oldBreakpoints = breakpoints;
    // Whoever set breakpoints has asked before.
    if (breakpoints.length > 0) this.createTraveller();
  }

  /** For the machine's next life. */
  get breakpoints(): readonly Stop[] {
    return this.traveller?.breakpoints ?? this.oldBreakpoints;
  }

  get machine(): Machine {
    return this.history.machine;
  }

  /** Neither in its past, nor on its way along a record. */
  get isLive(): boolean {
    return this.driver.isLive && this.history.isLive;
  }

  ask({ number, request }: TravelCommand): void {
    const answer = (given: TravelAnswer): void => {
      this.showPast();
      this.post({ kind: 'travel', number, answer: given });
    };
    if (request.action.kind === 'stop') this.driver.stopCatchingUp?.();
    if (this.driver.isLive) this.askTraveller(request, answer);
    else {
      const what = 'it goes along its log first';
      answer(
        failure(problem('usage', 'travel.early', 'the machine’s past', what, 'let that run to its end')),
      );
    }
  }

  private createTraveller(): Traveller | undefined {
    this.traveller ??= travelling?.traveller(this.history, this.symbols, this.oldBreakpoints);
    return this.traveller;
  }

  private askTraveller(request: TravelCommand['request'], answer: (given: TravelAnswer) => void): void {
    const known = this.createTraveller();
    if (known) return known.ask(request, answer);
    import('./travelling.ts').then(
      (module) => {
        travelling = module;
        this.createTraveller()?.ask(request, answer);
      },
      () => {
        const what = 'what shows it could not be loaded';
        answer(failure(problem('network', 'travel.code', 'the machine’s past', what, 'ask again')));
      },
    );
  }

  travel(): ReturnType<RunnableMachine<VcpuStats>['travel']> {
    const done = this.traveller?.work() ?? 'nothing';
    this.isTravelling = done === 'under way';
    return done;
  }

  /** In its past the machine shows its console as it was. */
  private showPast(): void {
    const { isLive, consoleBytes } = this.history;
    const shown = isLive || !this.driver.isLive ? undefined : consoleBytes;
    if (shown === this.shown) return;
    this.shown = shown;
    this.post({ kind: 'shows', consoleBytes: shown, forked: false });
  }

  private forked(fork: Fork): void {
    this.driver.fork(fork);
    this.shown = undefined;
    this.post({ kind: 'shows', consoleBytes: fork.consoleBytes, forked: true });
  }

  run(maxInstructions: number): ReturnType<RunnableMachine<VcpuStats>['run']> {
    const end = this.driver.run(maxInstructions);
    if (end.kind === 'hit' && 'hit' in end) this.traveller?.noteHit(end.hit);
    return end;
  }

  hasEnded(): boolean {
    return this.machine.hasEnded;
  }

  input(bytes: Uint8Array): number {
    return this.driver.isLive ? this.history.input(bytes) : 0;
  }

  inputRoom(): number {
    return this.driver.isLive ? this.history.inputRoom() : 0;
  }

  /** In deterministic mode the terminal keeps its first size: a run must not depend on the window it is watched in. */
  resize(columns: number, rows: number): boolean {
    if (this.machine.configuration.mode === 'deterministic') return true;
    // In its past it would begin another future.
    return this.isLive && this.machine.resize(columns, rows);
  }

  /** Deterministic time comes from instructions alone. */
  pace(wallNs: number): void {
    if (this.driver.isLive && this.machine.configuration.mode === 'realtime') this.history.pace(wallNs);
  }

  retired(): number {
    return this.history.count;
  }

  requestStop(): void {
    this.driver.requestStop();
  }

  effort(): Effort {
    return this.machine.effort();
  }

  stats(spentNs: SpentNs): VcpuStats {
    // Where it is on the way to is shown once it is there.
    if (!this.isTravelling) this.showPast();
    const { machine } = this;
    return {
      instructions: machine.instructions(),
      counters: { ...machine.counters(), ...timeFigures(spentNs) },
    };
  }
}
