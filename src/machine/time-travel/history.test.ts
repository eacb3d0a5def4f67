/** Going back and forth along a run: the same states, whatever was done in between. */
import { describe, expect, it } from 'vitest';
import { at } from '../../base/assert.ts';
import { Random } from '../../base/random.ts';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import type { Fork } from './history.ts';
import { continueBack, finish, stepBack } from './journeys.ts';
import { historyOf, linuxParts, programParts, typing } from '../../testing/histories.ts';

const PROMPT = 'trampoline:~# ';

/** Counts in a register, writes all over memory, rewrites its own code, and takes traps. */
const BUSY = `
.globl _start
_start:
  la t0, handler
  csrw mtvec, t0
  la s0, area
  la s1, patch
loop:
  addi s2, s2, 1
  slli t1, s2, 9
  li t2, 0x3ffff
  and t1, t1, t2
  add t1, t1, s0
  sd s2, 0(t1)
  andi t3, s2, 0x7f
  bnez t3, patch
  slli t4, s2, 20
  li t5, 0x13
  or t4, t4, t5
  sw t4, 0(s1)
  ecall
patch:
  nop
  j loop
handler:
  csrr t6, mepc
  addi t6, t6, 4
  csrw mepc, t6
  mret
.balign 4096
area:
  .skip 0x41000
`;

describe('history', () => {
  it('comes back to the same state at every count, in any order', () => {
    const { history } = historyOf(programParts(BUSY, { harts: 2 }), { intervalInstructions: 50_000 });
    const random = new Random(1);
    const hashes = new Map<number, string>();
    for (let count = 0; count <= 400_000; count += 8_000) {
      history.goTo(0);
      history.run(count);
      hashes.set(count, history.machine.stateHash());
    }
    expect(new Set(hashes.values()).size).toBe(hashes.size);
    for (let round = 0; round < 200; round++) {
      const count = 8_000 * random.below(hashes.size);
      expect(history.goTo(count)).toEqual({ kind: 'reached' });
      expect([count, history.machine.stateHash()]).toEqual([count, hashes.get(count)]);
    }
  });

  it('steps back a thousand times and forward again', () => {
    const { history } = historyOf(programParts(BUSY), { intervalInstructions: 100_000 });
    history.run(777_777);
    const hashes = [history.machine.stateHash()];
    for (let step = 0; step < 1_000; step++) {
      finish(stepBack(history, 1));
      hashes.push(history.machine.stateHash());
    }
    expect(history.count).toBe(776_777);
    for (let step = 1_000; step > 0; step--) {
      expect(history.machine.stateHash()).toBe(hashes[step]);
      history.step();
    }
    expect(history.machine.stateHash()).toBe(hashes[0]);
  });

  it('keeps to its budget, and finds its way all the same', () => {
    const options = { intervalInstructions: 10_000, budgetBytes: 3 << 20 };
    const { history } = historyOf(programParts(BUSY), options);
    history.run(2_000_000);
    expect(history.keptBytes).toBeLessThanOrEqual(3 << 20);
    const hash = history.machine.stateHash();
    for (const count of [1_999_999, 1_234_567, 3, 1_000_000]) history.goTo(count);
    history.goToNewest();
    expect(history.machine.stateHash()).toBe(hash);
  });

  it('replays typing, disks and all in a Linux boot', () => {
    const disk = { backend: new CopyOnWriteDisk(new Uint8Array(1 << 20)), blockBytes: 512 as const };
    const command = 'dd if=/dev/urandom of=/dev/vda bs=4k count=20; sync; echo ok';
    const { history, console } = historyOf(
      linuxParts({ disks: [disk] }),
      { intervalInstructions: 5_000_000 },
      typing(`${PROMPT}=>${command}\\n`),
    );
    history.run(60_000_000);
    expect(console()).toContain('20+0 records out');
    const printed = console();
    const hash = history.machine.stateHash();
    const random = new Random(2);
    for (let round = 0; round < 10; round++) history.goTo(random.below(60_000_000));
    history.goTo(20_000_000);
    const middle = history.machine.stateHash();
    history.goTo(0);
    history.goTo(20_000_000);
    expect(history.machine.stateHash()).toBe(middle);
    expect(history.goToNewest()).toEqual({ kind: 'reached' });
    expect(history.machine.stateHash()).toBe(hash);
    expect(console()).toBe(printed);
  });

  it('begins another future when something is typed in the past', () => {
    const echo = `
.globl _start
_start:
  li s0, 0x10000000
wait:
  addi s2, s2, 1
  lbu t0, 5(s0)
  andi t0, t0, 1
  beqz t0, wait
  lbu t1, 0(s0)
  sb t1, 0(s0)
  j wait
`;
    const forks: Fork[] = [];
    const { history, console } = historyOf(programParts(echo), { onFork: (left) => forks.push(left) });
    for (const letter of ['a', 'b', 'c']) {
      history.input(new TextEncoder().encode(letter));
      history.run(10_000);
    }
    expect(console()).toBe('abc');
    history.goTo(15_000);
    expect(history.isLive).toBe(false);
    history.input(new TextEncoder().encode('X'));
    expect(forks).toEqual([{ events: 2, consoleBytes: 2, more: [] }]);
    history.run(10_000);
    expect([console(), history.log.length, history.isLive]).toEqual(['abcX', 3, true]);
    const hash = history.machine.stateHash();
    history.goTo(5);
    history.goTo(25_000);
    expect(history.machine.stateHash()).toBe(hash);
  });
});

