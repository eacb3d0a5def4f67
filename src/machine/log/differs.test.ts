/**
 * What a run was made of shows in its end: the seed, each typed byte, and when it was typed. The hash is of the state and
 * of nothing else, so that one instruction more or less shows as long as the guest can tell: for ever to a program that
 * is interrupted, until its next tick to Linux, which looks at its console some hundred times a second.
 */
import { expect, it } from 'vitest';
import { ConsoleScript } from '../console-script.ts';
import { linuxParts, machineOf, programParts, type TestParts, typing } from '../../testing/histories.ts';
import type { MachineEvent } from './event.ts';
import { Replay } from './replay.ts';

const PRESSED_AT = 28_000_000;
const END = 34_000_000;
/** Linux has looked at its console since. */
const LOOK_INSTRUCTIONS = 2_000_000;
const RULES = typing('trampoline:~# =>while true; do uname -a; done\\n');

/** A boot, a loop that keeps the guest busy, and a key pressed meanwhile. */
function recorded(): MachineEvent[] {
  const script = new ConsoleScript(RULES);
  const machine = machineOf(linuxParts(), (byte) => {
    for (const answer of script.push(byte)) {
      if (answer !== 'stop') machine.scheduleInput(answer, 1_000_000, 100_000);
    }
  });
  const events: MachineEvent[] = [];
  machine.listen((event) => events.push(event));
  machine.run(PRESSED_AT);
  machine.scheduleInput(new TextEncoder().encode('k'), 0, 0);
  return events;
}

function endOf(events: readonly MachineEvent[], seed = 0): string {
  const parts: TestParts = linuxParts();
  const machine = machineOf({ ...parts, configuration: { ...parts.configuration, seed } });
  expect(new Replay(machine, events).runTo(END)).toEqual({ kind: 'reached' });
  return machine.stateHash();
}

const POLLING = `
.globl _start
_start:
  li s0, 0x10000000
  li s1, 10000
wait:
  addi s2, s2, 1
  beq s2, s1, end
  lbu t0, 5(s0)
  andi t0, t0, 1
  beqz t0, wait
  lbu s3, 0(s0)
  mv s4, s2
  j wait
end:
  j end
`;

it('a program that looks all the time sees when a byte came, to the loop', () => {
  const press = (at: number, letter = 'k'): string => {
    const machine = machineOf(programParts(POLLING));
    const bytes = new TextEncoder().encode(letter);
    const event = { kind: 'input', at, idle: false, bytes, delayNs: 0, gapNs: 0 } as const;
    expect(new Replay(machine, [event]).runTo(60_000)).toEqual({ kind: 'reached' });
    return machine.stateHash();
  };
  expect(press(20_000)).toBe(press(20_000));
  expect(new Set([press(20_000), press(20_005), press(20_010), press(20_000, 'j')]).size).toBe(4);
});

/** Asks for an interrupt when a byte comes, and notes where it was interrupted. */
const INTERRUPTED = `
.globl _start
_start:
  la t0, handler
  csrw mtvec, t0
  li s0, 0x10000000
  li t1, 1
  sb t1, 1(s0)
  li t2, 0x0c000028
  sw t1, 0(t2)
  li t2, 0x0c002000
  li t1, 0x400
  sw t1, 0(t2)
  li t2, 0x0c200000
  sw zero, 0(t2)
  li t1, 0x800
  csrs mie, t1
  csrsi mstatus, 8
loop:
  addi s2, s2, 1
  xor s3, s3, s2
  slli s4, s2, 3
  j loop
.balign 4
handler:
  csrr s5, mepc
  mv s6, s2
  lbu s7, 0(s0)
  li t2, 0x0c200004
  lw t1, 0(t2)
  sw t1, 0(t2)
  mret
`;

const keyAt = (at: number, letter = 'k'): MachineEvent => ({
  ...{ kind: 'input', at, idle: false, delayNs: 0, gapNs: 0 },
  bytes: new TextEncoder().encode(letter),
});

function hashesOf(parts: TestParts, events: readonly MachineEvent[], counts: readonly number[]): string[] {
  const machine = machineOf(parts);
  const along = new Replay(machine, events);
  return counts.map((count) => {
    expect(along.runTo(count)).toEqual({ kind: 'reached' });
    return machine.stateHash();
  });
}

it('a program that is interrupted sees when a byte came, to the instruction', () => {
  const ends = Array.from({ length: 12 }, (_, later) =>
    hashesOf(programParts(INTERRUPTED), [keyAt(20_000 + later)], [60_000]).at(-1),
  );
  expect(new Set(ends).size).toBe(12);
});

it('a run ends in another state with another seed, another byte, or at another time', () => {
  const events = recorded();
  const expected = endOf(events);
  expect(endOf(events)).toBe(expected);
  const [typed, key] = events;
  if (typed?.kind !== 'input' || key?.kind !== 'input') throw new Error('two things were typed');
  expect([key.at, key.idle]).toEqual([PRESSED_AT, false]);
  const flipped = Uint8Array.from(typed.bytes, (byte, index) => (index === 18 ? byte ^ 1 : byte));
  const others = {
    seed: endOf(events, 1),
    'a byte of the command': endOf([{ ...typed, bytes: flipped }, key]),
    'the key': endOf([typed, { ...key, bytes: new TextEncoder().encode('j') }]),
    'when the key was pressed': endOf([typed, { ...key, at: PRESSED_AT + LOOK_INSTRUCTIONS }]),
    'when the command was typed': endOf([{ ...typed, at: typed.at + LOOK_INSTRUCTIONS }, key]),
  };
  expect(new Set([expected, ...Object.values(others)]).size).toBe(1 + Object.keys(others).length);
});

it('a key that is pressed one instruction later shows at once, and until Linux has looked at its console', () => {
  const [typed, key] = recorded();
  if (typed?.kind !== 'input' || key?.kind !== 'input') throw new Error('two things were typed');
  const counts = [PRESSED_AT + 50, PRESSED_AT + 100_000, END];
  const pressedAt = (at: number): string[] => hashesOf(linuxParts(), [typed, { ...key, at }], counts);
  const [first, later] = [pressedAt(PRESSED_AT), pressedAt(PRESSED_AT + 1)];
  expect(later[0]).not.toBe(first[0]);
  expect(later[1]).not.toBe(first[1]);
  // Linux reads both at the same tick: from there on it is one state, and has one hash.
  expect(later[2]).toBe(first[2]);
});
