/** The interpreters that were generated, by plan and hart. */
import {
  buildInterpreter,
  type InterpreterCode,
  knownInterpreter,
  type SavedInterpreter,
} from '../../exec/interp/interpreter.ts';
import { riscvGuest, type RiscvGuest } from '../../isa/riscv64/guest.ts';
import type { MemoryPlan } from '../../memory/layout.ts';

export interface GeneratedCode {
  readonly guest: RiscvGuest['guest'];
  readonly code: InterpreterCode;
}

/** By plan and hart: a machine that starts anew with the same plan needs no new code. */
const generated = new WeakMap<MemoryPlan, Map<number, GeneratedCode>>();

export function interpreterFor(
  plan: MemoryPlan,
  index: number,
  tailCalls: boolean,
  saved: SavedInterpreter | undefined,
): GeneratedCode {
  const ofPlan = generated.get(plan) ?? new Map<number, GeneratedCode>();
  generated.set(plan, ofPlan);
  const known = ofPlan.get(index);
  if (known) return known;
  const { guest, memory } = riscvGuest(plan, index);
  const code = saved
    ? knownInterpreter(saved, guest, tailCalls)
    : buildInterpreter(guest, plan, index, memory, tailCalls);
  const made = { guest, code };
  ofPlan.set(index, made);
  return made;
}
