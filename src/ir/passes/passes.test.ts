import { describe, expect, it } from 'vitest';
import { Builder, defineFunction } from '../builder.ts';
import type { RegisterFile, StatePlace } from '../node.ts';
import { printIr } from '../print.ts';

const X: RegisterFile = { name: 'x', offset: 0, count: 32, zero: 0 };
const STATUS: StatePlace = { name: 'status', offset: 512, bits: 64 };

const build = (fill: (b: Builder) => void): string[] => {
  const b = new Builder();
  b.remember();
  fill(b);
  return printIr(b.root).map(({ text, depth }) => '  '.repeat(depth) + text.replace(/%\d+/g, '%'));
};
const x = (b: Builder, index: number) => b.readRegister(X, b.i32(index));
const setX = (b: Builder, index: number, value: ReturnType<typeof x>): void =>
  b.writeRegister(X, b.i32(index), value);

describe('facts', () => {
  it('see a constant through a register', () => {
    const text = build((b) => {
      setX(b, 5, b.i64(0x1000));
      setX(b, 5, b.add(x(b, 5), b.i64(0x234)));
    });
    expect(text).toEqual(['write x5, 4096', 'write x5, 4660']);
  });

  it('read a register once until it is written', () => {
    const text = build((b) => {
      setX(b, 6, b.add(x(b, 5), x(b, 5)));
      setX(b, 5, x(b, 6));
    });
    expect(text.filter((line) => line.includes('read'))).toHaveLength(1);
  });

  it('drop a check that has been passed, and a write of what is there', () => {
    const check = (b: Builder): void =>
      b.if(b.eqz(b.test(b.readState(STATUS), 3n)), () => b.trap(b.i64(2), b.i64(0)));
    const mark = (b: Builder): void => b.writeState(STATUS, b.or(b.readState(STATUS), b.i64(3)));
    const once = build((b) => {
      check(b);
      mark(b);
    });
    const twice = build((b) => {
      for (let count = 0; count < 2; count++) {
        check(b);
        mark(b);
      }
    });
    expect(twice).toEqual(once);
  });

  it('forget what a call may have written, and what a nested block has', () => {
    const clears = defineFunction('clears', [], [], (b) => b.writeState(STATUS, b.i64(0)));
    const reads = (between: (b: Builder) => void): number =>
      build((b) => {
        setX(b, 5, b.readState(STATUS));
        between(b);
        setX(b, 6, b.readState(STATUS));
      }).filter((line) => line.includes('status') && !line.startsWith('write status')).length;
    expect(reads(() => undefined)).toBe(1);
    expect(reads((b) => b.call(clears))).toBe(2);
    expect(reads((b) => b.if(b.wrap(x(b, 7)), () => b.writeState(STATUS, b.i64(1))))).toBeGreaterThan(1);
  });
});

describe('narrowing', () => {
  it('makes a rotation of 32 bits of two shifts', () => {
    const text = build((b) => {
      const word = b.wrap(x(b, 5));
      setX(b, 6, b.extendS(b.shl(word, b.i32(7))));
      setX(b, 7, b.extendS(b.shrU(word, b.i32(25))));
      setX(b, 6, b.or(x(b, 6), x(b, 7)));
    });
    expect(text.some((line) => line.includes('or.i32'))).toBe(true);
    expect(text.some((line) => line.includes('or.i64'))).toBe(false);
  });

  it('compares sign extensions by their halves', () => {
    const text = build((b) => {
      setX(b, 5, b.extend32S(b.add(x(b, 5), b.i64(1))));
      b.branch(b.ltU(x(b, 5), b.i64(100)), b.i64(0));
    });
    expect(text.filter((line) => line.includes('ltU'))).toEqual([expect.stringContaining('i32')]);
    expect(text.some((line) => line.includes('add.i32'))).toBe(true);
  });
});
