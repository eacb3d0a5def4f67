/** What the rows of F and D add to the library: boxing, rounding modes, the unit's state. */
import { beforeEach, describe, expect, it } from 'vitest';
import { assert } from '../../base/assert.ts';
import type { Value } from '../../ir/builder.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { instantiateFunctions } from '../../testing/ir-harness.ts';
import { reportFault } from '../engine.ts';
import { CAUSE, RiscvBuilder } from './builder.ts';
import { STATUS } from './csr/fields.ts';
import { riscv64 } from './instruction-set.ts';
import { rv64d } from './rows/rv64d.ts';
import { rv64f } from './rows/rv64f.ts';
import { hartState } from './state.ts';

/** Registers as places, traps as reported faults: a row without guest memory becomes a plain function. */
class FunctionBuilder extends RiscvBuilder {
  private register(file: 'x' | 'f', index: Value) {
    assert(index.op === 'const', 'operands are constants here');
    const offset = GUEST_STATE_OFFSET + hartState.offsets[file] + Number(index.value) * 8;
    return { name: `${file}${index.value}`, offset, bits: 64 } as const;
  }
  override x(index: Value): Value {
    return this.readState(this.register('x', index));
  }
  override f(index: Value): Value {
    return this.readState(this.register('f', index));
  }
  override setX(index: Value, value: Value): void {
    this.writeState(this.register('x', index), value);
  }
  override setF(index: Value, value: Value): void {
    this.writeState(this.register('f', index), value);
  }
  override illegal(): void {
    reportFault(this, this.i64(CAUSE.illegalInstruction), this.i64(0));
    this.return();
  }
}

/** Every row of F and D but loads and stores, with rd 1, sources 2, 3 and 4, and this `rm`. */
function rowFunction(mnemonic: string, rm: number): FunctionDefinition {
  const row = riscv64.rows.find((candidate) => candidate.mnemonic === mnemonic);
  assert(row !== undefined, `no row ${mnemonic}`);
  const numbers: Record<string, number> = { rd: 1, fd: 1, rs1: 2, fs1: 2, fs2: 3, fs3: 4, rm };
  const b = new FunctionBuilder();
  row.meaning(b, Object.fromEntries(row.operands.map((name) => [name, b.i32(numbers[name] ?? 0)])));
  return { name: `${mnemonic} ${rm}`, parameters: [], results: [], body: { parameters: [], block: b.root } };
}

const mnemonics = [...rv64f, ...rv64d]
  .map((row) => row.syntax.split(' ')[0] ?? '')
  .filter((mnemonic) => !/^f[ls][wd]$/.test(mnemonic));
const definitions = new Map(
  mnemonics.flatMap((mnemonic) => [0, 5, 7].map((rm) => [`${mnemonic} ${rm}`, rowFunction(mnemonic, rm)])),
);
const machine = instantiateFunctions([...definitions.values()]);
const { hart, engine } = machine;

/** Runs a row; true when it was an illegal instruction. */
function run(mnemonic: string, rm = 0): boolean {
  const definition = definitions.get(`${mnemonic} ${rm}`);
  assert(definition !== undefined, `${mnemonic} ${rm} is not compiled`);
  engine.faulted = 0;
  machine.call(definition);
  return engine.faulted === 1;
}

const INITIAL = 1n << 13n;
const ONE = 0xffff_ffff_3f80_0000n;
const NAN = 0xffff_ffff_7fc0_0000n;

beforeEach(() => {
  machine.clear();
  hart.mstatus = INITIAL;
});

describe('NaN boxing', () => {
  it('reads a single without its box as the canonical NaN', () => {
    hart.f.set([0n, 0n, 0x3f80_0000n, ONE]);
    run('fadd.s');
    expect(hart.f[1]).toBe(NAN);
    expect(hart.fflags).toBe(0);
  });

  it('boxes results', () => {
    hart.f.set([0n, 0n, ONE, ONE]);
    run('fadd.s');
    expect(hart.f[1]).toBe(0xffff_ffff_4000_0000n);
  });

  it('injects signs into the canonical NaN where the box is missing', () => {
    hart.f.set([0n, 0n, 0xffff_fffe_3f80_0000n, 0xffff_ffff_8000_0000n]);
    run('fsgnj.s');
    expect(hart.f[1]).toBe(0xffff_ffff_ffc0_0000n);
  });

  it('moves the low half to an integer register as it is, sign-extended', () => {
    hart.f[2] = 0x1234_5678_8000_0000n;
    run('fmv.x.w');
    expect(hart.x[1]).toBe(0xffff_ffff_8000_0000n);
  });

  it('boxes what fmv.w.x moves', () => {
    hart.x[2] = 0x1234_5678_0000_0001n;
    run('fmv.w.x');
    expect(hart.f[1]).toBe(0xffff_ffff_0000_0001n);
  });
});

describe('results in integer registers', () => {
  it('sign-extends an unsigned 32-bit result', () => {
    hart.f[2] = 0xffff_ffff_4f7f_ffffn;
    run('fcvt.wu.s');
    expect(hart.x[1]).toBe(0xffff_ffff_ffff_ff00n);
  });
});

describe('rounding modes', () => {
  const rounding = mnemonics.filter((mnemonic) =>
    riscv64.rows.find((row) => row.mnemonic === mnemonic)?.operands.includes('rm'),
  );

  it.each(rounding)('%s: a reserved mode is illegal, in rm and through frm', (mnemonic) => {
    expect(run(mnemonic, 5)).toBe(true);
    for (const [frm, illegal] of [
      [4, false],
      [5, true],
      [6, true],
      [7, true],
    ] as const) {
      hart.frm = frm;
      expect(run(mnemonic, 7)).toBe(illegal);
      expect(run(mnemonic, 0)).toBe(false);
    }
  });

  it('takes the mode from frm', () => {
    hart.f.set([0n, 0n, 0x3ff0_0000_0000_0000n, 0x4008_0000_0000_0000n]);
    hart.frm = 3;
    run('fdiv.d', 7);
    expect(hart.f[1]).toBe(0x3fd5_5555_5555_5556n);
    run('fdiv.d', 0);
    expect(hart.f[1]).toBe(0x3fd5_5555_5555_5555n);
    expect(hart.fflags).toBe(1);
  });
});

describe('mstatus.FS', () => {
  it.each(mnemonics)('%s: illegal while the unit is off, and nothing changes', (mnemonic) => {
    hart.mstatus = 0n;
    hart.f.fill(ONE);
    expect(run(mnemonic)).toBe(true);
    expect(hart.f.every((bits) => bits === ONE)).toBe(true);
    expect(hart.x.every((bits) => bits === 0n)).toBe(true);
    expect(hart.mstatus).toBe(0n);
    expect(hart.fflags).toBe(0);
  });

  it.each(mnemonics)('%s: dirty unless the row writes neither f nor fflags', (mnemonic) => {
    run(mnemonic);
    const clean = /^(fmv\.x|fclass)/.test(mnemonic);
    expect(hart.mstatus).toBe(clean ? INITIAL : STATUS.FS);
  });
});
