/**
 * Breakpoints and watchpoints of one machine. To the guest they are nothing: a breakpoint is a decoded entry
 * that goes back to the driver, a watchpoint a page whose stores take the slow path.
 *
 * Breakpoints are virtual addresses, on any hart, in any address space. Decoded code knows only the offset in
 * its page, so the loop stops wherever that fits, and here the whole pc is compared. A watchpoint is a range of
 * physical memory; it is hit when its contents have changed.
 */
import { assert, at } from '../../base/assert.ts';
import { PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';

export interface Watchpoint {
  /** Guest-physical, inside RAM. */
  readonly address: number;
  readonly lengthBytes: number;
}

export type Hit =
  | { readonly kind: 'breakpoint'; readonly hart: number; readonly address: bigint; readonly count: number }
  | {
      readonly kind: 'watchpoint';
      readonly hart: number;
      readonly watch: Watchpoint;
      readonly count: number;
    };

interface Watched {
  readonly watch: Watchpoint;
  readonly view: Uint8Array;
  seen: Uint8Array;
}

const offsetOf = (address: bigint): number => Number(BigInt.asUintN(12, address));
const NONE: ReadonlySet<number> = new Set();

export class Stops {
  private readonly machine: Machine;
  private readonly breakpoints = new Set<bigint>();
  private offsets = new Set<number>();
  private watched: Watched[] = [];
  /** Pages whose flag was set here, and by nobody else. */
  private flagged = new Set<number>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  get isEmpty(): boolean {
    return this.breakpoints.size === 0 && this.watched.length === 0;
  }

  /** Even addresses; others are never executed. */
  setBreakpoints(addresses: Iterable<bigint>): void {
    this.breakpoints.clear();
    for (const address of addresses) this.breakpoints.add(BigInt.asUintN(64, address));
    this.offsets = new Set([...this.breakpoints].map(offsetOf).filter((offset) => offset % 2 === 0));
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    const { machine } = this;
    const { ramStart, ramBytes, ramBase } = machine.memoryPlan;
    for (const page of this.flagged) this.flag(page, false);
    this.flagged = new Set();
    this.watched = watchpoints.map((watch) => {
      const offset = watch.address - ramStart;
      assert(offset >= 0 && offset + watch.lengthBytes <= ramBytes, 'a watchpoint lies inside RAM');
      const last = Math.floor((offset + watch.lengthBytes - 1) / PAGE_BYTES);
      for (let page = Math.floor(offset / PAGE_BYTES); page <= last; page++) this.flag(page, true);
      const view = new Uint8Array(machine.buffer, ramBase + offset, watch.lengthBytes);
      return { watch, view, seen: view.slice() };
    });
    machine.dirty.emptyStoreTlbs();
  }

  private flag(page: number, on: boolean): void {
    const flags = new Uint8Array(this.machine.buffer, this.machine.memoryPlan.pageFlagsBase + page, 1);
    const flag = at(flags, 0);
    if (!on) flags[0] = flag & ~PAGE_FLAG.watched;
    else if ((flag & PAGE_FLAG.watched) === 0) {
      flags[0] = flag | PAGE_FLAG.watched;
      this.flagged.add(page);
    }
  }

  /** The contents of watched memory now are what changes are compared with. */
  look(): void {
    for (const watched of this.watched) watched.seen = watched.view.slice();
  }

  /** Turns breakpoints on or off, to execute the instruction at one of them. */
  arm(on: boolean): void {
    this.machine.hart(0).predecoder.setStops(on ? this.offsets : NONE);
  }

  /** Whether the hart whose turn it is has been sent back by the loop. */
  get isAtOffset(): boolean {
    return this.offsets.has(offsetOf(this.pc));
  }

  private get pc(): bigint {
    return this.machine.hart(this.machine.turns.hart).state.pc;
  }

  /** What is hit where the machine stands. A change of memory is reported once. */
  check(): Hit | undefined {
    const hart = this.machine.turns.hart;
    const count = this.machine.retired();
    for (const watched of this.watched) {
      const changed = watched.view.some((byte, index) => byte !== watched.seen[index]);
      if (!changed) continue;
      watched.seen = watched.view.slice();
      return { kind: 'watchpoint', hart, watch: watched.watch, count };
    }
    return this.breakpointHere();
  }

  breakpointHere(): Hit | undefined {
    const address = this.pc;
    if (!this.breakpoints.has(address)) return undefined;
    return { kind: 'breakpoint', hart: this.machine.turns.hart, address, count: this.machine.retired() };
  }
}
