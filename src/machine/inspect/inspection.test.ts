/** Inspection against what is known otherwise: the program itself, counts made by hand, the code that runs. */
import { describe, expect, it } from 'vitest';
import { formatProblem, unwrap } from '../../base/problem.ts';
import { programGuest, type TestGuest } from '../../testing/machines.ts';
import { hottest } from './hottest.ts';
import { inspect } from './inspection.ts';
import type { Inspection } from './views.ts';

const ROUNDS = 1000;

/** Two nested loops; the inner one makes seven rounds of four instructions. */
const PROGRAM = `
_start:
    li s0, ${ROUNDS}
    la s1, data
outer:
    li s2, 7
inner:
    ld a0, 0(s1)
    add a0, a0, s2
    addi s2, s2, -1
    bnez s2, inner
    sd a0, 8(s1)
    addi s0, s0, -1
    bnez s0, outer
    csrr a1, mhartid
stop:
    j stop
    .balign 8
data:
    .dword 1, 2
`;

function runProgram(count: 'default' | 'detail'): TestGuest {
  const guest = programGuest(PROGRAM, { tiers: ['baseline'], count });
  guest.machine.run(ROUNDS * 40);
  return guest;
}

const at = (address: string, space: 'virtual' | 'physical' = 'virtual') => ({ hart: 0, address, space });

const lineOf = ({ wasm }: Inspection, text: RegExp): string | null | undefined =>
  wasm.find((line) => text.test(line.text))?.at;

