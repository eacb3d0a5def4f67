import { describe, expect, it } from 'vitest';
import { Builder } from './builder.ts';
import type { RegisterFile } from './node.ts';
import { type IrPrinting, printIr } from './print.ts';

const X: RegisterFile = { name: 'x', offset: 0, count: 32, zero: 0 };

const textOf = (b: Builder, options?: IrPrinting): string[] =>
  printIr(b.root, options).map(({ text, depth }) => '  '.repeat(depth) + text);

describe('IR as text', () => {
  it('has a line for each node that does something, with constants where they are used', () => {
    const b = new Builder();
    const base = b.readRegister(X, b.i32(11));
    const value = b.load(4, b.add(base, b.i64(-8)));
    b.writeRegister(X, b.i32(10), b.and(value, b.i64(0xffff_ffff)));
    b.branch(b.eqz(value), b.pc);
    expect(textOf(b)).toEqual([
      '%1 = read x11',
      '%3 = add.i64 %1, -8',
      '%4 = load.32s %3',
      '%7 = and.i64 %4, 0xffffffff',
      'write x10, %7',
      '%9 = eqz.i32 %4',
      '%10 = pc.i64',
      'branch %9, %10',
    ]);
  });

  it('nests, and says what each block belongs to', () => {
    const b = new Builder();
    const x = b.readRegister(X, b.i32(5));
    b.loop(() => {
      b.if(
        b.wrap(x),
        () => b.break(),
        () => b.store(8, x, x),
      );
    });
    b.switch(b.wrap(x), [() => b.fence(), () => b.attention()], () => b.trap(x, x));
    expect(textOf(b)).toEqual([
      '%1 = read x5',
      'loop {',
      '  %2 = wrap.i32 %1',
      '  if %2 {',
      '    break',
      '  } else {',
      '    store.64 %1, %1',
      '  }',
      '}',
      '%7 = wrap.i32 %1',
      'switch %7 {',
      '0:',
      '  fence',
      '1:',
      '  attention',
      'otherwise:',
      '  trap %1, %1',
      '}',
    ]);
  });

  it('prints values at their use and leaves out what is dead, where it is told to', () => {
    const b = new Builder();
    const x = b.readRegister(X, b.i32(10));
    const sum = b.add(x, b.i64(1));
    const dead = b.mul(x, x);
    b.writeRegister(X, b.i32(10), sum);
    const options: IrPrinting = {
      isInline: (node) => node === sum || node === x,
      isDead: (node) => node === dead,
      registerName: (_, index) => (index === 10 ? 'a0' : '?'),
    };
    expect(textOf(b, options)).toEqual(['write a0, (add.i64 (read a0), 1)']);
  });
});
