/** The registers as GDB numbers and describes them (its RISC-V features: cpu, fpu; then CSRs of ours). */
import type { Machine } from '../../machine/machine.ts';

type HartState = Machine['harts'][number]['state'];

interface Register {
  readonly name: string;
  readonly bits: 8 | 64;
  readonly read: (state: HartState) => bigint;
}

const ABI_NAMES = [
  ...['zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 'fp', 's1'],
  ...Array.from({ length: 8 }, (_, index) => `a${index}`),
  ...Array.from({ length: 10 }, (_, index) => `s${index + 2}`),
  ...['t3', 't4', 't5', 't6'],
];

const integers = ABI_NAMES.map(
  (name, index): Register => ({ name, bits: 64, read: ({ x }) => x[index] ?? 0n }),
);
const floats = Array.from(
  { length: 32 },
  (_, index): Register => ({ name: `f${index}`, bits: 64, read: ({ f }) => f[index] ?? 0n }),
);

const WORDS = [
  ...['mstatus', 'medeleg', 'mideleg', 'mie', 'mip', 'mtvec', 'mscratch', 'mepc', 'mcause', 'mtval'],
  ...['stvec', 'sscratch', 'sepc', 'scause', 'stval', 'satp', 'stimecmp', 'menvcfg'],
] as const;

const CPU: readonly Register[] = [...integers, { name: 'pc', bits: 64, read: ({ pc }) => pc }];
const FPU: readonly Register[] = [
  ...floats,
  { name: 'fflags', bits: 64, read: ({ fflags }) => BigInt(fflags) },
  { name: 'frm', bits: 64, read: ({ frm }) => BigInt(frm) },
  { name: 'fcsr', bits: 64, read: ({ fflags, frm }) => BigInt(fflags | (frm << 5)) },
];
const CSRS: readonly Register[] = [
  ...WORDS.map((name): Register => ({ name, bits: 64, read: (state) => state[name] })),
  { name: 'priv', bits: 64, read: ({ privilege }) => BigInt(privilege) },
];

export const REGISTERS: readonly Register[] = [...CPU, ...FPU, ...CSRS];
/** What a `g` packet holds. */
export const GENERAL = CPU.length;

function feature(name: string, registers: readonly Register[], first: number): string {
  const rows = registers.map(({ name: register, bits }, index) => {
    const type =
      register === 'pc' ? 'code_ptr' : bits === 64 && /^f\d/.test(register) ? 'ieee_double' : 'int';
    return `<reg name="${register}" bitsize="${bits}" type="${type}" regnum="${first + index}"/>`;
  });
  return `<feature name="${name}">${rows.join('')}</feature>`;
}

export const TARGET_DESCRIPTION = [
  '<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target version="1.0">',
  '<architecture>riscv:rv64</architecture><osabi>none</osabi>',
  feature('org.gnu.gdb.riscv.cpu', CPU, 0),
  feature('org.gnu.gdb.riscv.fpu', FPU, CPU.length),
  feature('org.trampoline.csr', CSRS, CPU.length + FPU.length),
  '</target>',
].join('');

/** Little-endian hex, as GDB wants a register. */
export function registerHex(register: Register, state: HartState): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, register.read(state), true);
  return Array.from(new Uint8Array(bytes.buffer, 0, register.bits / 8), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
