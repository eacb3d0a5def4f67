/** What exists, who may touch it, and what each register keeps of a write (privileged manual, chapters 2 to 12). */
import { beforeEach, describe, expect, it } from 'vitest';
import { csrMachine } from '../../../testing/csr-machine.ts';
import { MACHINE, SUPERVISOR, USER } from '../state.ts';
import { csrNumbers } from './numbers.ts';
import { csrTable } from './table.ts';

const machine = csrMachine();
const { hart, read, write, access } = machine;
const ONES = (1n << 64n) - 1n;
const WIDTHS = 0xa_0000_0000n;
const SD = 1n << 63n;

beforeEach(() => machine.reset());

/** Opens what other registers would close. */
function openEverything(): void {
  write('mstatus', 3n << 13n);
  write('mcounteren', ONES);
  write('scounteren', ONES);
  write('menvcfg', ONES);
}

describe('existence and privilege', () => {
  it('has a row for every number, once', () => {
    expect(csrTable.map((row) => row.number)).toEqual(Object.values(csrNumbers).toSorted((a, b) => a - b));
    expect(new Set(csrTable.map((row) => row.number)).size).toBe(csrTable.length);
  });

  for (const [name, privilege] of [
    ['U', USER],
    ['S', SUPERVISOR],
    ['M', MACHINE],
  ] as const) {
    it(`lets ${name} read exactly what its privilege and the table allow, of all 4096 numbers`, () => {
      openEverything();
      hart.privilege = privilege;
      const exists = new Set(csrTable.map((row) => row.number));
      for (let number = 0; number < 4096; number++) {
        const allowed = exists.has(number) && ((number >> 8) & 3) <= privilege;
        expect(read(number) !== 'illegal', `CSR 0x${number.toString(16)}`).toBe(allowed);
      }
    });
  }

  it('refuses every kind of write to read-only numbers and changes nothing else by reading', () => {
    openEverything();
    for (const { name, number } of csrTable.filter((row) => row.number >> 10 === 3)) {
      for (const operation of ['write', 'set', 'clear'] as const) {
        expect(access(number, operation, 0n), `${operation} ${name}`).toBe('illegal');
      }
      expect(read(number)).not.toBe('illegal');
    }
  });
});

/** CSR, value before, value written, value read afterwards. */
const kept: readonly (readonly [string, bigint, bigint, bigint])[] = [
  ['mstatus', 0n, ONES, 0x7e_79aan | WIDTHS | SD],
  ['mstatus', 0n, 1n << 37n, WIDTHS],
  ['mstatus', 0n, 2n << 11n, WIDTHS],
  ['mstatus', 1n << 11n, 2n << 11n, WIDTHS | (1n << 11n)],
  ['mstatus', 3n << 11n, 2n << 11n, WIDTHS | (3n << 11n)],
  ['mstatus', 3n << 11n, 0n, WIDTHS],
  ['mstatus', 0n, 1n << 13n, WIDTHS | (1n << 13n)],
  ['mstatus', 0n, 2n << 13n, WIDTHS | (2n << 13n)],
  ['mstatus', 0n, 3n << 13n, WIDTHS | (3n << 13n) | SD],
  ['mstatus', 0n, SD, WIDTHS],
  ['sstatus', 0n, ONES, 0xc_6122n | (2n << 32n) | SD],
  ['misa', 0n, 0n, 0x8000_0000_0014_112dn],
  ['medeleg', 0n, ONES, 0xb3ffn],
  ['mideleg', 0n, ONES, 0x222n],
  ['mie', 0n, ONES, 0xaaan],
  ['mip', 0n, ONES, 0x222n],
  ['mtvec', 0n, ONES, 0n],
  ['mtvec', 0x100n, 0x202n, 0x100n],
  ['mtvec', 0n, ONES - 2n, ONES - 2n],
  ['stvec', 0x100n, 0x203n, 0x100n],
  ['stvec', 0x100n, 0x201n, 0x201n],
  ['mepc', 0n, ONES, ONES - 1n],
  ['sepc', 0n, 0x1003n, 0x1002n],
  ['mscratch', 0n, ONES, ONES],
  ['sscratch', 0n, ONES, ONES],
  ['mcause', 0n, ONES, ONES],
  ['scause', 0n, ONES, ONES],
  ['mtval', 0n, ONES, ONES],
  ['stval', 0n, ONES, ONES],
  ['stimecmp', 0n, ONES, ONES],
  ['mcounteren', 0n, ONES, 0xffff_ffffn],
  ['scounteren', 0n, ONES, 0xffff_ffffn],
  ['mcountinhibit', 0n, ONES, 5n],
  ['menvcfg', 0n, ONES, (1n << 63n) | (1n << 61n) | 1n],
  ['senvcfg', 0n, ONES, 1n],
  ['mvendorid', 0n, 0n, 0n],
  ['mhpmcounter3', 0n, ONES, 0n],
  ['mhpmcounter31', 0n, ONES, 0n],
  ['mhpmevent3', 0n, ONES, 0n],
  ['satp', 0n, 8n << 60n, 8n << 60n],
  ['satp', 0n, (10n << 60n) | (ONES >> 4n), (10n << 60n) | (ONES >> 4n)],
  ['satp', (9n << 60n) | 5n, (1n << 60n) | 7n, (9n << 60n) | 5n],
  ['satp', (9n << 60n) | 5n, (11n << 60n) | 7n, (9n << 60n) | 5n],
  ['satp', (9n << 60n) | 5n, ONES, (9n << 60n) | 5n],
  ['satp', (9n << 60n) | 5n, 0n, 0n],
  ['pmpaddr0', 0n, ONES, ONES >> 10n],
  ['pmpaddr15', 0n, 0x1234n, 0x1234n],
  ['pmpcfg0', 0n, 0x1f18_100f_0d0b_0700n, 0x1f18_100f_0d0b_0700n],
  ['pmpcfg2', 0n, 0x6060_6060_6060_6060n, 0n],
  ['pmpcfg0', 0n, 0x0602_0706_0a12_1a0en, 0x0000_0700_0000_0000n],
  ['pmpcfg0', 0x0101n, 0x0603n, 0x0103n],
];

