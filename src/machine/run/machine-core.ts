/**
 * What makes a machine go: harts, board, clock and console put together, and run in turns. What others do with a
 * machine is in machine.ts.
 *
 * A hart's turn is 10,000 retired instructions or its wait; stopped and waiting harts are
 * skipped. Before each piece of a turn, due events happen; a piece ends at the next event, so that events fall on
 * exact instruction counts. How often `run` is called, and with what budgets, changes nothing that the guest sees.
 */
import { assert, at } from '../../base/assert.ts';
import type { Board, BoardDevice, BoardServices } from '../board/board.ts';
import type { FinishKind } from '../../devices/test-finisher/device.ts';
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import { resumeSuspended } from '../../isa/riscv64/sbi/hart-state.ts';
import type { SbiHost } from '../../isa/riscv64/sbi/host.ts';
import { handleSbiCall } from '../../isa/riscv64/sbi/sbi.ts';
import type { RegionCache } from '../../exec/jit/region-cache.ts';
import { RegionCounts } from '../../exec/jit/counts.ts';
import { ATTENTION } from '../../memory/hart.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { MachineEnd, SliceEnd } from '../vcpu/loop.ts';
import { fillRam, resetHart } from './boot.ts';
import { accessDevice } from './bus.ts';
import { VirtualClock } from './clock.ts';
import { DirtyPages } from './dirty-pages.ts';
import { DiskDigest } from './disk-digest.ts';
import { EventQueue } from './events.ts';
import { type ActiveConsole, GuestConsole } from './guest-console.ts';
import { createHarts } from './create-harts.ts';
import type { Hart, HartCalls } from './hart.ts';
import type { MachineHost } from './host.ts';
import { Htif } from './htif.ts';
import { nextHappeningNs } from './next-happening.ts';
import { Outside } from './outside.ts';
import { boardOf, type MachineParts } from './machine-parts.ts';
import { guestRam } from './ram.ts';
import { builtInSbiHost, SSIP } from './sbi-host.ts';
import { Tiers } from './tiers.ts';
import { setTlbEntries } from './tlb-size.ts';
import { Turns } from './turns.ts';
import { WorkTime } from './work-time.ts';

/** The longest piece of a run: the module counts its budget in 32 bits. */
const MAX_PIECE_INSTRUCTIONS = 1 << 30;
/**
 * Pieces and jumps of time that retire nothing before the driver is let back in: a guest may trap for ever (a
 * thousand times in a piece). More than a few, since SBI calls in a row are such pieces, too.
 */
const EMPTY_PIECES_PER_RUN = 16;

export class MachineCore {
  readonly memoryPlan: MemoryPlan;
  readonly buffer: ArrayBufferLike;
  readonly configuration: MachineConfiguration;
  readonly harts: readonly Hart[];
  readonly board: Board;
  readonly clock = new VirtualClock();
  readonly events = new EventQueue();
  readonly console: GuestConsole;
  readonly disks: readonly DiskDigest[];
  readonly turns: Turns;
  /** Which pages of RAM were written. */
  readonly dirty: DirtyPages;
  /** Called after each piece of a run; may ask for a stop. For breakpoints and watchpoints. */
  afterPiece: (() => void) | undefined;
  protected readonly host: MachineHost;
  readonly tiers: Tiers;
  /** Where the host's time goes. */
  readonly work: WorkTime;
  private readonly wantedTiers: MachineParts['wantedTiers'];
  private readonly ram: PhysicalMemory;
  protected readonly sbi: SbiHost;
  protected readonly outside: Outside;
  protected readonly htif: Htif | undefined;
  protected end: MachineEnd | { readonly kind: 'reboot' } | undefined;
  private current: Hart | undefined;
  /** Retired by all harts up to the last piece's end. */
  protected total = 0;
  protected stopRequested = false;

  constructor(parts: MachineParts, plan: MemoryPlan, host: MachineHost) {
    const { configuration } = parts;
    this.host = host;
    this.work = new WorkTime(host.nowNs);
    this.configuration = configuration;
    this.memoryPlan = plan;
    this.dirty = new DirtyPages(plan, host.memory.buffer);
    const { buffer } = host.memory;
    this.buffer = buffer;
    assert(buffer.byteLength === plan.totalBytes, 'the memory has the size that was planned');
    this.harts = createHarts(plan, host, this.hartCalls(), parts.cache?.start);
    for (const { engine } of this.harts) setTlbEntries(engine, configuration.tlbEntries);
    const counts = new RegionCounts(configuration.count === 'detail');
    const repeats = configuration.mode === 'deterministic';
    this.tiers = new Tiers(this.harts, plan, buffer, { ...parts.cache, counts, repeats }, parts.translating);
    this.tiers.set(configuration.tiers);
    this.wantedTiers = parts.wantedTiers;
    this.turns = new Turns(this.harts, (hart) => this.isRunnable(hart));
    this.console = new GuestConsole(parts.output);
    // By the hart in progress, if there is one: what it goes on with may be what was written.
    this.ram = guestRam(buffer, plan, (physical, bytes) => this.memoryWritten(physical, bytes));
    this.disks = parts.disks.map((disk) => new DiskDigest(disk));
    this.board = boardOf(configuration, this.disks, buffer, plan, this.boardServices());
    this.sbi = builtInSbiHost(this, this.ram);
    this.outside = new Outside({
      clock: this.clock,
      console: this.console,
      totalNow: () => this.totalNow,
      nowNs: () => this.nowNs(),
      nextHappeningNs: () => this.nextHappeningNs(),
      resizeConsole: (columns, rows) => this.board.resizeConsole(columns, rows),
    });
    fillRam(this.ram, configuration, parts.plan);
    this.harts.forEach((hart, index) => resetHart(hart.state, index, configuration, parts.plan));
    const { htif } = parts.plan;
    this.htif = htif && new Htif(htif.tohost, this.ram, buffer, plan);
  }

