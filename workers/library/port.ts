/**
 * The library's line to the thread of the machine that runs: asks for states, and hands on what comes in, in order.
 * A state and the log that begins with it are told apart at the moment at which the state arrives.
 */
import { type Problem, problem, ProblemError } from '../../src/base/problem.ts';
import type { CapturedState, KeeperReport, KeeperRequest } from '../../src/protocol/library.ts';

/** Copying gigabytes takes a while; a thread that is gone says nothing at all. */
const CAPTURE_TIMEOUT_MS = 20_000;

export interface PortListener {
  events(log: Uint8Array<ArrayBuffer>): void;
  /** Called in the turn in which it arrived: what is told later came in after it. */
  captured(state: CapturedState): void;
  restarted(): void;
}

export class MachinePort {
  private readonly port: MessagePort;
  private readonly waiting = new Map<number, (report: CapturedState | Problem) => void>();
  private asked = 0;

  constructor(port: MessagePort, listener: PortListener) {
    this.port = port;
    port.onmessage = ({ data }: MessageEvent<KeeperReport>) => {
      switch (data.kind) {
        case 'events':
          return listener.events(data.log);
        case 'restarted':
          return listener.restarted();
        case 'nothing':
          return this.answer(data.number, data.problem);
        case 'captured':
          listener.captured(data.state);
          return this.answer(data.number, data.state);
      }
    };
  }

  private answer(number: number, report: CapturedState | Problem): void {
    this.waiting.get(number)?.(report);
    this.waiting.delete(number);
  }

  /** Throws the problem of a machine that has nothing to give. */
  async capture(request: Omit<KeeperRequest, 'kind' | 'number'>): Promise<CapturedState> {
    const number = ++this.asked;
    const report = await new Promise<CapturedState | Problem>((resolve) => {
      const late = problem(
        'internal',
        'snapshot.late',
        'the machine',
        'it gave no state in time',
        'try again',
      );
      const timer = setTimeout(() => this.answer(number, late), CAPTURE_TIMEOUT_MS);
      this.waiting.set(number, (given) => {
        clearTimeout(timer);
        resolve(given);
      });
      const message: KeeperRequest = { kind: 'capture', number, ...request };
      this.port.postMessage(message);
    });
    if ('code' in report) throw new ProblemError(report);
    return report;
  }

  close(): void {
    this.port.close();
    const gone = problem('usage', 'machine.gone', 'the machine', 'another one runs', 'try again');
    for (const number of [...this.waiting.keys()]) this.answer(number, gone);
  }
}
