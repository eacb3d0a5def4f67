/** Whether a memory model allows a shape's outcome, and if not, why; and all outcomes of a shape. */
import { assert, at } from '../../base/assert.ts';
import { operandKinds } from '../../isa/riscv64/operands.ts';
import { candidates, type Outcome, type Setting } from './outcomes.ts';
import type { MemoryModel, Violation } from './rvwmo.ts';
import type { Shape } from './shapes.ts';
import type { Thread } from './threads.ts';

const LOCATIONS = ['x', 'y', 'z', 'w'] as const;
const addressOf = (index: number): bigint => 0x1000n + BigInt(index) * 64n;

const registerNumber = (name: string): number => {
  const number = operandKinds.rd.names.findIndex((names) => names.includes(name));
  assert(number >= 0, `${name} is a register`);
  return number;
};

function startRegisters(): bigint[] {
  const registers = Array.from({ length: 32 }, () => 0n);
  LOCATIONS.forEach((_, index) => {
    registers[registerNumber(`a${index}`)] = addressOf(index);
  });
  registers[registerNumber('s1')] = 1n;
  registers[registerNumber('s2')] = 2n;
  return registers;
}

function settingOf({ threads }: Shape, read: (text: string) => Thread): Setting {
  return {
    threads: threads.map((text) => read(text.replaceAll(';', '\n'))),
    registers: threads.map(startRegisters),
    memory: new Map(LOCATIONS.map((_, index) => [addressOf(index), 0n])),
  };
}

/** `1:a4=1 x=2` as a test of outcomes. */
function isOutcome(text: string): (outcome: Outcome) => boolean {
  const terms = text.split(' ').map((term) => {
    const [, thread, name = '', value = ''] = /^(?:(\d):)?(\w+)=(\d+)$/.exec(term) ?? [];
    assert(name !== '', `${term} is a term of an outcome`);
    const expected = BigInt(value);
    if (thread === undefined) {
      const address = addressOf(LOCATIONS.findIndex((location) => location === name));
      return ({ memory }: Outcome) => memory.get(address) === expected;
    }
    const number = registerNumber(name);
    return ({ registers }: Outcome) => at(registers, Number(thread))[number] === expected;
  });
  return (outcome) => terms.every((term) => term(outcome));
}

export interface Verdict {
  readonly verdict: Shape['verdict'];
  /** Of each execution that would have the outcome: what it breaks. None where no execution has it. */
  readonly violations: readonly Violation[];
}

export function verdictOf(shape: Shape, model: MemoryModel, read: (text: string) => Thread): Verdict {
  const matches = isOutcome(shape.outcome);
  const violations: Violation[] = [];
  for (const candidate of candidates(settingOf(shape, read), model)) {
    if (!matches(candidate.outcome)) continue;
    if (!candidate.violation) return { verdict: 'allowed', violations: [] };
    violations.push(candidate.violation);
  }
  return { verdict: 'forbidden', violations };
}

/** All that a model allows of a shape, as text, so that two readings of it can be compared. */
export function allowedOutcomes(
  shape: Shape,
  model: MemoryModel,
  read: (text: string) => Thread,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { outcome, violation } of candidates(settingOf(shape, read), model)) {
    if (violation) continue;
    const memory = [...outcome.memory.values()].join();
    found.add(`${outcome.registers.map((registers) => registers.join()).join(' | ')} / ${memory}`);
  }
  return found;
}

/** The axiom, and the rules of preserved program order in the cycles that break it, as `Shape.by` has them. */
export function reasonOf({ verdict, violations }: Verdict): string | undefined {
  if (verdict === 'allowed') return undefined;
  const first = violations.find(({ axiom }) => axiom === 'order') ?? violations[0];
  if (!first) return 'nothing writes the value';
  if (first.axiom !== 'order') return first.axiom;
  const rules = new Set(violations.flatMap(({ axiom, cycle }) => (axiom === 'order' ? cycle : [])));
  const numbers = [...rules].map(Number).filter((rule) => !Number.isNaN(rule));
  return `order: ${numbers.sort((a, b) => a - b).join(', ')}`;
}
