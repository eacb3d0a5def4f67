/** A run that goes on from the end of a record is recorded as a whole; one that grows too long is recorded as far as it went. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { machineOf, programParts, type TestParts } from '../../testing/histories.ts';
import { Recording, type RunRecord } from './recording.ts';
import { Reproduction, type Verdict } from './reproduction.ts';

/** Echoes each byte and waits for the next, with a timer tick in between. */
const ECHO = `
.globl _start
_start:
  la t0, handler
  csrw mtvec, t0
  li s0, 0x10000000
  li s1, 0x2004000
  li t0, 1
  sb t0, 1(s0)
  li t0, 0x0c000000
  li t1, 1
  sw t1, 40(t0)
  li t0, 0x0c002000
  li t1, 0x400
  sw t1, 0(t0)
  li t0, 0x880
  csrw mie, t0
  csrwi mstatus, 8
loop:
  csrr t1, time
  li t2, 200000
  add t1, t1, t2
  sd t1, 0(s1)
  wfi
  addi s2, s2, 1
  j loop
.balign 4
handler:
  csrr t5, mcause
  li t6, -1
  sd t6, 0(s1)
  lbu t3, 5(s0)
  andi t3, t3, 1
  beqz t3, done
  lbu t4, 0(s0)
  sb t4, 0(s0)
  add s5, s5, t4
done:
  li t0, 0x0c200004
  lw t1, 0(t0)
  sw t1, 0(t0)
  mret
`;

const parts = (): TestParts => {
  const made = programParts(ECHO);
  return { ...made, configuration: { ...made.configuration, mode: 'realtime' } };
};

/** Runs as a page would until so much wall time has passed, typing a letter now and then. */
function live(recording: Recording, fromNs: number, seconds: number, random: Random): number {
  const { machine } = recording;
  let wallNs = fromNs;
  while (wallNs < fromNs + seconds * 1e9) {
    const end = recording.run(1 + random.below(50_000));
    wallNs += 20_000 + (end.kind === 'idle' ? Math.min(100e6, end.waitNs ?? Infinity) : 0);
    machine.pace(wallNs);
    if (random.oneIn(9)) machine.input(Uint8Array.of(97 + random.below(26)));
  }
  return wallNs;
}

function reproduced(record: RunRecord): { readonly reproduction: Reproduction; readonly verdict: Verdict } {
  const reproduction = new Reproduction(machineOf(parts()), record);
  for (;;) {
    const verdict = reproduction.run(100_000);
    if (verdict) return { reproduction, verdict };
  }
}

const recordOf = (recording: Recording): RunRecord => {
  const record = recording.finish();
  if (!record) throw new Error('the machine broke');
  return record;
};

describe('a recording', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'goes on where a reproduction ended, and reproduces as a whole (%i)',
    (seed) => {
      const random = new Random(seed);
      const first = new Recording(machineOf(parts()));
      live(first, 0, 3, random);
      // Whatever was typed last has not been looked at yet.
      first.machine.input(Uint8Array.of(33));
      const record = recordOf(first);
      const { reproduction, verdict } = reproduced(record);
      expect(verdict).toEqual({ kind: 'reproduced', instructions: record.instructions });
      reproduction.machine.enterRealTime();
      const second = new Recording(reproduction.machine, record);
      second.machine.input(Uint8Array.of(34));
      live(second, 1e9, 3, random);
      const whole = recordOf(second);
      expect(whole.instructions).toBeGreaterThan(record.instructions);
      expect(whole.events.slice(0, record.events.length)).toEqual(record.events);
      expect(reproduced(whole).verdict.kind).toBe('reproduced');
    },
  );

  it('keeps its checkpoints evenly spaced when it goes on from a record with few', () => {
    const first = new Recording(machineOf(parts()));
    live(first, 0, 2, new Random(1));
    const record = recordOf(first);
    const { reproduction } = reproduced(record);
    const second = new Recording(reproduction.machine, { ...record, checkpoints: [], spacing: 7 });
    live(second, 1e9, 9, new Random(2));
    const whole = recordOf(second);
    expect(reproduced(whole).verdict.kind).toBe('reproduced');
    expect(whole.spacing).toBeGreaterThan(7);
    expect(whole.spacing % 7).toBe(0);
  });

  it('that reaches its limits stands as it is then, and reproduces', () => {
    for (const limits of [
      { maxEvents: 40, maxTypedBytes: 1000 },
      { maxEvents: 1000, maxTypedBytes: 5 },
    ]) {
      const recording = new Recording(machineOf(parts()), undefined, limits);
      const wallNs = live(recording, 0, 4, new Random(7));
      const record = recordOf(recording);
      expect(record.instructions).toBeLessThan(recording.machine.retired());
      live(recording, wallNs, 2, new Random(8));
      expect(recordOf(recording)).toEqual(record);
      expect(reproduced(record).verdict.kind).toBe('reproduced');
    }
  });
});

describe('the time that checkpoints take', () => {
  /** Runs with a clock by which an instruction takes so many nanoseconds, and a state hash 20 ms. */
  const record = (nsPerInstruction: number): RunRecord | undefined => {
    const machine = machineOf(programParts('.globl _start\n_start: addi t0, t0, 1\nj _start\n'));
    let hashesMs = 0;
    const hash = machine.stateHash.bind(machine);
    machine.stateHash = () => {
      hashesMs += 20;
      return hash();
    };
    const recording = new Recording(machine, undefined, undefined, {
      run: (maxInstructions) => machine.run(maxInstructions),
      requestStop: () => machine.requestStop(),
      nowMs: () => hashesMs + (machine.retired() * nsPerInstruction) / 1e6,
    });
    recording.run(2_000_000);
    return recording.finish();
  };

  it('is a small part of the run: a fast guest has fewer', () => {
    const [slow, fast] = [record(10_000), record(1)];
    expect(slow?.checkpoints.length).toBeGreaterThan(8);
    expect(fast?.checkpoints.length).toBeLessThan(3);
    expect(fast?.stateHash).toBe(slow?.stateHash);
  });
});
