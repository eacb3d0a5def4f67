import { describe, expect, it } from 'vitest';
import { fileLimit, functionLimit, functionsOf, growthOver, oversizesOf, tighten } from './sizes.ts';

const lines = (count: number): string => '  step();\n'.repeat(count);
const functionOf = (length: number): string => `export function long(): void {\n${lines(length - 2)}}\n`;

describe('oversizesOf', () => {
  it('measures a function by its lines', () => {
    expect(oversizesOf('a.ts', functionOf(functionLimit))).toEqual({});
    expect(oversizesOf('a.ts', functionOf(functionLimit + 1))).toEqual({ 'a.ts#long': functionLimit + 1 });
  });

  it('measures a file by its lines, and exempts tables', () => {
    const text = 'step();\n'.repeat(fileLimit + 1);
    expect(oversizesOf('a.ts', text)).toEqual({ 'a.ts': fileLimit + 1 });
    expect(oversizesOf('a.ts', `// table\n${text}`)).toEqual({});
  });

  it('exempts the callback of describe but not the tests inside', () => {
    const body = `it('x', () => {\n${lines(functionLimit)}});\n`;
    const text = `describe('d', () => {\n${body}});\n`;
    expect(Object.keys(oversizesOf('a.test.ts', text))).toEqual(['a.test.ts#anonymous']);
  });
});

describe('functionsOf', () => {
  it('names functions by what they are assigned to', () => {
    const text = 'const f = () => 1; class C { m() {} } const o = { p: function () {} }; function g() {}';
    expect(functionsOf('a.ts', text).map(({ name }) => name)).toEqual(['f', 'm', 'p', 'g']);
  });
});

describe('the ratchet', () => {
  it('refuses growth and new entries', () => {
    const actual = { 'a.ts': 500, 'b.ts': 450, 'c.ts#f': 80 };
    expect(growthOver({ 'a.ts': 500, 'c.ts#f': 75 }, actual)).toEqual([
      'b.ts: 450 lines, 400 are allowed',
      'c.ts#f: 80 lines, 75 are allowed',
    ]);
  });

  it('only ever tightens', () => {
    expect(
      tighten({ 'a.ts': 500, 'gone.ts': 600, 'b.ts': 420 }, { 'a.ts': 450, 'b.ts': 430, 'new.ts': 900 }),
    ).toEqual({
      'a.ts': 450,
      'b.ts': 420,
    });
  });
});