  protected memoryWritten(physical: number, bytes: number): void {
    (this.current ?? this.hart(0)).memoryWritten(physical, bytes);
  }

  protected hartCalls(): HartCalls {
    return {
      deviceLoad: (hart, address, bytes) =>
        this.work.answering(() => this.deviceAccess(hart, address, bytes, 'load')),
      deviceStore: (hart, address, bytes) =>
        this.work.answering(() => this.deviceAccess(hart, address, bytes, 'store')),
      sbiCall: (hart) => this.work.answering(() => handleSbiCall(hart.index, this.sbi)),
    };
  }

  /** Translated code, once a translating tier was on. */
  get regions(): RegionCache | undefined {
    return this.tiers.regions;
  }

  hart(index: number): Hart {
    return at(this.harts, index);
  }

  /** Between two slices only; what the TLBs held is given up. */
  setTlbEntries(entries: number): void {
    for (const hart of this.harts) {
      setTlbEntries(hart.engine, entries);
      hart.flush();
    }
  }

  /** Instructions retired by all harts so far, in the middle of a piece too. */
  private get totalNow(): number {
    return this.current ? this.total + this.current.retiredNow - this.current.retiredBefore : this.total;
  }

  nowNs(): bigint {
    return this.clock.at(this.totalNow);
  }

  /** Has the running hart stop after its instruction, so that events are looked at anew. */
  protected callDriver(): void {
    if (this.current) this.current.engine.attention |= ATTENTION.driver;
  }

  private boardServices(): BoardServices {
    return {
      nowNs: () => this.nowNs(),
      schedule: (device, tag, atNs) => {
        this.events.schedule(device, tag, atNs);
        this.callDriver();
      },
      cancel: (device, tag) => this.events.cancel(device, tag),
      setHartWire: (hart, bit, level) => this.setHartWire(hart, bit, level),
      timeChanged: () => this.timeChanged(),
      output: (console, byte) => this.print(console, byte),
      finish: (kind, code) => this.finish(kind, code),
      memory: this.ram,
    };
  }

  private setHartWire(index: number, bit: number, level: boolean): void {
    const { state } = this.hart(index);
    const mask = 1n << BigInt(bit);
    const wires = level ? state.wires | mask : state.wires & ~mask;
    if (wires === state.wires) return;
    state.wires = wires;
    this.summon(index, ATTENTION.interrupts);
    // A hart that waits may have its turn now.
    if (this.current?.index !== index) this.callDriver();
  }

  protected timeChanged(): void {
    const offset = this.board.time() - this.nowNs() / 100n;
    for (const { engine, index } of this.harts) {
      engine.timeOffset = BigInt.asUintN(64, offset);
      this.summon(index, ATTENTION.interrupts | ATTENTION.driver);
    }
  }

  /** A console byte, from whichever console the guest uses. */
  print(console: ActiveConsole, byte: number): void {
    this.console.print(console, byte);
  }

  /** The next typed byte for a guest that polls the SBI console, or -1. */
  pollInput(): number {
    return this.console.input.take(this.nowNs());
  }

  /** A failure without a code ends with 1: to whoever asks for the status it is one. */
  private finish(kind: FinishKind, code: number): void {
    const status = kind === 'fail' ? code || 1 : code;
    this.stop(kind === 'reset' ? { kind: 'reboot' } : { kind: 'ended', reason: 'finisher', code: status });
  }

  /** The guest is over, after the instruction in progress. */
  stop(end: MachineEnd | { readonly kind: 'reboot' }): void {
    this.end ??= end;
    this.callDriver();
  }

  raiseSoftwareInterrupt(index: number): void {
    const { state, engine } = this.hart(index);
    state.mip |= SSIP;
    engine.attention |= ATTENTION.interrupts;
    this.callDriver();
  }

