/** Registers with behaviour of their own: interrupts, PMP locks, counters, and what asks for attention. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ATTENTION } from '../../../memory/hart.ts';
import { csrMachine } from '../../../testing/csr-machine.ts';
import { SUPERVISOR } from '../state.ts';
import { csrTable } from './table.ts';
import { virtualTimeNs } from './time.ts';

const machine = csrMachine([virtualTimeNs]);
const { hart, engine, read, write, access, retire } = machine;
const ONES = (1n << 64n) - 1n;
const STCE = 1n << 63n;
const { SSIP, STIP, SEIP } = { SSIP: 2n, STIP: 0x20n, SEIP: 0x200n };

beforeEach(() => machine.reset());

describe('mip and sip', () => {
  it('reads the wires, and writes only SSIP, STIP and SEIP', () => {
    hart.wires = 0x888n;
    expect(write('mip', ONES)).toBe(0x888n);
    expect(read('mip')).toBe(0xaaan);
    expect(hart.mip).toBe(0x222n);
    write('mip', 0n);
    expect(read('mip')).toBe(0x888n);
  });

  it('keeps the external wire out of set and clear', () => {
    hart.wires = SEIP;
    expect(access('mip', 'set', SSIP)).toBe(SEIP);
    expect(hart.mip).toBe(SSIP);
    expect(access('mip', 'clear', SSIP)).toBe(SEIP | SSIP);
    hart.wires = 0n;
    expect(read('mip')).toBe(0n);
    access('mip', 'set', SEIP);
    hart.wires = SEIP;
    access('mip', 'clear', SEIP);
    expect(read('mip')).toBe(SEIP);
    hart.wires = 0n;
    expect(read('mip')).toBe(0n);
  });

  it('shows the supervisor what is delegated, and lets it write only SSIP', () => {
    hart.mip = SSIP | STIP | SEIP;
    hart.privilege = SUPERVISOR;
    expect(read('sip')).toBe(0n);
    write('sip', 0n);
    expect(hart.mip).toBe(SSIP | STIP | SEIP);
    hart.mideleg = SSIP | SEIP;
    expect(read('sip')).toBe(SSIP | SEIP);
    write('sip', 0n);
    expect(hart.mip).toBe(STIP | SEIP);
    access('sip', 'set', ONES);
    expect(hart.mip).toBe(SSIP | STIP | SEIP);
  });

  it('derives STIP from stimecmp under STCE, and takes no writes to it then', () => {
    hart.mip = STIP;
    hart.menvcfg = STCE;
    hart.stimecmp = 10n;
    expect(read('mip')).toBe(0n);
    retire(999n);
    expect(read('mip')).toBe(0n);
    retire(1n);
    expect(read('mip')).toBe(STIP);
    write('mip', 0n);
    expect(read('mip')).toBe(STIP);
    expect(hart.mip).toBe(STIP);
    hart.stimecmp = ONES;
    write('mip', STIP);
    expect(read('mip')).toBe(0n);
    hart.menvcfg = 0n;
    write('mip', 0n);
    expect(read('mip')).toBe(0n);
  });

  it('makes sie the delegated part of mie', () => {
    hart.mideleg = SSIP | STIP;
    write('mie', 0xaaan);
    expect(access('sie', 'write', 0n)).toBe(SSIP | STIP);
    expect(read('mie')).toBe(0xaaan & ~(SSIP | STIP));
    write('sie', ONES);
    expect(read('mie')).toBe(0xaaan);
  });
});

describe('physical memory protection', () => {
  it('keeps a locked entry and its address', () => {
    write('pmpaddr1', 5n);
    write('pmpcfg0', 0x9900n);
    write('pmpcfg0', 0x1f1fn);
    expect(read('pmpcfg0')).toBe(0x991fn);
    write('pmpaddr1', 6n);
    expect(read('pmpaddr1')).toBe(5n);
    write('pmpaddr2', 7n);
    expect(read('pmpaddr2')).toBe(7n);
  });

  it('keeps the address below a locked top-of-range entry, across registers too', () => {
    for (const entry of [0, 1, 6, 7, 14]) {
      machine.reset();
      const above = entry + 1;
      const configuration = (mode: bigint): void => {
        hart.pmpcfg[Math.floor(above / 8)] = (0x80n | (mode << 3n)) << BigInt((above % 8) * 8);
      };
      configuration(1n);
      write(`pmpaddr${entry}`, 3n);
      expect(read(`pmpaddr${entry}`), `entry ${entry} below TOR`).toBe(0n);
      configuration(3n);
      write(`pmpaddr${entry}`, 3n);
      expect(read(`pmpaddr${entry}`), `entry ${entry} below NAPOT`).toBe(3n);
    }
  });

  it('flushes on a change alone', () => {
    write('pmpaddr3', 9n);
    expect(machine.takeAttention()).toBe(ATTENTION.flush);
    write('pmpaddr3', 9n);
    expect(machine.takeAttention()).toBe(0);
    write('pmpcfg2', 0x1fn);
    expect(machine.takeAttention()).toBe(ATTENTION.flush);
    write('pmpcfg2', 0x1fn);
    expect(machine.takeAttention()).toBe(0);
  });
});

describe('counters and time', () => {
  it('counts instructions retired before the read', () => {
    engine.runEnd = 5000n;
    engine.remaining = 1000;
    expect(read('instret')).toBe(4000n);
    expect(read('minstret')).toBe(4000n);
    expect(read('cycle')).toBe(4000n);
    expect(read('time')).toBe(40n);
  });

  it('lets the next instruction read the value written', () => {
    retire(100n);
    write('minstret', 7n);
    retire(1n);
    expect(read('instret')).toBe(7n);
    retire(10n);
    expect(read('minstret')).toBe(17n);
    expect(read('mcycle')).toBe(111n);
    write('mcycle', ONES);
    retire(2n);
    expect(read('cycle')).toBe(0n);
    expect(access('minstret', 'set', 0n)).toBe(19n);
  });

  it('stops and starts by mcountinhibit, which counts itself by its old value', () => {
    retire(100n);
    expect(write('mcountinhibit', 4n)).toBe(0n);
    retire(50n);
    expect(read('minstret')).toBe(101n);
    expect(read('mcycle')).toBe(150n);
    write('minstret', 500n);
    retire(1n);
    expect(read('minstret')).toBe(500n);
    write('mcountinhibit', 0n);
    retire(1n);
    expect(read('minstret')).toBe(500n);
    retire(9n);
    expect(read('minstret')).toBe(509n);
    expect(read('mcycle')).toBe(161n);
  });

  it('follows rate and offset of the run', () => {
    engine.runStart = 1000n;
    engine.runStartNs = 1_000_000n;
    engine.nsPerInstruction = 3 * 65536 + 32768;
    engine.runEnd = 1100n;
    engine.remaining = 0;
    expect(machine.call(virtualTimeNs)).toBe(1_000_350n);
    engine.remaining = 1;
    expect(machine.call(virtualTimeNs)).toBe(1_000_346n);
    expect(read('time')).toBe(10_003n);
  });
});

describe('attention', () => {
  const { interrupts, driver, contexts, flush } = ATTENTION;
  /** CSR, value before, value written, attention. */
  const cases: readonly (readonly [string, bigint, bigint, number])[] = [
    ['mstatus', 0n, 8n, interrupts],
    ['mstatus', 8n, 0n, 0],
    ['sstatus', 0n, 2n, interrupts],
    ['sstatus', 0n, 1n << 18n, contexts],
    ['sstatus', 1n << 18n, 1n << 18n, 0],
    ['sstatus', 0n, 1n << 19n, flush],
    ['mstatus', 0n, 1n << 17n, contexts],
    ['mstatus', 0n, 3n << 11n, contexts],
    ['mstatus', 0n, 3n << 13n, 0],
    ['satp', 0n, 8n << 60n, flush],
    ['satp', 8n << 60n, 8n << 60n, 0],
    ['satp', 8n << 60n, 15n << 60n, 0],
    ['mie', 0n, 2n, interrupts],
    ['mip', 0n, 2n, interrupts],
    ['mideleg', 0n, 2n, interrupts],
    ['stimecmp', 0n, 5n, interrupts | driver],
    ['menvcfg', 0n, STCE, interrupts | driver],
    ['menvcfg', 0n, 1n << 61n, flush],
    ['mscratch', 0n, 1n, 0],
    ['sepc', 0n, 2n, 0],
  ];
  for (const [name, before, value, expected] of cases) {
    it(`${name} ${before.toString(16)} to ${value.toString(16)}`, () => {
      write(name, before);
      machine.takeAttention();
      write(name, value);
      expect(machine.takeAttention()).toBe(expected);
    });
  }

  it('is never asked for by a read', () => {
    for (const { number } of csrTable) read(number);
    expect(machine.takeAttention()).toBe(0);
  });
});
