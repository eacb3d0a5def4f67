/** One hart in real time is always recordable: its log gives the same states again, in few bytes. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { linuxParts, machineOf, programParts, type TestParts } from '../../testing/histories.ts';
import type { Machine } from '../machine.ts';
import { decodeLog, encodeLog } from './codec.ts';
import { unwrap } from '../../base/problem.ts';
import type { MachineEvent } from './event.ts';
import { Replay } from './replay.ts';

const inRealTime = (parts: TestParts): TestParts => ({
  ...parts,
  configuration: { ...parts.configuration, mode: 'realtime' },
});

interface Recorded {
  readonly events: readonly MachineEvent[];
  readonly hashes: ReadonlyMap<number, string>;
  readonly count: number;
  readonly hash: string;
  readonly console: string;
}

interface Typed {
  readonly seconds: number;
  readonly text: string;
}

/** Runs as a page would, on a wall clock and a host of changing speed that are drawn at random. */
function record(parts: TestParts, seconds: number, typed: readonly Typed[], random: Random): Recorded {
  const events: MachineEvent[] = [];
  const hashes = new Map<number, string>();
  let printed = '';
  const machine = machineOf(parts, (byte) => {
    printed += String.fromCharCode(byte);
    // As a sink does that is full.
    if (random.below(200) === 0) machine.requestStop();
  });
  machine.listen((event, replaces) => {
    if (replaces) events.pop();
    events.push(event);
  });
  const waiting = typed.flatMap(({ seconds: at, text }) =>
    Array.from(text, (letter, index) => ({ atNs: (at + index * 0.15) * 1e9, byte: letter.charCodeAt(0) })),
  );
  let wallNs = 0;
  let pacedNs = 0;
  while (wallNs < seconds * 1e9) {
    const before = machine.retired();
    const end = machine.run(1 + random.below(300_000));
    wallNs += (machine.retired() - before) * (2 + random.below(5)) + random.below(20_000);
    if (end.kind === 'ended') break;
    if (end.kind === 'idle') {
      const nextKeyNs = (waiting[0]?.atNs ?? Infinity) - wallNs;
      wallNs += Math.max(0, Math.min(100e6, end.waitNs ?? Infinity, nextKeyNs)) + random.below(60_000);
    } else if (machine.standing === 'settled' && random.below(40) === 0) {
      hashes.set(machine.retired(), machine.stateHash());
    }
    if (end.kind === 'idle' || wallNs - pacedNs > 100e6) {
      machine.pace(wallNs);
      pacedNs = wallNs;
    }
    while (waiting[0] && waiting[0].atNs <= wallNs && machine.inputRoom() > 0) {
      machine.input(Uint8Array.of(waiting.shift()?.byte ?? 0));
    }
  }
  while (machine.standing === 'between') machine.run(1);
  return { events, hashes, count: machine.retired(), hash: machine.stateHash(), console: printed };
}

function replayed(machine: Machine, { events, hashes, count }: Recorded): string {
  const replay = new Replay(machine, events);
  for (const [at, hash] of hashes) {
    expect(replay.runTo(at)).toEqual({ kind: 'reached' });
    expect([at, machine.stateHash()]).toEqual([at, hash]);
  }
  expect(replay.runTo(count)).toEqual({ kind: 'reached' });
  expect(replay.finish()).toBeUndefined();
  return machine.stateHash();
}

describe('a recording in real time', () => {
  it('of a boot and a minute of typing replays, and its log is under 10 KB', () => {
    const parts = inRealTime(linuxParts());
    const words = 'ls /\r|uname -a\r|cat /proc/meminfo\r|echo $((6*7))\r|sleep 1\r|ps\r|free\r|date\r';
    const typed = words.split('|').map((text, index) => ({ seconds: 4 + 7 * index, text }));
    const recorded = record(parts, 63, typed, new Random(1));
    expect(recorded.console).toContain('MemTotal');
    const bytes = encodeLog(recorded.events);
    expect(bytes.length).toBeLessThan(10_000);
    const read = unwrap(decodeLog(bytes, 'log')).events;
    expect(replayed(machineOf(parts), { ...recorded, events: read })).toBe(recorded.hash);
  });

  it('of programs that wait, take traps and poll replays, whatever the host did', () => {
    const program = `
.globl _start
_start:
  la t0, handler
  csrw mtvec, t0
  li s0, 0x10000000
  li s1, 0x2004000
  li t0, 1
  sb t0, 1(s0)
  li t0, 128
  csrw mie, t0
  csrwi mstatus, 8
loop:
  addi s2, s2, 1
  andi t0, s2, 1023
  bnez t0, loop
  csrr t1, time
  li t2, 30000
  add t1, t1, t2
  sd t1, 0(s1)
  lbu t3, 5(s0)
  andi t3, t3, 1
  beqz t3, sleep
  lbu t4, 0(s0)
  add s5, s5, t4
  sb t4, 0(s0)
  ecall
sleep:
  wfi
  j loop
.balign 4
handler:
  addi s4, s4, 1
  csrr t5, mcause
  bltz t5, timer
  csrr t6, mepc
  addi t6, t6, 4
  csrw mepc, t6
  mret
timer:
  li t6, -1
  sd t6, 0(s1)
  mret
`;
    for (let seed = 2; seed < 6; seed++) {
      const parts = inRealTime(programParts(program));
      const typed = [{ seconds: 0.2, text: 'abcdef' }];
      const recorded = record(parts, 2, typed, new Random(seed));
      expect(recorded.console.length).toBeGreaterThan(3);
      expect(replayed(machineOf(parts), recorded)).toBe(recorded.hash);
      const [first, ...rest] = recorded.events.filter(({ kind }) => kind === 'input');
      expect(rest.length).toBeGreaterThan(2);
      const changed = recorded.events.map((event) =>
        event === first && event.kind === 'input' ? { ...event, bytes: Uint8Array.of(90) } : event,
      );
      const other = machineOf(parts);
      const replay = new Replay(other, changed);
      replay.runTo(recorded.count);
      replay.finish();
      expect(other.stateHash()).not.toBe(recorded.hash);
    }
  });
});
