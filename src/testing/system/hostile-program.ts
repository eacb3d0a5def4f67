/**
 * Guests that mean harm: random code over random data, page tables and registers, on a machine whose state is
 * legal to begin with. Everything follows from a seed.
 *
 * RAM, in pages from its start: trap handlers (1), code (8), page tables (8), data (15); what is above is zero
 * but for the device tree. Data and registers are full of addresses at which something can go wrong.
 */
import { u64 } from '../../base/bits.ts';
import { Random } from '../../base/random.ts';
import {
  CLINT_BASE,
  FINISHER_BASE,
  PLIC_BASE,
  RAM_BASE,
  RTC_BASE,
  UART_BASE,
  VIRTIO_BASE,
} from '../../machine/board/address-map.ts';
import { DEVICE_TREE_BYTES } from '../../machine/config/limits.ts';
import { type Mmu, MMUS } from '../../machine/config/configuration.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { EM_RISCV, parseElf } from '../../machine/loaders/elf.ts';
import type { BootPlan } from '../../machine/loaders/boot-plan.ts';
import type { HartState } from '../../isa/riscv64/state.ts';
import type { Hart } from '../../machine/run/hart.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { integerValue } from '../generator/values.ts';
import { drawCode } from './hostile-words.ts';
import { drawTables } from './hostile-tables.ts';

const CODE_PAGE = 1;
const CODE_PAGES = 8;
const TABLE_PAGE = CODE_PAGE + CODE_PAGES;
const TABLE_PAGES = 8;
const DATA_PAGE = TABLE_PAGE + TABLE_PAGES;
const DATA_PAGES = 15;
const FILLED_PAGES = DATA_PAGE + DATA_PAGES;

const POOL_BYTES = 1 << 18;
const SLICE_BYTES = 128;
/** Every program's code is cut from one pool, since drawing words is dearer than running them. */
const pool = drawCode(new Random(0x7261_6d70), POOL_BYTES);

const pageAddress = (page: number): number => RAM_BASE + page * PAGE_BYTES;
/**
 * A trap is stepped over, four bytes on; where nothing could be fetched the program goes on somewhere in its code,
 * and every other time in machine mode, so that it gets further than its first trap.
 */
const handler = (mode: 'm' | 's'): string => `
  csrr t6, ${mode}cause
  addi t5, t6, -1
  beqz t5, ${mode}lost
  addi t5, t6, -12
  beqz t5, ${mode}lost
  csrr t6, ${mode}epc
  addi t6, t6, 4
  csrw ${mode}epc, t6
  ${mode}ret
${mode}lost:
  csrr t6, ${mode === 'm' ? 'mcycle' : 'sscratch'}
  slli t5, t6, 49
  srli t5, t5, 50
  slli t5, t5, 1
  la t4, code
  add t5, t5, t4
  csrw ${mode}epc, t5
  andi t6, t6, 8
  beqz t6, ${mode}done
  li t5, 0x1800
  ${mode === 'm' ? 'csrs mstatus, t5' : 'csrw sscratch, sp'}
${mode}done:
  ${mode}ret
  .balign 256
`;

function assembleHandlers(): Uint8Array {
  const source = `_start: ${handler('m')} ${handler('s')} .balign ${PAGE_BYTES}\ncode: nop\n`;
  const assembled = assembleProgram(source, 'the handlers');
  if (!assembled.ok) throw new Error(`${assembled.problem.where}: ${assembled.problem.what}`);
  const target = { where: 'the handlers', machine: EM_RISCV, machineName: 'RISC-V' };
  const program = parseElf(assembled.value.elf, target);
  const [segment] = program.ok ? program.value.segments : [];
  if (!segment) throw new Error('the handlers assemble to one segment');
  return segment.bytes.slice(segment.headerBytes, segment.headerBytes + PAGE_BYTES);
}

const handlers = assembleHandlers();
const MACHINE_HANDLER = pageAddress(0);
const SUPERVISOR_HANDLER = pageAddress(0) + 0x100;

const DEVICES = [FINISHER_BASE, RTC_BASE, CLINT_BASE, CLINT_BASE + 0x4000, CLINT_BASE + 0xbff8, PLIC_BASE];
const MORE_DEVICES = [
  PLIC_BASE + 0x2000,
  PLIC_BASE + 0x20_0000,
  UART_BASE,
  VIRTIO_BASE,
  VIRTIO_BASE + 0x6000,
];
const SBI_EXTENSIONS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x5449_4d45, 0x73_5049, 0x5246_4e43, 0x48_534d, 0x5352_5354,
];
const DEBUG_CONSOLE = 0x4442_434e;

