/** What a run ends in: the exit status, and the JSON report exactly as the contract has it. */
import type { HeadlessMachine } from './machine-interface.ts';
import type { SessionEnd } from './session.ts';

/** Exit statuses of every command. */
export const STATUS = { success: 0, guestFailure: 1, badInput: 2, limit: 3 } as const;

export interface ReportInput {
  readonly end: SessionEnd;
  readonly instructions: readonly number[];
  readonly wallMs: number;
  readonly machine: Pick<HeadlessMachine, 'stateHash' | 'counters'>;
  readonly semantics: number;
  readonly console: string;
}

/** `reason` decides; a guest that ends by itself succeeds with code 0. */
export function exitStatus({ reason, code }: SessionEnd): number {
  switch (reason) {
    case 'until':
      return STATUS.success;
    case 'max-instructions':
    case 'timeout':
      return STATUS.limit;
    case 'error':
      return STATUS.guestFailure;
    case 'poweroff':
    case 'reset':
    case 'tohost':
    case 'finisher':
      return code === 0 ? STATUS.success : STATUS.guestFailure;
  }
}

/** The report as text. A counter that was not counted is null. */
export function reportJson(input: ReportInput): string {
  const { end, instructions, wallMs, machine, semantics, console } = input;
  const report = {
    version: 1,
    exit: { reason: end.reason, code: end.code },
    instructions,
    wallMs: Math.round(wallMs * 1000) / 1000,
    stateHash: machine.stateHash(),
    semantics,
    console,
    counters: machine.counters(),
  };
  return `${JSON.stringify(report)}\n`;
}
