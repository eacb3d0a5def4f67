/** What a debugger asks of a machine's past, answered as data. */
import { describe, expect, it } from 'vitest';
import { at } from '../../base/assert.ts';
import { unwrap } from '../../base/problem.ts';
import { assembleProgram } from '../programs.ts';
import { FileView } from '../loaders/bytes.ts';
import { listElfSymbols } from '../loaders/elf-symbols.ts';
import { historyOf, programParts } from '../../testing/histories.ts';
import type { History } from './history.ts';
import type { TravelAction, TravelFocus, TravelView } from './requests.ts';
import { SymbolTable } from './symbols.ts';
import { Traveller, type TravelAnswer } from './traveller.ts';

const SOURCE = `
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

const FOCUS: TravelFocus = { hart: 0, memory: '', code: '' };

class Bench {
  readonly history: History;
  readonly traveller: Traveller;
  readonly symbols: SymbolTable;

  constructor(source = SOURCE, harts = 1) {
    this.history = historyOf(programParts(source, { harts }), { intervalInstructions: 5_000 }).history;
    const { elf } = unwrap(assembleProgram(source, 'p.s'));
    this.symbols = new SymbolTable(unwrap(listElfSymbols(new FileView(elf), 'p.s')));
    this.traveller = new Traveller(this.history, this.symbols);
  }

  answer(action: TravelAction, focus: Partial<TravelFocus> = {}): TravelAnswer {
    let found: TravelAnswer | undefined;
    this.traveller.ask({ action, focus: { ...FOCUS, ...focus } }, (answer) => {
      found = answer;
    });
    while (!found) this.traveller.work();
    return found;
  }

  ask(action: TravelAction, focus: Partial<TravelFocus> = {}): TravelView {
    return unwrap(this.answer(action, focus));
  }
}

const register = (view: TravelView, name: string): bigint | undefined =>
  view.hart.groups.flatMap(({ registers }) => registers).find((row) => row.name === name)?.value;

describe('looking', () => {
  it('gives registers by name, code with labels, and memory', () => {
    const bench = new Bench();
    bench.history.run(1_000);
    const view = bench.ask({ kind: 'look' }, { memory: 'word' });
    expect(view).toMatchObject({ count: 1_000, newestCount: 1_000, isLive: true, outcome: '' });
    expect(register(view, 's1')).toBe(bench.history.machine.hart(0).state.x[9]);
    expect(view.hart.mode).toBe('machine');
    expect(view.hart.code.some(({ address }) => address === view.hart.pc)).toBe(true);
    const labels = view.hart.code.flatMap((line) => line.labels);
    expect(labels).toEqual(expect.arrayContaining(['loop', 'store']));
    expect(view.hart.code.find((line) => line.labels.includes('store'))?.text).toBe('c.sd s1, 0(s0)');
    const word = new DataView(at([view.hart.memory?.bytes], 0)?.buffer ?? new ArrayBuffer(8));
    expect(word.getBigUint64(0, true)).toBe((register(view, 's1') ?? 0n) & ~63n);
  });

  it('says which address it does not understand, and shows the rest', () => {
    const bench = new Bench();
    for (const [memory, what] of [
      ['nowhere', /neither a register nor a symbol/],
      ['0x10', /no memory/],
      ['[0x10]', /nothing is mapped/],
      ['sp +', /missing/],
      ['sp sp', /goes on/],
      ['%', /no address/],
    ] as const) {
      const { hart } = bench.ask({ kind: 'look' }, { memory });
      expect([memory, hart.problems.map((found) => found.what).join()]).toEqual([
        memory,
        expect.stringMatching(what),
      ]);
      expect(hart.code.length).toBeGreaterThan(3);
    }
  });

  it('reads sums and what a pointer points to', () => {
    const bench = new Bench();
    bench.history.run(1_000);
    const state = bench.history.machine.hart(0).state;
    const address = (memory: string) => bench.ask({ kind: 'look' }, { memory }).hart.memory?.address;
    expect(address('s0 + 0x10 - 8')).toBe(at(state.x, 8) + 8n);
    expect(address('x8')).toBe(at(state.x, 8));
    expect(address('_start + [word]')).toBe(0x8000_0000n + (at(state.x, 9) & ~63n));
  });
});

describe('moving', () => {
  it('goes to a count, steps back, and to the last write of an address', () => {
    const bench = new Bench();
    bench.history.run(20_000);
    expect(bench.ask({ kind: 'goTo', count: 12_345 })).toMatchObject({ count: 12_345, isLive: false });
    expect(bench.ask({ kind: 'stepBack', instructions: 1 }).count).toBe(12_344);
    const view = bench.ask({ kind: 'backToWrite', address: 'word', lengthBytes: 8 });
    expect(view.outcome).toContain('is about to change');
    expect(view.hart.place).toBe('store');
    expect((register(view, 's1') ?? 1n) % 64n).toBe(0n);
    expect(view.stops).toEqual([]);
  });

  it('goes back to where an address was last executed, and stays where it never was', () => {
    const bench = new Bench();
    bench.history.run(20_000);
    const view = bench.ask({ kind: 'backToAddress', address: 'store' });
    expect([view.hart.place, view.count > 19_000]).toEqual(['store', true]);
    bench.ask({ kind: 'goTo', count: 100 });
    const none = bench.ask({ kind: 'backToAddress', address: 'store' });
    expect([none.count, none.outcome]).toEqual([100, expect.stringContaining('No hart was at')]);
  });

  it('stops a run at breakpoints and watchpoints, and goes back over them', () => {
    const bench = new Bench();
    const set = bench.ask({
      kind: 'setStops',
      stops: [
        { kind: 'breakpoint', address: 'store', lengthBytes: 0 },
        { kind: 'watchpoint', address: 'word', lengthBytes: 8 },
      ],
    });
    expect(set.stops.map(({ at: address }) => bench.symbols.describe(address))).toEqual(['store', 'word']);
    const counts: number[] = [];
    for (let hit = 0; hit < 4; hit++) {
      const end = bench.history.run(1_000_000);
      expect(end.kind).toBe('hit');
      counts.push(bench.history.count);
    }
    const back = bench.ask({ kind: 'back' });
    expect([back.count, back.hart.place]).toEqual([counts[2], 'store']);
    bench.ask({ kind: 'setStops', stops: [] });
    expect(bench.history.run(1_000)).toEqual({ kind: 'budget' });
  });

  it('refuses what cannot be watched, and keeps what was set', () => {
    const bench = new Bench();
    const word = { kind: 'watchpoint', address: 'word', lengthBytes: 8 } as const;
    bench.ask({ kind: 'setStops', stops: [word] });
    for (const stop of [
      { ...word, address: '0x10000000' },
      { ...word, lengthBytes: 0 },
      { ...word, lengthBytes: 1.5 },
    ]) {
      expect(bench.answer({ kind: 'setStops', stops: [word, stop] })).toMatchObject({ ok: false });
    }
    expect(bench.ask({ kind: 'look' }).stops).toHaveLength(1);
    expect(bench.answer({ kind: 'backToWrite', address: '0', lengthBytes: 8 })).toMatchObject({ ok: false });
  });

  it('runs to an address once', () => {
    const bench = new Bench();
    bench.ask({ kind: 'runTo', address: 'store' });
    const end = bench.history.run(10_000);
    expect(end.kind).toBe('hit');
    if (end.kind === 'hit') bench.traveller.noteHit(end.hit);
    const view = bench.ask({ kind: 'look' });
    expect([view.hart.place, view.outcome]).toEqual(['store', expect.stringContaining('(store)')]);
    expect(bench.history.run(10_000)).toEqual({ kind: 'budget' });
  });

  it('leaves off for a newer goal, or when told to, wherever it has come to', () => {
    const bench = new Bench();
    bench.history.run(10_000_000);
    const hash = bench.history.machine.stateHash();
    const answers: TravelAnswer[] = [];
    const begin = (action: TravelAction): void => {
      bench.traveller.ask({ action, focus: FOCUS }, (answer) => answers.push(answer));
      bench.traveller.work();
    };
    begin({ kind: 'goTo', count: 3 });
    expect(bench.ask({ kind: 'goTo', count: 10_000_000 }).count).toBe(10_000_000);
    begin({ kind: 'backToWrite', address: 'word', lengthBytes: 8 });
    begin({ kind: 'back' });
    expect(bench.answer({ kind: 'stop' })).toMatchObject({ ok: true, value: { stops: [] } });
    expect(answers.map((answer) => answer.ok || answer.problem.code)).toEqual(
      Array.from({ length: answers.length }, () => 'travel.superseded'),
    );
    expect(answers.length).toBeGreaterThan(0);
    bench.ask({ kind: 'goTo', count: 10_000_000 });
    expect(bench.history.machine.stateHash()).toBe(hash);
  });

  it('answers a look after what is under way', () => {
    const bench = new Bench();
    bench.history.run(10_000_000);
    const counts: number[] = [];
    for (const action of [{ kind: 'goTo', count: 3_000_000 }, { kind: 'look' }] as const) {
      bench.traveller.ask({ action, focus: FOCUS }, (answer) => counts.push(unwrap(answer).count));
    }
    while (counts.length < 2) bench.traveller.work();
    expect(counts).toEqual([3_000_000, 3_000_000]);
  });
});

const ECHO = `
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

it('an earlier future can be had again, and the later one too', () => {
  const bench = new Bench(ECHO);
  const type = (text: string): void => {
    bench.history.input(new TextEncoder().encode(text));
    bench.history.run(10_000);
  };
  for (const letter of ['a', 'b', 'c']) type(letter);
  const first = bench.history.machine.stateHash();
  bench.ask({ kind: 'goTo', count: 15_000 });
  type('X');
  const second = bench.history.machine.stateHash();
  expect(second).not.toBe(first);
  expect(bench.ask({ kind: 'look' }).branches).toEqual([{ at: 15_000, newestCount: 30_000, events: 1 }]);

  const adopted = bench.ask({ kind: 'adopt', branch: 0 });
  expect(adopted).toMatchObject({ newestCount: 30_000, branches: [{ newestCount: 25_000, events: 1 }] });
  bench.ask({ kind: 'goTo', count: 30_000 });
  expect(bench.history.machine.stateHash()).toBe(first);

  bench.ask({ kind: 'adopt', branch: 0 });
  bench.ask({ kind: 'goTo', count: 25_000 });
  expect(bench.history.machine.stateHash()).toBe(second);
});
