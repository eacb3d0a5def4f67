/**
 * A machine: harts, board, clock and console, run in one thread by the contract's deterministic rules.
 *
 * A hart's turn is {@link TURN_INSTRUCTIONS} retired instructions or its wait; stopped and waiting harts are
 * skipped. Before each piece of a turn, due events happen; a piece ends at the next event, so that events fall on
 * exact instruction counts. How often `run` is called, and with what budgets, changes nothing that the guest sees.
 */
import { assert, at } from '../base/assert.ts';
import { type BoardDisk, type BoardDevice, createBoard, DEFAULT_EPOCH_NS, boardStateBytes } from './board/board.ts';
import type { Board, BoardServices, ConsoleName } from './board/board.ts';
import { RAM_BASE } from './board/address-map.ts';
import type { FinishKind } from '../devices/test-finisher/device.ts';
import type { PhysicalMemory } from '../devices/physical-memory.ts';
import { resumeSuspended } from '../isa/riscv64/sbi/hart-state.ts';
import type { SbiHost } from '../isa/riscv64/sbi/host.ts';
import { handleSbiCall } from '../isa/riscv64/sbi/sbi.ts';
import { ATTENTION } from '../memory/hart.ts';
import { type MemoryPlan, PAGE_BYTES, PAGE_FLAG, planMemory } from '../memory/layout.ts';
import type { MachineConfiguration } from './config/configuration.ts';
import type { BootPlan } from './loaders/boot-plan.ts';
import type { MachineEnd, SliceEnd } from './vcpu/loop.ts';
import { fillRam, resetHart } from './run/boot.ts';
import { VirtualClock } from './run/clock.ts';
import { ConsoleInput, MAX_PENDING_INPUT_BYTES } from './run/console-input.ts';
import { readCounters } from './run/counters.ts';
import { EventQueue } from './run/events.ts';
import { Hart, type HartCalls } from './run/hart.ts';
import type { MachineHost } from './run/host.ts';
import { Pacer } from './run/pacer.ts';
import { guestRam } from './run/ram.ts';
import { builtInSbiHost, SSIP } from './run/sbi-host.ts';
import { hashState, stateParts } from './run/state-hash.ts';

/** Raised by every change after which some deterministic run ends in another state. */
export const SEMANTICS = 1;

const TURN_INSTRUCTIONS = 10_000;
/** Code pages decoded at once, in proportion to RAM within these bounds. */
const MIN_DECODED_PAGES = 256;
const MAX_DECODED_PAGES = 2048;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** The longest piece of a run: the module counts its budget in 32 bits. */
const MAX_PIECE_INSTRUCTIONS = 1 << 30;
/** Pieces of a turn that retire nothing before the driver is let back in: a guest may trap for ever. */
const EMPTY_PIECES_PER_RUN = 16;

export interface MachineParts {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  readonly disks: readonly BoardDisk[];
  /** Called inside the guest's write of each console byte, with the console it went to. */
  readonly output: (byte: number, console: ActiveConsole) => void;
}

/** The memory that a machine of this configuration needs. */
export function planMachine(configuration: MachineConfiguration, diskCount: number): MemoryPlan {
  const decoded = configuration.ramBytes / PAGE_BYTES / 4;
  return planMemory({
    harts: configuration.harts,
    ramBytes: configuration.ramBytes,
    ramStart: RAM_BASE,
    machineBytes: PAGE_BYTES,
    deviceBytes: boardStateBytes(diskCount),
    ringBytes: PAGE_BYTES,
    decodedPages: Math.min(MAX_DECODED_PAGES, Math.max(MIN_DECODED_PAGES, decoded)),
  });
}

type ActiveConsole = ConsoleName | 'sbi';

