/**
 * A machine whose harts run at the same time once their threads have come up; until then, and for steps, they take
 * turns. Apart from the machine itself, so that whoever runs no such machine does without its code.
 */
import { ATTENTION } from '../../memory/hart.ts';
import { type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';
import { INBOX } from '../../memory/threads.ts';
import { handleSbiCall } from '../../isa/riscv64/sbi/sbi.ts';
import { Machine, type MachineParts } from '../machine.ts';
import type { Hart, HartCalls } from '../run/hart.ts';
import type { MachineHost } from '../run/host.ts';
import { STIP } from '../run/sbi-host.ts';
import type { SliceEnd } from '../vcpu/loop.ts';
import { HartThreads, type LedMachine } from './leading.ts';

/** Of the SBI's hart state management: the extension, and its state STOPPED (chapter 9). */
const HSM_EXTENSION = 0x48534dn;
const HSM_STOPPED = 1;

export class ConcurrentMachine extends Machine {
  /** Not there yet while the machine is made. */
  private readonly threads: HartThreads | undefined;
  private readonly led: LedMachine;

  constructor(parts: MachineParts, plan: MemoryPlan, host: MachineHost) {
    super(parts, plan, host);
    this.led = {
      getHarts: () => this.harts,
      happen: () => {
        this.happen();
        this.checkHtif();
      },
      isOver: () => this.end !== undefined || this.stopRequested,
      nextHappeningNs: () => this.nextHappeningNs(),
      timerNs: (hart) => this.timerNs(hart),
      access: (hart, address, bytes, access) => this.deviceAccess(hart, address, bytes, access),
      sbiCall: (hart) => this.answer(hart),
    };
    this.threads = HartThreads.start(plan, host, parts.configuration.tiers);
  }

  /** Harts that get threads have them; until then they take turns. */
  get isReady(): boolean {
    return this.threads?.isReady ?? true;
  }

  private get running(): HartThreads | undefined {
    return this.threads?.isRunning ? this.threads : undefined;
  }

  /** When a hart's timer ends its wait, if it has one. */
  private timerNs({ state }: Hart): bigint | undefined {
    const mayWake = state.hsmState !== HSM_STOPPED && (state.mie & STIP) !== 0n;
    return mayWake ? this.board.timeOf(state.stimecmp) : undefined;
  }

  private answer(hart: Hart): void {
    const { x } = hart.state;
    const target = Number(x[10] ?? 0n);
    // Whoever was stopped just now may still be leaving its piece: it writes its own registers until it sleeps.
    const isStart = x[17] === HSM_EXTENSION && x[16] === 0n;
    if (isStart && this.harts[target]?.state.hsmState === HSM_STOPPED) this.running?.awaitAsleep(target);
    handleSbiCall(hart.index, this.sbi);
  }

  override nowNs(): bigint {
    return this.running?.nowNs() ?? super.nowNs();
  }

  protected override hartCalls(): HartCalls {
    return { ...super.hartCalls(), codeWritten: (page) => this.threads?.written(page, 0) };
  }

  protected override memoryWritten(physical: number, bytes: number): void {
    const page = Math.floor((physical - this.memoryPlan.ramStart) / PAGE_BYTES);
    if (this.running) {
      this.running.written(page);
      this.dirty.note(page);
    } else super.memoryWritten(physical, bytes);
  }

  protected override summon(index: number, attention: number): void {
    const inbox = attention & ATTENTION.flush ? INBOX.flush : INBOX.interrupts;
    if (this.running) this.running.post(index, inbox);
    else super.summon(index, attention);
  }

  override raiseSoftwareInterrupt(index: number): void {
    if (this.running) this.running.post(index, INBOX.software);
    else super.raiseSoftwareInterrupt(index);
  }

  /** Nothing watches page tables here. */
  override fenceHart(index: number): void {
    this.hartChanged(index);
  }

  protected override runTo(limit: number): SliceEnd {
    if (this.threads?.takesSlice(limit - this.total)) return this.runTogether(this.threads, limit);
    this.threads?.handOver(this.harts, false);
    return super.runTo(limit);
  }

  /** A slice in which all harts run at the same time. */
  private runTogether(threads: HartThreads, limit: number): SliceEnd {
    this.stopRequested = false;
    const idle = threads.run(this.led, this.nowNs(), limit - this.total, this.tiers.current);
    const anchorNs = threads.nowNs();
    this.total = this.harts.reduce((sum, { retired }) => sum + retired, 0);
    this.clock.setLine({ anchorNs, anchorCount: BigInt(this.total), rate: this.clock.rate });
    this.end ??= threads.failure;
    if (this.end) threads.end();
    // A timer may have run out between the last look and now.
    const isDue = this.harts.some((hart) => (this.timerNs(hart) ?? anchorNs + 1n) <= anchorNs);
    return this.end ?? (idle && !isDue ? this.allWait() : undefined) ?? { kind: 'budget' };
  }
}