it('a log of another machine is told of', () => {
  const events = [{ kind: 'jump' as const, at: 5, idle: true, toUs: 10 }];
  const { history } = historyOf(programParts(BUSY), { events });
  expect(history.run(1_000)).toMatchObject({
    kind: 'ended',
    reason: 'error',
    problem: { code: 'log.diverged' },
  });
});

describe('breakpoints and watchpoints', () => {
  const source = `
.globl _start
_start:
  la s0, word
  li s1, 0
loop:
  addi s1, s1, 1
  andi t0, s1, 63
  bnez t0, loop
store:
  sd s1, 0(s0)
  j loop
.balign 8
word:
  .dword 0
`;
  const LOOP = 0x8000_0000n;

  it('stop before the instruction, forward and backward', () => {
    const { history } = historyOf(programParts(source), { intervalInstructions: 1_000 });
    const state = () => at(history.machine.harts, 0).state;
    const word = Number(BigInt.asUintN(64, (history.step(4), at(state().x, 8))));
    const isStore = () => history.machine.hart(0).state.pc;
    history.stops.setWatchpoints([{ address: word, lengthBytes: 8 }]);
    const first = history.continue(1_000_000);
    expect(first).toMatchObject({ kind: 'hit', hit: { kind: 'watchpoint' } });
    history.goTo(history.count - 1);
    const store = isStore();
    expect(store).toBeGreaterThan(LOOP);
    history.stops.setWatchpoints([]);
    history.stops.setBreakpoints([store]);
    const counts: number[] = [];
    for (let hit = 0; hit < 20; hit++) {
      expect(history.continue(1_000_000).kind).toBe('hit');
      expect([state().pc, at(state().x, 9) % 64n]).toEqual([store, 0n]);
      counts.push(history.count);
    }
    expect(new Set(counts).size).toBe(20);
    for (const count of counts.toReversed().slice(1)) {
      expect(finish(continueBack(history))).toMatchObject({ kind: 'hit', hit: { count } });
      expect([history.count, state().pc]).toEqual([count, store]);
    }
    history.stops.setBreakpoints([]);
    expect(finish(continueBack(history))).toEqual({ kind: 'reached' });
    expect(history.count).toBe(0);
  });

  it('find the last write of an address', () => {
    const { history } = historyOf(programParts(source), { intervalInstructions: 1_000 });
    history.step(4);
    const word = Number(at(history.machine.hart(0).state.x, 8));
    history.run(50_000);
    const value = at(history.machine.hart(0).state.x, 9);
    history.stops.setWatchpoints([{ address: word, lengthBytes: 8 }]);
    expect(finish(continueBack(history))).toMatchObject({ kind: 'hit', hit: { kind: 'watchpoint' } });
    expect(at(history.machine.hart(0).state.x, 9)).toBe(value - (value % 64n));
    history.step();
    expect(
      new DataView(history.machine.buffer, word - 0x8000_0000 + history.machine.memoryPlan.ramBase).getUint32(
        0,
        true,
      ),
    ).toBe(Number(value - (value % 64n)));
  });

  it('change nothing that the guest sees', () => {
    const { history } = historyOf(programParts(BUSY), {});
    history.run(300_000);
    const hash = history.machine.stateHash();
    const { history: other } = historyOf(programParts(BUSY), {});
    const places = [20, 7, 5].map((steps) => (other.step(steps), other.machine.hart(0).state.pc));
    other.stops.setBreakpoints(places);
    let hits = 0;
    while (other.continue(300_000).kind === 'hit') hits++;
    expect(hits).toBeGreaterThan(100);
    expect(other.machine.stateHash()).toBe(hash);
  });
});