  /** A hart was started, stopped or suspended. Where it starts anew, its `satp` is another one. */
  hartChanged(index: number): void {
    this.summon(index, ATTENTION.flush);
    this.callDriver();
  }

  /** Has a hart look up before its next instruction. */
  protected summon(index: number, attention: number): void {
    this.hart(index).engine.attention |= attention;
  }

  /** Another hart has changed page tables. Where harts take turns, translations follow these by themselves. */
  fenceHart(_index: number): void {}

  protected deviceAccess(hart: Hart, address: number, bytes: number, access: 'load' | 'store'): boolean {
    if (!accessDevice(this.board, hart, address, bytes, access)) return false;
    this.console.offer(this.board.consoles, this.nowNs());
    return true;
  }

  protected checkHtif(): void {
    const code = this.htif?.endCode();
    if (code !== undefined && !this.end) this.stop({ kind: 'ended', reason: 'tohost', code });
  }

  /**
   * Retires at most so many instructions, summed over harts: exactly so many if the end is `budget` in
   * deterministic mode, unless a stop was asked for. What is due at the last count has happened then.
   */
  run(maxInstructions: number): SliceEnd {
    return this.work.executing(() => this.runSlice(maxInstructions));
  }

  private runSlice(maxInstructions: number): SliceEnd {
    this.tiers.follow(this.wantedTiers?.() ?? 0, this.total);
    const limit = this.total + maxInstructions;
    if (maxInstructions > 0) this.outside.stand('settled');
    const end = this.runTo(limit);
    if (end.kind === 'idle') this.outside.stand('idle');
    else if (maxInstructions > 0) this.outside.stand(this.total >= limit ? 'settled' : 'between');
    return end;
  }

  protected runTo(limit: number): SliceEnd {
    this.stopRequested = false;
    // A program may come with its end in it: otherwise the first piece's length would decide when it is seen.
    this.checkHtif();
    let emptyPieces = 0;
    while (!this.end) {
      this.happen();
      if (this.end || this.stopRequested || this.total >= limit || emptyPieces >= EMPTY_PIECES_PER_RUN) break;
      const hart = this.turns.next();
      if (!hart) {
        const idle = this.allWait();
        if (idle) return idle;
        // A device may go on by itself for ever while every hart sleeps.
        emptyPieces++;
        continue;
      }
      emptyPieces = this.runPiece(hart, limit) === 0 ? emptyPieces + 1 : 0;
    }
    return this.end ?? { kind: 'budget' };
  }

  /** Everything that is due now: events in the order in which they were scheduled, then typed bytes. */
  protected happen(): void {
    const nowNs = this.nowNs();
    let event = this.events.takeDue(nowNs);
    if (event) {
      this.outside.noteProgress();
      for (; event; event = this.events.takeDue(nowNs)) {
        at<BoardDevice>(this.board.devices, event.device).port.tick(event.tag);
      }
      // A device may have made room, or have written to memory.
      this.console.offer(this.board.consoles, nowNs);
      this.checkHtif();
    }
    this.console.arrive(this.board.consoles, nowNs);
  }

  private isRunnable(hart: Hart): boolean {
    const { state } = hart;
    if (state.waiting !== 0) {
      if (!hart.wakes(this.clock, this.total)) return false;
      state.waiting = 0;
      resumeSuspended(state);
    }
    return state.hsmState === 0;
  }

  /** The next moment at which something happens by itself. */
  protected nextHappeningNs(): bigint | undefined {
    return nextHappeningNs(this, this.nowNs());
  }

  /** Every hart waits: time jumps to the next event, or the driver is told to wait. */
  protected allWait(): SliceEnd | undefined {
    const nextNs = this.nextHappeningNs();
    if (nextNs === undefined) {
      this.outside.noteIdle();
      return { kind: 'idle', waitNs: undefined };
    }
    if (this.configuration.mode === 'realtime') {
      this.outside.noteIdle();
      return { kind: 'idle', waitNs: Number(nextNs - this.nowNs()) };
    }
    this.clock.jump(this.total, nextNs);
    return undefined;
  }

  private runPiece(hart: Hart, limit: number): number {
    const nextNs = this.nextHappeningNs();
    const untilEvent =
      nextNs === undefined ? MAX_PIECE_INSTRUCTIONS : this.clock.instructionsUntil(this.total, nextNs);
    const most = Math.min(limit - this.total, this.turns.left, untilEvent, MAX_PIECE_INSTRUCTIONS);
    const budget = Math.max(1, most);
    this.current = hart;
    const done = hart.run(budget, this.clock, this.total);
    this.current = undefined;
    this.outside.noteProgress();
    hart.engine.attention &= ~ATTENTION.driver;
    this.total += done;
    this.turns.spend(hart, done);
    this.checkHtif();
    this.afterPiece?.();
    return done;
  }

  requestStop(): void {
    this.stopRequested = true;
    this.callDriver();
  }
}