export class Machine {
  readonly memoryPlan: MemoryPlan;
  readonly configuration: MachineConfiguration;
  readonly harts: readonly Hart[];
  readonly board: Board;
  readonly clock = new VirtualClock();
  readonly events = new EventQueue();
  readonly consoleInput = new ConsoleInput();
  private readonly host: MachineHost;
  private readonly parts: MachineParts;
  private readonly ram: PhysicalMemory;
  private readonly sbi: SbiHost;
  private readonly pacer: Pacer;
  private end: MachineEnd | { readonly kind: 'reboot' } | undefined;
  /** Typed bytes go where the guest last printed. */
  private activeConsole: ActiveConsole = 'uart';
  private current: Hart | undefined;
  /** The hart whose turn it is, and what it has used of it. */
  private turnHart = 0;
  private turnUsed = 0;
  /** Retired by all harts up to the last piece's end. */
  private total = 0;
  private stopRequested = false;

  constructor(parts: MachineParts, plan: MemoryPlan, host: MachineHost) {
    const { configuration } = parts;
    this.parts = parts;
    this.host = host;
    this.configuration = configuration;
    this.memoryPlan = plan;
    const { buffer } = host.memory;
    assert(buffer.byteLength === plan.totalBytes, 'the memory has the size that was planned');
    this.harts = this.createHarts(plan, host);
    this.ram = guestRam(buffer, plan, (physical, bytes) => this.hart(0).memoryWritten(physical, bytes));
    this.board = createBoard(
      buffer,
      plan.devicesBase,
      {
        hartCount: configuration.harts,
        seed: BigInt(configuration.seed),
        epochNs: DEFAULT_EPOCH_NS,
        disks: parts.disks,
        columns: DEFAULT_COLUMNS,
        rows: DEFAULT_ROWS,
      },
      this.boardServices(),
    );
    this.sbi = builtInSbiHost(this, this.ram);
    this.pacer = new Pacer(this.clock);
    fillRam(new Uint8Array(buffer, plan.ramBase, plan.ramBytes), plan, configuration, parts.plan);
    this.harts.forEach((hart, index) => resetHart(hart.state, index, configuration, parts.plan));
    this.watchHtif();
  }

  private createHarts(plan: MemoryPlan, host: MachineHost): Hart[] {
    const calls: HartCalls = {
      deviceLoad: (hart, address, bytes) => this.deviceAccess(hart, address, bytes, 'load'),
      deviceStore: (hart, address, bytes) => this.deviceAccess(hart, address, bytes, 'store'),
      sbiCall: (hart) => handleSbiCall(hart.index, this.sbi),
    };
    const harts: Hart[] = [];
    for (let index = 0; index < plan.harts; index++) {
      harts.push(new Hart(index, plan, host, calls, harts[0]?.predecoder));
    }
    return harts;
  }

  hart(index: number): Hart {
    return at(this.harts, index);
  }

  /** Instructions retired by all harts so far, in the middle of a piece too. */
  private get totalNow(): number {
    return this.current ? this.total + this.current.retiredNow - this.current.retired : this.total;
  }

  nowNs(): bigint {
    return this.clock.at(this.totalNow);
  }

  /** Has the running hart stop after its instruction, so that events are looked at anew. */
  private callDriver(): void {
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
    const { state, engine } = this.hart(index);
    const mask = 1n << BigInt(bit);
    const wires = level ? state.wires | mask : state.wires & ~mask;
    if (wires === state.wires) return;
    state.wires = wires;
    engine.attention |= ATTENTION.interrupts;
    // A hart that waits may have its turn now.
    if (this.current?.index !== index) this.callDriver();
  }

  private timeChanged(): void {
    const offset = this.board.time() - this.nowNs() / 100n;
    for (const { engine } of this.harts) {
      engine.timeOffset = BigInt.asUintN(64, offset);
      engine.attention |= ATTENTION.interrupts | ATTENTION.driver;
    }
  }

  /** A console byte, from whichever console the guest uses. */
  print(console: ActiveConsole, byte: number): void {
    this.activeConsole = console;
    this.parts.output(byte, console);
  }

  /** The next typed byte for a guest that polls the SBI console, or -1. */
  pollInput(): number {
    return this.consoleInput.take(this.nowNs());
  }

