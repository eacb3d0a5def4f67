/**
 * A machine: harts, board, clock and console, run in one thread by the contract's deterministic rules. What makes
 * it go is in run/machine-core.ts; here is what reaches it from outside, and what can be known of it.
 */
import { at } from '../base/assert.ts';
import type { WarmStart } from '../exec/warm/file.ts';
import type { OutsideAction } from './log/event.ts';
import { SEMANTICS } from './config/semantics.ts';
import { readCounters, readTiers } from './run/counters.ts';
import type { Effort } from './vcpu/time-use.ts';
import type { EventListener, Standing } from './run/outside.ts';
import type { RunState } from './run/run-state.ts';
import { StateHasher, type StateSource } from './run/state-hash.ts';
import { codeKnown, isWorthKeeping, keepWarmStart } from './run/warm-start.ts';
import { MachineCore } from './run/machine-core.ts';

export type { MachineParts } from './run/machine-parts.ts';
export { planMachine } from './run/plan.ts';

export { SEMANTICS };

export class Machine extends MachineCore {
  /** Made by the first hash. */
  private hasher: StateHasher | undefined;

  /** Types bytes: the first arrives `firstDelayNs` of virtual time from now, each further one `gapNs` later. */
  scheduleInput(bytes: Uint8Array, firstDelayNs: number, gapNs: number): void {
    const delayNs = Math.round(firstDelayNs);
    this.outside.act({ kind: 'input', bytes: bytes.slice(), delayNs, gapNs: Math.round(gapNs) });
    this.callDriver();
  }

  inputRoom(): number {
    return this.outside.isOpen ? this.console.room : 0;
  }

  /** Takes leading bytes, as many as there is room for now, and returns how many. */
  input(bytes: Uint8Array): number {
    const taken = bytes.slice(0, this.inputRoom());
    if (taken.length > 0) this.outside.act({ kind: 'input', bytes: taken, delayNs: 0, gapNs: 0 });
    return taken.length;
  }

  /** Tells the guest the size of its terminal, where its console can; false if outside events have to wait now. */
  resize(columns: number, rows: number): boolean {
    if (!this.outside.isOpen) return false;
    this.outside.act({ kind: 'resize', columns, rows });
    return true;
  }

  /** Real time: fits guest time to `wallNs` since this machine was made, or since it was last given a state. */
  pace(wallNs: number): void {
    this.outside.pace(
      wallNs,
      this.harts.every(({ state }) => state.waiting !== 0 || state.hsmState !== 0),
    );
  }

  /** The guest is over, or wants to start anew. */
  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** Where a bare-metal program ends the machine, if it can. */
  get tohost(): number | undefined {
    return this.htif?.tohost;
  }

  /** Tells of everything that comes in from outside, at the count at which it does. Returns what ends that. */
  listen(listener: EventListener): () => void {
    this.outside.listeners.add(listener);
    return () => void this.outside.listeners.delete(listener);
  }

  /** Does again what a listener was told, at the same place; nobody is told. */
  replay(action: OutsideAction): void {
    this.outside.performAgain(action);
  }

  /** A replay is over and wall time begins: the next fit takes virtual time as right. */
  enterRealTime(): void {
    this.outside.forgetWallTime();
  }

  /** Where the machine stands between two slices: events can be told apart by their count unless `between`. */
  get standing(): Standing {
    return this.outside.standing;
  }

  /** Everything that a snapshot keeps beside registers, devices, RAM and disks. */
  saveRun(): RunState {
    return {
      total: this.total,
      retired: this.harts.map((hart) => hart.retired),
      clock: this.clock.line(),
      events: [...this.events.pending],
      activeConsole: this.console.active,
      input: this.console.input.save(),
      turn: { hart: this.turns.hart, used: this.turns.used },
    };
  }

  /** The other way round, once everything else has been put back. Nothing derived from the old state is kept. */
  loadRun(state: RunState): void {
    this.total = state.total;
    this.end = undefined;
    this.clock.setLine(state.clock);
    this.events.replace(state.events);
    this.console.load(state.activeConsole, state.input);
    this.turns.hart = state.turn.hart;
    this.turns.used = state.turn.used;
    this.harts.forEach((hart, index) => hart.stateReplaced(at(state.retired, index)));
    this.timeChanged();
    this.outside.stand('settled');
    this.outside.forgetWallTime();
  }

  retired(): number {
    return this.total;
  }

  instructions(): readonly number[] {
    return this.harts.map((hart) => hart.retired);
  }

  /** What was counted up to now, for where a thread's time goes. */
  effort(): Effort {
    const { harts, regions, work } = this;
    const counted = readTiers(harts);
    return {
      retired: counted,
      executingNs: work.executingNs,
      answeringNs: work.answeringNs,
      translatingNs: (regions?.translationNs ?? 0) + (regions?.loadingNs ?? 0),
    };
  }

  counters(): Readonly<Record<string, readonly number[] | null>> {
    return readCounters(this.harts, this.regions);
  }

  /** Whether {@link warmStart} has much that a start did not have. */
  hasNews(start: WarmStart): boolean {
    return isWorthKeeping(start, this.harts, this.tiers);
  }

  /** How much was found out of the guest's code so far; it only grows. */
  codeKnown(): number {
    return codeKnown(this.harts, this.tiers);
  }

  /** What the next machine with this image may start from. Between two slices only. */
  warmStart(): WarmStart {
    return keepWarmStart(this.harts, this.memoryPlan, this.tiers, this.total);
  }

  private get stateHasher(): StateHasher {
    this.hasher ??= new StateHasher(this.host, this.memoryPlan, this.dirty);
    return this.hasher;
  }

  /** Lower-case hex SHA-256 over {@link dump}'s bytes. Between two slices only. */
  stateHash(): string {
    return this.stateHasher.hash(this.stateSource());
  }

  /** Pages of RAM that the last hash was over: what a further one costs goes with it. */
  get hashedPages(): number {
    return this.stateHasher.pageCount;
  }

  /** The same, without trusting what was marked as written: every page is looked at. */
  stateHashFromScratch(): string {
    this.dirty.markAll();
    return this.stateHash();
  }

  dump(): Iterable<Uint8Array> {
    return this.stateHasher.parts(this.stateSource());
  }

  private stateSource(): StateSource {
    return {
      semantics: SEMANTICS,
      retired: this.total,
      clock: this.clock,
      turn: this.turns,
      activeConsole: this.console.active,
      events: this.events,
      consoleInput: this.console.input,
      devices: this.board.devices,
      disks: this.disks,
    };
  }
}
