/**
 * What GDB's packets mean to a machine with its past (GDB manual, appendix "Remote Serial Protocol").
 *
 * Harts are threads, numbered from 1. Going backward is `bs` and `bc`. The guest cannot be written to: a run that
 * was changed by hand could not be gone back over. A watchpoint is hit when the contents change. Where the guest
 * has ended, GDB is told that its log is over, so that it can still go back.
 */
import type { History, TravelEnd } from '../../machine/time-travel/history.ts';
import { continueBack, finish, stepBack } from '../../machine/time-travel/journeys.ts';
import type { Watchpoint } from '../../machine/time-travel/stops.ts';
import { lookAt, translateFor } from '../../machine/time-travel/look.ts';
import { toHex } from './packets.ts';
import { GENERAL, REGISTERS, registerHex, TARGET_DESCRIPTION } from './registers.ts';

/** Instructions between two looks at what GDB wants. */
const SLICE_INSTRUCTIONS = 2_000_000;
const OK = 'OK';
const UNKNOWN = '';
const REFUSED = 'E01';
const SIGNAL = { interrupt: '02', trap: '05' } as const;
const SUPPORTED = [
  'PacketSize=4000',
  'qXfer:features:read+',
  'ReverseStep+',
  'ReverseContinue+',
  'QStartNoAckMode+',
  'swbreak+',
  'hwbreak+',
  'vContSupported+',
].join(';');

export interface TargetHost {
  /** Lets packets come in; true once GDB asks for a stop. */
  breathe(): Promise<boolean>;
}

const hexNumber = (text: string): bigint | undefined =>
  /^[0-9a-fA-F]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;

export class GdbTarget {
  private readonly history: History;
  private readonly host: TargetHost;
  private readonly breakpoints = new Set<bigint>();
  private readonly watchpoints = new Map<string, Watchpoint & { readonly virtual: bigint }>();
  /** The hart whose registers are meant. */
  private hart = 0;

  constructor(history: History, host: TargetHost) {
    this.history = history;
    this.host = host;
  }

  /** The answer to a packet; undefined where GDB goes away. */
  async answer(packet: string): Promise<string | undefined> {
    switch (packet[0]) {
      case '?':
        return this.stopped(SIGNAL.trap);
      case 'g':
        return REGISTERS.slice(0, GENERAL)
          .map((register) => registerHex(register, this.state))
          .join('');
      case 'p':
        return this.readRegister(packet.slice(1));
      case 'm':
        return this.readMemory(packet.slice(1));
      case 'G':
      case 'P':
      case 'M':
      case 'X':
        return REFUSED;
      case 'H':
        return this.selectHart(packet.slice(2));
      case 'T':
        return this.hartNumber(packet.slice(1)) === undefined ? REFUSED : OK;
      case 'Z':
      case 'z':
        return this.setStop(packet);
      case 'c':
        return this.goOn();
      case 's':
        return this.afterStep(this.history.step());
      case 'b':
        return packet === 'bs' ? this.stepBack() : packet === 'bc' ? this.goBack() : UNKNOWN;
      case 'v':
        return this.verbose(packet);
      case 'q':
        return this.query(packet);
      case 'D':
      case 'k':
        return undefined;
      default:
        return UNKNOWN;
    }
  }

  private get state() {
    return this.history.machine.hart(this.hart).state;
  }

  private stopped(signal: string, detail = ''): string {
    this.hart = this.history.machine.turns.hart;
    return `T${signal}thread:${this.hart + 1};${detail}`;
  }

  private hartNumber(text: string): number | undefined {
    const number = Number.parseInt(text, 16);
    return number >= 1 && number <= this.history.machine.harts.length ? number - 1 : undefined;
  }

  private selectHart(text: string): string {
    if (text === '-1' || text === '0') return OK;
    const hart = this.hartNumber(text);
    if (hart === undefined) return REFUSED;
    this.hart = hart;
    return OK;
  }

  private readRegister(text: string): string {
    const register = REGISTERS[Number.parseInt(text, 16)];
    return register ? registerHex(register, this.state) : REFUSED;
  }

  private readMemory(text: string): string {
    const [addressText = '', lengthText = ''] = text.split(',');
    const address = hexNumber(addressText);
    const length = Number.parseInt(lengthText, 16);
    if (address === undefined || !(length > 0 && length <= 0x4000)) return REFUSED;
    const bytes = lookAt(this.history.machine, this.hart, address, length);
    return bytes.length === 0 ? REFUSED : toHex(bytes);
  }

  /** `Z0,ADDRESS,KIND` and its likes. */
  private setStop(packet: string): string {
    const [type = '', addressText = '', lengthText = ''] = packet.slice(1).split(',');
    const address = hexNumber(addressText);
    if (address === undefined) return REFUSED;
    const isOn = packet.startsWith('Z');
    if (type === '0' || type === '1') {
      if (isOn) this.breakpoints.add(address);
      else this.breakpoints.delete(address);
      this.history.stops.setBreakpoints(this.breakpoints);
      return OK;
    }
    // Reads cannot be watched.
    if (type !== '2') return UNKNOWN;
    if (isOn) {
      const watch = this.watchpoint(address, Number.parseInt(lengthText, 16));
      if (!watch) return REFUSED;
      this.watchpoints.set(packet.slice(1), { ...watch, virtual: address });
    } else this.watchpoints.delete(packet.slice(1));
    this.history.stops.setWatchpoints([...this.watchpoints.values()]);
    return OK;
  }