export interface HostileProgram {
  readonly plan: BootPlan;
  readonly mmu: Mmu;
  /** What a hart holds when it starts, in place of the state after reset. */
  prepare(state: HartState, hart: number): void;
  /**
   * Sends a hart on at another place of its code, since most random code soon loops. One that only traps gets
   * out: to the highest mode, without translation.
   */
  kick(hart: Hart, random: Random, isStuck: boolean): void;
}

class Drawing {
  private readonly random: Random;
  private readonly ramBytes: number;

  constructor(random: Random, ramBytes: number) {
    this.random = random;
    this.ramBytes = ramBytes;
  }

  private near(address: number): bigint {
    return u64(BigInt(address + this.random.pick([0, 0, 0, -1, 1, -2, 2, -4, 4, -8, 8, -3, 2048, -2048])));
  }

  /** An address or a number that something may be done with. */
  value(): bigint {
    const { random } = this;
    const filled = FILLED_PAGES * PAGE_BYTES;
    switch (random.below(14)) {
      case 0:
        return integerValue(random);
      case 1:
        return this.near(random.pick([...DEVICES, ...MORE_DEVICES]));
      case 2:
        return this.near(RAM_BASE + random.pick([0, this.ramBytes, this.ramBytes - DEVICE_TREE_BYTES]));
      case 3:
        return this.near(pageAddress(random.below(FILLED_PAGES + 1)));
      case 4:
        // Through page tables: the aliases that `drawTables` makes, and the far end.
        return u64(this.near(random.pick([0x4000_0000, 0x4000_0000 + random.below(filled), -PAGE_BYTES])));
      case 5:
        return BigInt(random.below(64));
      case 6:
        return BigInt(pageAddress(TABLE_PAGE) + random.below(TABLE_PAGES * PAGE_BYTES));
      case 7:
        return this.satp(8 + random.below(3));
      default:
        return BigInt(RAM_BASE + random.below(filled));
    }
  }

  private satp(mode: number): bigint {
    const root = BigInt(pageAddress(TABLE_PAGE + this.random.below(3)) / PAGE_BYTES);
    return (BigInt(mode) << 60n) | (BigInt(this.random.below(4)) << 44n) | root;
  }

  codeAddress(): bigint {
    return BigInt(pageAddress(CODE_PAGE) + random2(this.random, CODE_PAGES * PAGE_BYTES));
  }

  ram(): Uint8Array {
    const { random } = this;
    const bytes = new Uint8Array(FILLED_PAGES * PAGE_BYTES);
    const view = new DataView(bytes.buffer);
    bytes.set(handlers);
    const codeEnd = (CODE_PAGE + CODE_PAGES) * PAGE_BYTES;
    for (let offset = CODE_PAGE * PAGE_BYTES; offset < codeEnd; offset += SLICE_BYTES) {
      const start = random2(random, POOL_BYTES - SLICE_BYTES);
      bytes.set(pool.subarray(start, start + SLICE_BYTES), offset);
    }
    for (let index = 0; index < 600; index++) {
      const offset = (DATA_PAGE * PAGE_BYTES + random.below(DATA_PAGES * PAGE_BYTES)) & ~7;
      view.setBigUint64(offset, this.value(), true);
    }
    drawTables(random, view, { first: TABLE_PAGE, count: TABLE_PAGES, ramPages: this.ramBytes / PAGE_BYTES });
    return bytes;
  }

