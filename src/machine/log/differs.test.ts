/**
 * What a run was made of shows in its end: the seed, each typed byte, and when it was typed. Linux looks at its console
 * some hundred times a second, so that there one instruction more or less need not show; a program that looks all the
 * time sees each.
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