  private finish(kind: FinishKind, code: number): void {
    this.stop(kind === 'reset' ? { kind: 'reboot' } : { kind: 'ended', reason: 'finisher', code });
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

  /** What `run`'s driver decides (timers, turns) may have changed. */
  hartChanged(): void {
    this.callDriver();
  }

  private deviceAccess(hart: Hart, address: number, bytes: number, access: 'load' | 'store'): boolean {
    const device = this.board.find(address, bytes);
    if (!device) return false;
    const { engine } = hart;
    const offset = address - device.base;
    if (access === 'load') {
      const value = bytes === 8 ? device.port.read64(offset) : BigInt(device.port.read(offset, bytes as 1 | 2 | 4));
      engine.transferLow = Number(value & 0xffff_ffffn);
      engine.transferHigh = Number(value >> 32n);
    } else if (bytes === 8) {
      device.port.write64(offset, (BigInt(engine.transferHigh) << 32n) | BigInt(engine.transferLow));
    } else {
      const mask = bytes === 4 ? 0xffff_ffff : 2 ** (8 * bytes) - 1;
      device.port.write(offset, bytes as 1 | 2 | 4, (engine.transferLow & mask) >>> 0);
    }
    this.deliverInput();
    return true;
  }

  /** Gives typed bytes that have arrived to the console, as far as it has room. */
  private deliverInput(): void {
    if (this.activeConsole === 'sbi' || this.consoleInput.nextNs === undefined) return;
    const port = this.board.consoles[this.activeConsole];
    const nowNs = this.nowNs();
    while (port.canReceive()) {
      const byte = this.consoleInput.take(nowNs);
      if (byte < 0) return;
      port.receive(byte);
    }
  }

  private watchHtif(): void {
    const { htif } = this.parts.plan;
    if (!htif) return;
    const page = Math.floor((htif.tohost - this.memoryPlan.ramStart) / PAGE_BYTES);
    const flags = new Uint8Array(this.host.memory.buffer, this.memoryPlan.pageFlagsBase + page, 1);
    flags[0] = at(flags, 0) | PAGE_FLAG.watched;
  }

  /** The host-target interface: an odd value ends the machine, its code above bit 0. */
  private checkHtif(): void {
    const { htif } = this.parts.plan;
    if (!htif || this.end) return;
    const bytes = new Uint8Array(8);
    this.ram.read(htif.tohost, bytes);
    const value = new DataView(bytes.buffer).getBigUint64(0, true);
    if ((value & 1n) === 0n) return;
    this.stop({ kind: 'ended', reason: 'tohost', code: Number(BigInt.asUintN(31, value >> 1n)) });
  }

  /** Retires at most so many instructions, summed over harts: exactly so many if the end is `budget` in deterministic mode. */
  run(maxInstructions: number): SliceEnd {
    const limit = this.total + maxInstructions;
    this.stopRequested = false;
    let emptyPieces = 0;
    while (!this.end && !this.stopRequested && emptyPieces < EMPTY_PIECES_PER_RUN) {
      this.happen();
      if (this.end || this.total >= limit) break;
      const hart = this.chooseHart();
      if (!hart) {
        const idle = this.allWait();
        if (idle) return idle;
        continue;
      }
      emptyPieces = this.runPiece(hart, limit) === 0 ? emptyPieces + 1 : 0;
    }
    return this.end ?? { kind: 'budget' };
  }

  /** Everything that is due now. */
  private happen(): void {
    const nowNs = this.nowNs();
    for (;;) {
      const event = this.events.takeDue(nowNs);
      if (!event) break;
      at<BoardDevice>(this.board.devices, event.device).port.tick(event.tag);
    }
    this.deliverInput();
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

  /** The hart whose turn it is, or the next one that can run. */
  private chooseHart(): Hart | undefined {
    const first = this.hart(this.turnHart);
    if (this.turnUsed < TURN_INSTRUCTIONS && this.isRunnable(first)) return first;
    for (let step = 1; step <= this.harts.length; step++) {
      const index = (this.turnHart + step) % this.harts.length;
      if (!this.isRunnable(this.hart(index))) continue;
      this.turnHart = index;
      this.turnUsed = 0;
      return this.hart(index);
    }
    return undefined;
  }

  /** The next moment at which something happens by itself. */
  private nextHappeningNs(): bigint | undefined {
    const nowNs = this.nowNs();
    const times: bigint[] = [];
    if (this.events.nextNs !== undefined) times.push(this.events.nextNs);
    const { nextNs } = this.consoleInput;
    if (nextNs !== undefined && nextNs > nowNs) times.push(nextNs);
    for (const { state } of this.harts) {
      if (state.hsmState === 1) continue;
      const due = this.board.timeOf(state.stimecmp);
      if (due !== undefined && due > nowNs) times.push(due);
    }
    return times.reduce<bigint | undefined>((least, time) => (least === undefined || time < least ? time : least), undefined);
  }

  /** Every hart waits: time jumps to the next event, or the driver is told to wait. */
  private allWait(): SliceEnd | undefined {
    const nextNs = this.nextHappeningNs();
    if (nextNs === undefined) return { kind: 'idle', waitNs: undefined };
    if (this.configuration.mode === 'realtime') {
      return { kind: 'idle', waitNs: Number(nextNs - this.nowNs()) };
    }
    this.clock.jump(this.total, nextNs);
    return undefined;
  }

  private runPiece(hart: Hart, limit: number): number {
    const nextNs = this.nextHappeningNs();
    const untilEvent =
      nextNs === undefined ? MAX_PIECE_INSTRUCTIONS : this.clock.instructionsUntil(this.total, nextNs);
    const turnLeft = this.harts.length === 1 ? MAX_PIECE_INSTRUCTIONS : TURN_INSTRUCTIONS - this.turnUsed;
    const budget = Math.max(1, Math.min(limit - this.total, turnLeft, untilEvent, MAX_PIECE_INSTRUCTIONS));
    this.current = hart;
    const done = hart.run(budget, this.clock, this.total);
    this.current = undefined;
    hart.engine.attention &= ~ATTENTION.driver;
    this.total += done;
    this.turnUsed = this.harts.length === 1 ? 0 : this.turnUsed + done;
    if (hart.state.waiting !== 0 || hart.state.hsmState !== 0) this.turnUsed = TURN_INSTRUCTIONS;
    this.checkHtif();
    return done;
  }

  requestStop(): void {
    this.stopRequested = true;
    this.callDriver();
  }

  scheduleInput(bytes: Uint8Array, firstDelayNs: number, gapNs: number): void {
    this.consoleInput.schedule(bytes, this.nowNs() + BigInt(Math.round(firstDelayNs)), BigInt(Math.round(gapNs)));
    this.callDriver();
  }

  inputRoom(): number {
    return MAX_PENDING_INPUT_BYTES - this.consoleInput.pendingBytes;
  }

  input(bytes: Uint8Array): number {
    const room = this.inputRoom();
    this.consoleInput.schedule(bytes.slice(0, room), this.nowNs(), 0n);
    return Math.min(room, bytes.length);
  }

  /** Real time: fits guest time to `wallNs` since this machine was made. */
  pace(wallNs: number): void {
    const idle = this.harts.every(({ state }) => state.waiting !== 0 || state.hsmState !== 0);
    this.pacer.fit(wallNs, this.total, idle);
  }

  retired(): number {
    return this.total;
  }

  instructions(): readonly number[] {
    return this.harts.map((hart) => hart.retired);
  }

  counters(): Readonly<Record<string, readonly number[] | null>> {
    return readCounters(this.harts);
  }

  stateHash(): string {
    return hashState(this.stateSource());
  }

  dump(): Iterable<Uint8Array> {
    return stateParts(this.stateSource());
  }

  private stateSource() {
    return {
      semantics: SEMANTICS,
      buffer: this.host.memory.buffer,
      plan: this.memoryPlan,
      harts: this.harts,
      nowNs: this.nowNs(),
      turn: { hart: this.turnHart, used: this.turnUsed },
      activeConsole: this.activeConsole,
      events: this.events,
      consoleInput: this.consoleInput,
      devices: this.board.devices,
      disks: this.parts.disks,
    };
  }
}