  prepare(state: HartState, mmu: Mmu, supervisor: boolean): void {
    const { random } = this;
    for (let index = 1; index < 32; index++) state.x[index] = this.value();
    for (let index = 0; index < 32; index++) state.f[index] = random.next64();
    state.pc = this.codeAddress();
    state.privilege = supervisor ? 1 : random.pick([0, 1, 1, 3, 3, 3]);
    const bits = (mask: bigint): bigint => random.next64() & mask;
    // Every writable bit but MPP, whose value 2 is reserved; FS mostly on.
    state.mstatus = bits(0x7e_01aan) | (random.oneIn(8) ? 0n : 0x6000n) | random.pick([0n, 0x800n, 0x1800n]);
    state.mtvec = random.oneIn(4) ? this.value() & ~2n : BigInt(MACHINE_HANDLER);
    state.stvec = random.oneIn(4) ? this.value() & ~2n : BigInt(SUPERVISOR_HANDLER);
    state.mepc = this.codeAddress();
    state.sepc = this.codeAddress();
    if (supervisor && random.oneIn(2)) state.x[17] = BigInt(random.pick([...SBI_EXTENSIONS, DEBUG_CONSOLE]));
    this.prepareProtection(state, mmu, supervisor);
    state.mie = bits(0xaaan);
    state.mip = bits(0x222n);
    state.stimecmp = random.oneIn(2) ? BigInt(random.below(1000)) : 0xffff_ffff_ffff_ffffn;
    state.mcounteren = bits(7n);
    state.scounteren = bits(7n);
    state.frm = random.below(8);
  }

  private prepareProtection(state: HartState, mmu: Mmu, supervisor: boolean): void {
    const { random } = this;
    const highest = { sv39: 8, sv48: 9, sv57: 10 }[mmu];
    if (random.oneIn(2)) state.satp = this.satp(8 + random.below(highest - 7));
    if (supervisor) return;
    state.medeleg = random.next64() & 0xb3ffn;
    state.mideleg = random.next64() & 0x222n;
    state.menvcfg = (random.next64() & (1n << 63n)) | (random.next64() & (1n << 61n));
    state.pmpcfg[0] = 0x1fn;
    state.pmpaddr[0] = (1n << 54n) - 1n;
    if (!random.oneIn(4)) return;
    for (let entry = 0; entry < 7; entry++) {
      const permissions = random.pick([0n, 1n, 3n, 4n, 5n, 7n]) | (BigInt(random.below(4)) << 3n);
      const lock = random.oneIn(6) ? 0x80n : 0n;
      state.pmpcfg[0] = ((state.pmpcfg[0] ?? 0n) << 8n) | permissions | lock;
      state.pmpaddr[entry] = this.value() >> 2n;
    }
    state.pmpaddr[7] = (1n << 54n) - 1n;
  }
}

/** An even number below a bound. */
const random2 = (random: Random, bound: number): number => random.below(bound / 2) * 2;

/** The program of a seed, for a machine with so much RAM. */
export function hostileProgram(seed: number, ramBytes: number): HostileProgram {
  const random = new Random(seed);
  const drawing = new Drawing(random, ramBytes);
  const mmu = random.pick(MMUS);
  const supervisor = random.oneIn(3);
  const bytes = drawing.ram();
  const htif = random.oneIn(8) ? { tohost: pageAddress(DATA_PAGE), fromhost: undefined } : undefined;
  return {
    mmu,
    plan: {
      segments: [{ name: 'hostile', physicalAddress: RAM_BASE, bytes, sizeBytes: bytes.length }],
      entry: pageAddress(CODE_PAGE),
      privilege: supervisor ? 'supervisor' : 'machine',
      harts: random.oneIn(4) ? 'first' : 'all',
      deviceTree: { address: RAM_BASE + ramBytes - DEVICE_TREE_BYTES, capacityBytes: DEVICE_TREE_BYTES },
      firmwareInfoAddress: 0,
      initrd: undefined,
      append: '',
      htif,
    },
    prepare(state, hart) {
      new Drawing(new Random(seed * 8 + hart), ramBytes).prepare(state, mmu, supervisor);
    },
    kick(hart, chance, isStuck) {
      const { state } = hart;
      state.pc = BigInt(pageAddress(CODE_PAGE) + random2(chance, CODE_PAGES * PAGE_BYTES));
      state.x[1 + chance.below(31)] = new Drawing(chance, ramBytes).value();
      if (!isStuck) return;
      state.waiting = 0;
      state.privilege = supervisor ? 1 : 3;
      state.satp = 0n;
      // All that the number of traps taken since then may have changed.
      state.mstatus = 0x6000n;
      for (const name of ['mepc', 'sepc', 'mcause', 'scause', 'mtval', 'stval'] as const) state[name] = 0n;
      state.mtvec = BigInt(MACHINE_HANDLER);
      state.stvec = BigInt(SUPERVISOR_HANDLER);
      hart.flush();
    },
  };
}
