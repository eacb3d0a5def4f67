import { beforeEach, describe, expect, it } from 'vitest';
import { codeMarks } from '../../exec/interp/code-marks.ts';
import { type MemoryPlan, planMemory, planOfEngine } from '../../memory/layout.ts';
import { INBOX, PHASE, ThreadWords } from '../../memory/threads.ts';
import { StaleCode } from './stale-code.ts';

const plan: MemoryPlan = planMemory({
  harts: 2,
  concurrent: true,
  ramBytes: 1 << 20,
  ramStart: 0x8000_0000,
  machineBytes: 64,
  deviceBytes: 64,
  ringBytes: 64,
  decodedPages: 4,
});

let words: ThreadWords;
let stale: StaleCode;
let buffer: SharedArrayBuffer;
beforeEach(() => {
  buffer = new SharedArrayBuffer(plan.totalBytes);
  words = new ThreadWords(plan, buffer);
  stale = new StaleCode(plan, buffer, words);
});
const marksOf = (engine: number) => codeMarks(planOfEngine(plan, engine), buffer);

describe('code that another thread writes', () => {
  it('is given up by those who have decoded it, once, and by nobody else', () => {
    marksOf(0).add(7);
    marksOf(1).add(7);
    marksOf(1).add(40);
    stale.written(7, 2);
    expect([marksOf(0).has(7), marksOf(1).has(7), marksOf(1).has(40)]).toEqual([false, false, true]);
    expect([words.takeInbox(0), words.takeInbox(1)]).toEqual([INBOX.code, 0]);
    expect([...stale.take(0)]).toEqual([7]);
    expect([...stale.take(1)]).toEqual([7]);
    expect([...stale.take(1), ...stale.take(2)]).toEqual([]);
  });

  it('stays the writer’s own, which sees its store by itself; a device has nothing of its own', () => {
    marksOf(2).add(33);
    stale.written(33, 2);
    expect([...stale.take(2)]).toEqual([]);
    expect(marksOf(2).has(33)).toBe(true);
    stale.written(33, -1);
    expect([...stale.take(2)]).toEqual([33]);
  });
});

describe('memory of several engines', () => {
  it('gives each decoded code of its own, within the whole', () => {
    const [first, second] = [planOfEngine(plan, 1), planOfEngine(plan, 2)];
    for (const name of ['decodedIndexBase', 'decodedBase', 'regionIndexBase', 'regionRecordsBase'] as const) {
      const strides = [first[name] - plan[name], second[name] - first[name]];
      expect(strides[0]).toBeGreaterThan(0);
      expect(strides[1]).toBe(strides[0]);
    }
    expect(planOfEngine(second, 0)).toEqual(plan);
    expect(second.regionRecordsBase).toBeLessThan(plan.ramBase);
  });
});

describe('the words of threads', () => {
  it('enter a phase from the one that is meant, and keep what was posted until it is taken', () => {
    expect(words.enter(1, PHASE.asleep, PHASE.running)).toBe(false);
    expect(words.enter(1, PHASE.absent, PHASE.parked)).toBe(true);
    words.post(1, INBOX.flush);
    words.post(1, INBOX.software);
    expect(words.takeInbox(1)).toBe(INBOX.flush | INBOX.software);
    expect(words.takeInbox(1)).toBe(0);
  });

  it('never let time run backwards, whose clock may lag', () => {
    words.setClock(1_000_000n, 5_000);
    expect(words.nowNs(5_000)).toBe(1_000_000n);
    expect(words.nowNs(6_000)).toBe(1_001_000n);
    expect(words.nowNs(5_500)).toBe(1_001_000n);
  });

  it('wait for nobody who is between two pieces, or still where that counts', () => {
    words.awaitOthers(0, false);
    words.turnEpoch(1);
    words.set(1, 'still', 1);
    words.awaitOthers(0, true);
    words.awaitOthers(0, false, (hart) => hart !== 1);
    expect(words.get(1, 'epoch')).toBe(1);
  });
});