describe('what a write keeps', () => {
  for (const [name, before, value, after] of kept) {
    it(`${name} = ${before.toString(16)}, write ${value.toString(16)}: reads ${after.toString(16)}`, () => {
      if (name !== 'mvendorid') write(name, before);
      if (csrNumbers[name] !== undefined && csrNumbers[name] >> 10 !== 3) write(name, value);
      expect(read(name)).toBe(after);
    });
  }

  it('returns the old value, and sets and clears by mask', () => {
    write('mscratch', 0xf0n);
    expect(access('mscratch', 'set', 0x0fn)).toBe(0xf0n);
    expect(access('mscratch', 'clear', 0x81n)).toBe(0xffn);
    expect(access('mscratch', 'write', 1n)).toBe(0x7en);
    expect(access('mscratch', 'read', 99n)).toBe(1n);
    expect(read('mscratch')).toBe(1n);
  });

  it('shows the supervisor its part of mstatus and leaves it the rest', () => {
    write('mstatus', ONES);
    expect(access('sstatus', 'write', 0n)).toBe(0xc_6122n | (2n << 32n) | SD);
    expect(read('mstatus')).toBe((0x7e_79aan & ~0xc_6122n) | WIDTHS);
    access('sstatus', 'set', 2n);
    expect(read('sstatus')).toBe(2n | (2n << 32n));
  });

  it('accepts only the translation modes that are configured', () => {
    for (const maximum of [8, 9, 10]) {
      for (let mode = 0n; mode < 16n; mode++) {
        hart.maximumMode = maximum;
        hart.satp = 0n;
        write('satp', (mode << 60n) | 1n);
        const supported = mode === 0n || (mode >= 8n && mode <= BigInt(maximum));
        expect(read('satp'), `mode ${mode} of ${maximum}`).toBe(supported ? (mode << 60n) | 1n : 0n);
      }
    }
  });
});

describe('floating-point registers', () => {
  it('are illegal while FS is off', () => {
    for (const name of ['fflags', 'frm', 'fcsr']) {
      expect(read(name)).toBe('illegal');
      expect(write(name, 0n)).toBe('illegal');
    }
  });

  it('are two views of one state, and dirty it when written', () => {
    write('mstatus', 1n << 13n);
    expect(read('fcsr')).toBe(0n);
    expect(read('mstatus')).toBe(WIDTHS | (1n << 13n));
    write('fcsr', ONES);
    expect([read('fcsr'), read('frm'), read('fflags')]).toEqual([0xffn, 7n, 31n]);
    expect(read('mstatus')).toBe(WIDTHS | (3n << 13n) | SD);
    access('frm', 'clear', 5n);
    access('fflags', 'write', 0x2an);
    expect(read('fcsr')).toBe((2n << 5n) | 10n);
  });
});

describe('counter access', () => {
  const visible = (names: readonly string[]): string[] => names.filter((name) => read(name) !== 'illegal');
  const counters = ['cycle', 'time', 'instret', 'hpmcounter3', 'hpmcounter31'];
  const bits: Readonly<Record<string, bigint>> = {
    cycle: 0n,
    time: 1n,
    instret: 2n,
    hpmcounter3: 3n,
    hpmcounter31: 31n,
  };

  it('needs mcounteren in S, and scounteren too in U', () => {
    for (const name of counters) {
      const bit = 1n << (bits[name] ?? 0n);
      for (const [machineBits, supervisorBits] of [
        [0n, ONES],
        [bit, 0n],
        [bit, bit],
        [ONES ^ bit, ONES],
        [ONES, ONES ^ bit],
      ] as const) {
        hart.mcounteren = machineBits & 0xffff_ffffn;
        hart.scounteren = supervisorBits & 0xffff_ffffn;
        const machineOpen = (machineBits & bit) !== 0n;
        hart.privilege = MACHINE;
        expect(visible([name])).toEqual([name]);
        hart.privilege = SUPERVISOR;
        expect(visible([name])).toEqual(machineOpen ? [name] : []);
        hart.privilege = USER;
        expect(visible([name])).toEqual(machineOpen && (supervisorBits & bit) !== 0n ? [name] : []);
      }
    }
  });

  it('opens stimecmp to S only by both mcounteren.TM and menvcfg.STCE', () => {
    for (const [counteren, configuration, expected] of [
      [0n, 0n, 'illegal'],
      [2n, 0n, 'illegal'],
      [0n, 1n << 63n, 'illegal'],
      [2n, 1n << 63n, 7n],
    ] as const) {
      hart.stimecmp = 7n;
      hart.mcounteren = counteren;
      hart.menvcfg = configuration;
      hart.privilege = SUPERVISOR;
      expect(read('stimecmp')).toBe(expected);
      hart.privilege = MACHINE;
      expect(read('stimecmp')).toBe(7n);
    }
  });

  it('traps satp in S under TVM, not in M', () => {
    write('mstatus', 1n << 20n);
    expect(read('satp')).toBe(0n);
    hart.privilege = SUPERVISOR;
    expect(read('satp')).toBe('illegal');
    expect(write('satp', 0n)).toBe('illegal');
    hart.mstatus = 0n;
    expect(read('satp')).toBe(0n);
  });
});
