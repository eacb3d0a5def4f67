/** Random cases for the privileged comparison with QEMU. Everything follows from one seed. */
import { Random } from '../../base/random.ts';
import { csr, csrNumbers } from '../../isa/riscv64/csr/numbers.ts';

/** A CSR, what is written, set and cleared, and what it holds before and gets back (a number or a label). */
export interface SweepCase {
  readonly name: string;
  readonly csr: number;
  readonly operands: readonly [bigint, bigint, bigint];
  readonly restore: bigint | string;
}

/** An instruction, and the registers it meets: those of TRAP_REGISTERS, then mie, mip and mstatus. */
export interface TrapCase {
  readonly word: number;
  readonly registers: readonly (bigint | string)[];
}

export interface WitnessCases {
  readonly sweep: readonly SweepCase[];
  readonly traps: readonly TrapCase[];
}

/** Why a CSR is not swept: counters move by themselves, and QEMU has more of them than we have. */
const NOT_SWEPT = /^(mcycle|minstret|mhpm.*)$/;
const swept = Object.entries(csrNumbers).filter(
  ([name, number]) => number >> 10 !== 3 && !NOT_SWEPT.test(name),
);

const FLOATING_ON = 0x6000n;
const RESTORED: Readonly<Record<string, bigint | string>> = {
  mstatus: FLOATING_ON,
  sstatus: FLOATING_ON,
  mideleg: 0xffff_ffff_ffff_ffffn,
  stimecmp: 0xffff_ffff_ffff_ffffn,
  mtvec: 'stray',
  misa: 0x8000_0000_0014_112dn,
};

/** What QEMU takes and we do not: the state of other extensions (VS, XS), and 32-bit registers (UXL, SXL). */
const ONLY_THEIRS = 0xf_0001_8600n;
const LOCKS = 0x8080_8080_8080_8080n;

/** Values of many kinds: all, none, single bits, dense, sparse. */
function value(random: Random): bigint {
  const a = random.next64();
  switch (random.below(8)) {
    case 0:
      return 0n;
    case 1:
      return 0xffff_ffff_ffff_ffffn;
    case 2:
      return 1n << BigInt(random.below(64));
    case 3:
      return a & random.next64();
    case 4:
      return a | random.next64();
    default:
      return a;
  }
}

/** An operand for a register, kept from what would end the program or what the two machines decide apart. */
function operand(name: string, random: Random): bigint {
  const drawn = value(random);
  if (name === 'mstatus' || name === 'sstatus') return drawn & ~ONLY_THEIRS;
  if (name.startsWith('pmpcfg')) return drawn & ~LOCKS;
  if (name === 'satp' && !random.oneIn(4)) {
    const mode = random.pick([0n, 1n, 7n, 8n, 9n, 10n, 11n]);
    return (drawn & ((1n << 60n) - 1n)) | (mode << 60n);
  }
  return drawn;
}

function sweepCase(name: string, number: number, random: Random): SweepCase {
  const draw = (): bigint => operand(name, random);
  return { name, csr: number, operands: [draw(), draw(), draw()], restore: RESTORED[name] ?? 0n };
}

const READ = 0x0000_22f3; // csrrs t0, 0, x0
const WRITE_ZERO = 0x0000_1073; // csrrw x0, 0, x0
const access = (form: number, number: number): number => ((number << 20) | form) >>> 0;

const SYSTEM = [
  0x0000_0073, // ecall
  0x0010_0073, // ebreak
  0x1020_0073, // sret
  0x3020_0073, // mret
  0x1200_0073, // sfence.vma
  0x0000_100f, // fence.i
  0xffff_ffff,
  0x0000_0000,
];
const WAIT = 0x1050_0073;

/** Numbers worth an access from every privilege. A write of 0 to these harms nobody. */
const READ_NUMBERS = Object.values(csrNumbers);
const WRITTEN = [csr.sscratch, csr.satp, csr.stimecmp, csr.fcsr, csr.cycle, csr.mscratch, csr.mhartid];

const WRITES_TIMER = access(WRITE_ZERO, csr.stimecmp);
const SOFTWARE = 2n;
const SUPERVISOR_PENDING = 0x222n;
/** All but environment calls of supervisor mode, which is how the supervisor's handler comes back. */
const DELEGATED = 0xffff_ffff_ffffn & ~(1n << 9n);
const MPP = 3n << 11n;
const STATUS = 0x7e_79aan;

function instruction(random: Random): number {
  switch (random.below(4)) {
    case 0:
      return access(READ, random.pick(READ_NUMBERS));
    case 1:
      return access(WRITE_ZERO, random.pick(WRITTEN));
    default:
      return random.oneIn(6) ? WAIT : random.pick(SYSTEM);
  }
}

/** A status that `mret` leaves for a privilege that exists. */
function status(random: Random): bigint {
  const privilege = random.pick([0n, 1n, 3n]);
  return (value(random) & STATUS & ~MPP) | (privilege << 11n);
}

function trapCase(random: Random): TrapCase {
  const word = instruction(random);
  const counters = (): bigint => value(random);
  const table = (name: string): string => (random.oneIn(2) ? `${name}_table + 1` : `${name}_table`);
  // Half the cases are quiet; a hart that waits must have a reason to wake.
  const quiet = word !== WAIT && random.oneIn(2);
  const enabled = quiet ? 0n : value(random) & SUPERVISOR_PENDING;
  const pending = value(random) & SUPERVISOR_PENDING;
  const registers = [value(random) & DELEGATED, value(random), counters(), counters()];
  // QEMU raises STIP by a write to stimecmp even where STCE does not let it.
  const environment = word === WRITES_TIMER || random.oneIn(2) ? 1n << 63n : 0n;
  const wake = word === WAIT ? SOFTWARE : 0n;
  return {
    word,
    registers: [
      ...registers,
      environment,
      table('machine'),
      table('supervisor'),
      enabled | wake,
      pending | wake,
      status(random),
    ],
  };
}

export function drawCases(seed: number, perCsr: number, trapCount: number): WitnessCases {
  const random = new Random(seed);
  const sweep = swept.flatMap(([name, number]) =>
    Array.from({ length: perCsr }, () => sweepCase(name, number, random)),
  );
  return { sweep, traps: Array.from({ length: trapCount }, () => trapCase(random)) };
}