describe('inspection', () => {
  it('shows the region that an address lies in: blocks, edges, exits, IR by stage, WebAssembly', () => {
    const { machine } = runProgram('default');
    const shown = unwrap(inspect(machine, at('0x80000010')));
    expect(shown.region).toMatchObject({
      tier: 'baseline',
      origin: 'translated',
      isSame: true,
      entries: null,
    });
    const instructions = shown.blocks.flatMap((block) => block.instructions);
    expect(instructions.map(({ text }) => text)).toContain('c.add a0, s2');
    const branch = shown.blocks.find((block) => block.instructions.at(-1)?.text.startsWith('bne s2'));
    expect(branch?.edges.map(({ when }) => when)).toEqual(['taken', 'not taken']);
    expect(shown.blocks[branch?.edges[0]?.block ?? -1]?.instructions[0]?.text).toMatch(/ld a0/);
    expect(shown.exits.some(({ how }) => how === 'instruction')).toBe(true);
    expect(shown.stages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['as written', 'as lowered']),
    );
    expect(shown.wasm.some(({ text }) => text === 'i64.add')).toBe(true);
  });

  it('maps IR and WebAssembly to the instructions that they come from', () => {
    const shown = unwrap(inspect(runProgram('default').machine, at('0x80000010')));
    const instructions = shown.blocks.flatMap((block) => block.instructions);
    const load = instructions.find(({ text }) => text.includes('ld a0'));
    const store = instructions.find(({ text }) => text.includes('sd a0'));
    const [built] = shown.stages;
    expect(built?.lines.find(({ text }) => text.includes('load.64'))?.at).toBe(load?.address);
    expect(built?.lines.find(({ text }) => text.startsWith('store.64'))?.at).toBe(store?.address);
    expect(lineOf(shown, /call \$refillLoad/)).toBe(load?.address);
    expect(lineOf(shown, /call \$refillStore/)).toBe(store?.address);
    expect(shown.wasm.some(({ text }) => text === 'local.set $a0')).toBe(true);
    const known = new Set<string | null>(instructions.map(({ address }) => address));
    expect(shown.wasm.filter(({ at: from }) => from !== null && !known.has(from))).toEqual([]);
  });

  it('counts each block and exit exactly where it was asked to', () => {
    const { machine } = runProgram('detail');
    const shown = unwrap(inspect(machine, at('0x80000010')));
    expect(shown.region?.isSame).toBe(true);
    const executions = (text: string): number =>
      shown.blocks.find(({ instructions }) => instructions[0]?.text.includes(text))?.executions ?? -1;
    const entered = shown.region?.entries ?? 0;
    expect(entered).toBeGreaterThan(0);
    // The interpreter has made what began where the budget or the store TLB ended: few rounds of seven thousand.
    const rounds = executions('ld a0');
    expect(rounds).toBeGreaterThan(7 * ROUNDS - 50);
    expect(rounds).toBeLessThanOrEqual(7 * ROUNDS);
    const left = shown.exits.reduce((sum, exit) => sum + (exit.executions ?? 0), 0);
    expect(left).toBe(entered);
  });

  it('retires in its blocks what the tier has counted', () => {
    const { machine } = runProgram('detail');
    const { measure, blocks, gone } = hottest(machine, 100);
    const sum = blocks.reduce((total, { instructions }) => total + (instructions ?? 0), 0);
    const all = machine.counters()['tier.baseline.instructions']?.[0] ?? 0;
    expect(measure).toBe('executions');
    expect(sum + Math.round(gone * all)).toBe(all);
    expect(blocks[0]?.text).toBe('c.ld a0, 0(s1)');
  });

  it('counts from when it is told to, and the guest cannot tell', () => {
    const [plain, watched] = [0, 1].map(() => programGuest(PROGRAM, { tiers: ['baseline'] }).machine);
    for (const machine of [plain, watched]) machine?.run(ROUNDS * 5);
    watched?.tiers.setCounting(true);
    for (const machine of [plain, watched]) machine?.run(ROUNDS * 10);
    expect(watched && hottest(watched, 9).blocks[0]?.executions).toBeGreaterThan(ROUNDS);
    watched?.tiers.setCounting(false);
    for (const machine of [plain, watched]) machine?.run(ROUNDS * 10);
    expect(watched && hottest(watched, 9).measure).toBe('samples');
    expect(watched?.stateHash()).toBe(plain?.stateHash());
  });

  it('lists by samples where nothing is counted, and says so', () => {
    const guest = programGuest(PROGRAM, { tiers: ['interpreter'] });
    for (let slice = 0; slice < 50; slice++) guest.machine.run(500);
    const { measure, blocks } = hottest(guest.machine, 3);
    expect(measure).toBe('samples');
    expect(blocks[0]).toMatchObject({ executions: null, instructions: null, tier: 'interpreter' });
    expect(blocks.reduce((sum, { samples }) => sum + samples, 0)).toBeGreaterThan(40);
    expect(blocks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    // Where other bytes stand since, what was found there says nothing.
    new Uint8Array(guest.machine.buffer, guest.plan.ramBase, 64).fill(0xcc);
    expect(hottest(guest.machine, 3)).toMatchObject({ gone: 1, blocks: [] });
  });

  it('shows what would be made of code that was never translated', () => {
    const { machine } = programGuest(PROGRAM, { tiers: ['interpreter'] });
    const shown = unwrap(inspect(machine, at('80000000')));
    expect(shown.region).toBeNull();
    expect(shown.start).toBe('0x80000000');
    expect(shown.blocks.length).toBeGreaterThan(2);
  });

  it.each([
    ['zz', 'virtual', /the address: "zz" is not hexadecimal; give it as 0x80000000/],
    ['0x80000001', 'virtual', /0x80000001: no instruction begins at an odd address; give 0x80000000/],
    [
      '0x1000',
      'virtual',
      /0x1000: physical address 0x1000 is not in RAM; give one from 0x80000000 to 0x80fffffe/,
    ],
    ['0x80000016', 'virtual', /0x80000016: an instruction .* began two bytes before; give 0x80000014/],
  ] as const)('refuses %s in one line', (address, space, message) => {
    const result = inspect(runProgram('default').machine, at(address, space));
    expect(result.ok ? '' : formatProblem(result.problem)).toMatch(message);
  });
});
