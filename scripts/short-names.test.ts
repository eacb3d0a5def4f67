import { describe, expect, it } from 'vitest';
import { shortNames, withShortNames } from './short-names.ts';

const shorten = (...files: string[]): string[] => {
  const names = shortNames(files);
  return files.map((code) => withShortNames(code, names));
};

describe('short names', () => {
  it('are the same in every file', () => {
    expect(shorten('class A{_core=1;_render(){return this._core}}', 'a._core+a._render()')).toEqual([
      'class A{_a=1;_b(){return this._a}}',
      'a._a+a._b()',
    ]);
  });

  it('are given to what stands for a variable as well', () => {
    expect(shorten('const {_core}=a;f({_core})')).toEqual(['const {_a}=a;f({_a})']);
  });

  it('are not those that stand somewhere already', () => {
    expect(shorten('_a._core', 'b._b')).toEqual(['_a._c', 'b._b']);
  });

  it('are not given to what is also text', () => {
    expect(shorten('a._core=b["_core"]')).toEqual(['a._core=b["_core"]']);
  });

  it('are not given to public names, or to parts of others', () => {
    const code = 'a.write(b.my_core,$_core,__proto__)';
    expect(shorten(code)).toEqual([code]);
  });

  it('are told apart when letters run out', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `_inner${index}`);
    const short = [...shortNames([names.join(';')]).values()];
    expect(new Set(short).size).toBe(3000);
    expect(Math.max(...short.map((name) => name.length))).toBe(4);
  });
});
