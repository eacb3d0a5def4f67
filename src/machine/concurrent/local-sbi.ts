/**
 * Calls of the built-in SBI that a hart's own thread answers: timer, inter-processor interrupts and remote fences
 * touch no device, and are what harts do most. All others go to the leading thread.
 */
import { at } from '../../base/assert.ts';
import { A7 } from '../../isa/riscv64/sbi/call.ts';
import type { SbiHost } from '../../isa/riscv64/sbi/host.ts';
import { handleSbiCall } from '../../isa/riscv64/sbi/sbi.ts';
import type { HartState } from '../../isa/riscv64/state.ts';
import { INBOX } from '../../memory/threads.ts';

/** TIME, IPI and RFENCE. */
const LOCAL: ReadonlySet<bigint> = new Set([0x54494d45n, 0x735049n, 0x52464e43n]);

export interface LocalSbiParts {
  readonly hart: number;
  readonly states: readonly HartState[];
  readonly post: (hart: number, bits: number) => void;
  /** Returns when these harts have done what was posted, or will before they go on. */
  readonly awaitHarts: (harts: ReadonlySet<number>) => void;
}

const elsewhere = (): never => {
  throw new Error('the leading thread answers this');
};

/** Answers a hart's call; false where the leading thread has to be asked. */
export function localSbi({ hart: own, states, post, awaitHarts }: LocalSbiParts): () => boolean {
  const fenced = new Set<number>();
  const host: SbiHost = {
    hartCount: states.length,
    hart: (index) => at(states, index),
    setTimer: (index, ticks) => {
      at(states, index).stimecmp = ticks;
    },
    raiseSoftwareInterrupt: (index) => post(index, INBOX.software),
    remoteFence: (index, fence) => {
      post(index, fence.kind === 'instruction' ? INBOX.code : INBOX.flush);
      fenced.add(index);
    },
    hartChanged: elsewhere,
    reset: elsewhere,
    consoleOutput: elsewhere,
    consoleInput: elsewhere,
    readMemory: elsewhere,
    writeMemory: elsewhere,
    isExecutable: elsewhere,
  };
  return () => {
    if (!LOCAL.has(at(at(states, own).x, A7))) return false;
    fenced.clear();
    handleSbiCall(own, host);
    if (fenced.size > 0) awaitHarts(fenced);
    return true;
  };
}
