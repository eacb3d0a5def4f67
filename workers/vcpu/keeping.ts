/**
 * The thread's part in keeping its machine: takes states when the library asks, and tells it what comes in.
 *
 * A state is copied between two slices and goes to the library as it is; packing and storing happen there, while the
 * machine goes on. What came in since the last state goes there as records of an event log, typed bytes at once.
 */
import { type Problem, problem } from '../../src/base/problem.ts';
import { LogEncoder } from '../../src/machine/log/codec.ts';
import type { MachineEvent } from '../../src/machine/log/event.ts';
import { packPast } from '../../src/machine/log/kept-past.ts';
import type { RecordedPast } from '../../src/machine/log/recording.ts';
import { type Machine, SEMANTICS } from '../../src/machine/machine.ts';
import { SnapshotWriter } from '../../src/machine/snapshot/file.ts';
import type { CapturedState, KeeperReport, KeeperRequest } from '../../src/protocol/library.ts';
import type { ConsoleTail } from './console-tail.ts';

/** Events other than typing may wait for so long. */
const TELL_EVERY_MS = 500;

interface Life {
  readonly machine: Machine;
  readonly writer: SnapshotWriter;
  readonly stopListening: () => void;
}

export class Keeping {
  private readonly tail: ConsoleTail;
  private port: MessagePort | undefined;
  private isLive = (): boolean => true;
  private past = (): RecordedPast | undefined => undefined;
  private life: Life | undefined;
  /** Of the log since the last state; undefined before the first, and where the log would not lead on from it. */
  private encoder: LogEncoder | undefined;
  private parts: Uint8Array[] = [];
  /** The latest event, as long as another may take its place. */
  private held: MachineEvent | undefined;
  private lastAt = 0;
  private toldMs = 0;
  /** Something was typed since the last state. */
  private typed = false;

  constructor(tail: ConsoleTail) {
    this.tail = tail;
  }

  /** A life begins. `restored`: the hash of the state that the machine was just given, and whose log goes on. */
  begin(machine: Machine, restored?: string): void {
    this.life?.stopListening();
    const writer = new SnapshotWriter(machine, SEMANTICS);
    if (restored !== undefined) writer.goOnFrom(restored);
    const stopListening = machine.listen((event, replaces) => this.note(event, replaces));
    this.life = { machine, writer, stopListening };
    this.breakOff();
    this.beginLog(restored === undefined ? undefined : new LogEncoder(), machine.retired());
    if (restored === undefined) this.post({ kind: 'restarted' });
  }

  /**
   * The library is at the other end. `isLive`: false while the machine is in its past, or goes along a record. `past`:
   * what is recorded of its run.
   */
  connect(port: MessagePort, isLive: () => boolean, past: () => RecordedPast | undefined): void {
    this.port = port;
    this.isLive = isLive;
    this.past = past;
    port.onmessage = ({ data }: MessageEvent<KeeperRequest>) => this.capture(data);
    this.flush();
  }

  private post(report: KeeperReport, transfer: Transferable[] = []): void {
    this.port?.postMessage(report, transfer);
  }

  private beginLog(encoder: LogEncoder | undefined, at: number): void {
    this.encoder = encoder;
    this.parts = encoder ? [encoder.header()] : [];
    this.lastAt = at;
  }

  /** Nothing of the log so far leads on. */
  private breakOff(): void {
    this.held = undefined;
    this.beginLog(undefined, 0);
  }

  /** Another future has begun: what was logged leads elsewhere, and the next state begins a log of its own. */
  leaveLine(): void {
    this.breakOff();
    this.post({ kind: 'restarted' });
  }

  private note(event: MachineEvent, replaces: boolean): void {
    this.typed ||= event.kind === 'input';
    if (!this.encoder) return;
    if (event.at < this.lastAt) return this.leaveLine();
    if (!replaces) this.settle();
    this.held = event;
    const isTyped = event.kind === 'input';
    if (isTyped) this.settle();
    if (isTyped || performance.now() - this.toldMs >= TELL_EVERY_MS) this.flush();
  }

  /** The held event stays as it is. */
  private settle(): void {
    const { held, encoder } = this;
    this.held = undefined;
    if (!held || !encoder) return;
    this.parts.push(encoder.encode(held));
    this.lastAt = held.at;
  }

  private flush(): void {
    if (!this.port || this.parts.length === 0) return;
    const log = joined(this.parts);
    this.parts = [];
    this.toldMs = performance.now();
    this.post({ kind: 'events', log }, [log.buffer]);
  }

  private capture({ number, full, notBefore, origin }: KeeperRequest): void {
    const reason = this.cannotCapture(notBefore);
    if (reason || !this.life) return this.post({ kind: 'nothing', number, problem: reason ?? NO_MACHINE });
    const { machine, writer } = this.life;
    const startedMs = performance.now();
    if (full) writer.startOver();
    // What came in up to now belongs to the log before.
    this.settle();
    this.flush();
    let state: CapturedState;
    try {
      const past = this.past();
      const record = past ? packPast(past) : null;
      const raw = writer.take({ ...origin, console: this.tail.text(), record });
      const { stateHash, base } = raw;
      const tookMs = performance.now() - startedMs;
      state = { ...raw, stateHash, base, instructions: machine.retired(), tookMs };
    } catch (error) {
      writer.startOver();
      this.breakOff();
      return this.post({ kind: 'nothing', number, problem: noMemory(error) });
    }
    this.typed = false;
    this.beginLog(new LogEncoder(), machine.retired());
    const buffers = state.chunks.map(({ payload }) => payload.buffer as ArrayBuffer);
    this.post({ kind: 'captured', number, state }, buffers);
    this.flush();
  }

  private cannotCapture(notBefore: number): Problem | undefined {
    if (!this.life) return NO_MACHINE;
    if (this.life.machine.retired() < notBefore && !this.typed) return UNCHANGED;
    if (this.life.machine.hasEnded) {
      const what = 'the guest has ended, so there is nothing to go on from';
      return problem('usage', 'snapshot.ended', 'the machine', what, 'press Run, then take the snapshot');
    }
    if (this.isLive()) return undefined;
    const what = 'it stands in its past, or goes along a link';
    return problem('usage', 'snapshot.past', 'the machine', what, 'let it go on first');
  }
}

const UNCHANGED = problem('usage', 'snapshot.unchanged', 'the machine', 'it hardly ran', 'ask later');
const NO_MACHINE = problem('usage', 'machine.none', 'the machine', 'none is running', 'press Run first');

function noMemory(error: unknown): Problem {
  const what = `its state could not be copied (${error instanceof Error ? error.message : String(error)})`;
  return problem(
    'environment',
    'snapshot.memory',
    'the machine',
    what,
    'close other tabs, or choose less RAM',
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