  private watchpoint(virtual: bigint, lengthBytes: number): Watchpoint | undefined {
    const { machine } = this.history;
    if (!(lengthBytes > 0 && lengthBytes <= 4096)) return undefined;
    if (lookAt(machine, this.hart, virtual, lengthBytes).length < lengthBytes) return undefined;
    const physical = translateFor(machine, this.hart, virtual);
    return physical === undefined ? undefined : { address: Number(physical), lengthBytes };
  }

  private verbose(packet: string): string | Promise<string> {
    if (packet === 'vCont?') return 'vCont;c;C;s;S';
    if (/^vCont;[sS]/.test(packet)) return this.afterStep(this.history.step());
    if (/^vCont;[cC]/.test(packet)) return this.goOn();
    return UNKNOWN;
  }

  private afterStep(end: TravelEnd): string {
    return end.kind === 'reached' || end.kind === 'hit' || end.kind === 'stopped'
      ? this.stopped(SIGNAL.trap)
      : this.stopped(SIGNAL.trap, 'replaylog:end;');
  }

  private async goOn(): Promise<string> {
    for (;;) {
      const end = this.history.continue(this.history.count + SLICE_INSTRUCTIONS);
      if (end.kind === 'stopped') return this.stopped(SIGNAL.trap);
      if (end.kind !== 'reached') return this.hit(end);
      if (await this.host.breathe()) return this.stopped(SIGNAL.interrupt);
    }
  }

  private hit(end: TravelEnd): string {
    if (end.kind !== 'hit') return this.stopped(SIGNAL.trap, 'replaylog:end;');
    const { hit } = end;
    if (hit.kind === 'breakpoint') return this.stopped(SIGNAL.trap, 'swbreak:;');
    const watch = [...this.watchpoints.values()].find(({ address }) => address === hit.watch.address);
    return this.stopped(SIGNAL.trap, `watch:${(watch?.virtual ?? 0n).toString(16)};`);
  }

  private stepBack(): string {
    if (this.history.count === 0) return this.stopped(SIGNAL.trap, 'replaylog:begin;');
    finish(stepBack(this.history, 1));
    return this.stopped(SIGNAL.trap);
  }

  private goBack(): string {
    const end = finish(continueBack(this.history));
    return end.kind === 'hit' ? this.hit(end) : this.stopped(SIGNAL.trap, 'replaylog:begin;');
  }

  private query(packet: string): string {
    const name = packet.split(/[:,]/)[0];
    switch (name) {
      case 'qSupported':
        return SUPPORTED;
      case 'qAttached':
        return '1';
      case 'qC':
        return `QC${this.hart + 1}`;
      case 'qfThreadInfo':
        return `m${this.history.machine.harts.map(({ index }) => (index + 1).toString(16)).join(',')}`;
      case 'qsThreadInfo':
        return 'l';
      case 'qThreadExtraInfo':
        return toHex(Buffer.from('hart'));
      case 'qSymbol':
        return OK;
      case 'qXfer':
        return this.description(packet);
      case 'qRcmd':
        return this.monitor(Buffer.from(packet.slice('qRcmd,'.length), 'hex').toString());
      default:
        return UNKNOWN;
    }
  }

  private description(packet: string): string {
    const range = /^qXfer:features:read:target\.xml:([0-9a-f]+),([0-9a-f]+)$/.exec(packet);
    if (!range) return UNKNOWN;
    const start = Number.parseInt(range[1] ?? '', 16);
    const part = TARGET_DESCRIPTION.slice(start, start + Number.parseInt(range[2] ?? '', 16));
    return `${start + part.length < TARGET_DESCRIPTION.length ? 'm' : 'l'}${part}`;
  }

  /** To a moment of the past, or forward to one that has not been yet. */
  private goTo(count: number): void {
    this.history.goTo(count);
    if (count > this.history.count) this.history.step(count - this.history.count);
  }

  /** `monitor …` at GDB's prompt: where the run is, and going there. */
  private monitor(text: string): string {
    const [verb = '', operand = ''] = text.trim().split(/\s+/);
    if (verb === 'goto' && /^\d{1,15}$/.test(operand)) this.goTo(Number(operand));
    else if (verb === 'end') this.history.goToNewest();
    else if (verb !== 'count' && verb !== 'hash') {
      return toHex(Buffer.from('monitor count | hash | goto COUNT | end (then "flushregs")\n'));
    }
    const { count, newestCount, machine } = this.history;
    const lines = verb === 'hash' ? machine.stateHash() : `instruction ${count} of ${newestCount}`;
    return toHex(Buffer.from(`${lines}\n`));
  }
}
