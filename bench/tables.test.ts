import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCHMARKS, chooseBenchmarks } from './benchmarks.ts';
import { KERNELS } from './kernels.ts';
import { readOptions } from './options.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the kernels', () => {
  it('are those of vmbench, in its order, each with its checksum', () => {
    const table = /KS\[\]=\{([^;]*)\};/.exec(read('../guest/bench/vmbench.c'))?.[1] ?? '';
    const names = [...table.matchAll(/\{"(\w+)",/g)].map(([, name]) => name);
    expect(names).toHaveLength(29);
    expect(KERNELS.map(({ name }) => name)).toEqual(names);
    expect(Object.keys(JSON.parse(read('checksums.json')) as object)).toEqual(names);
  });

  it('have the full checksum where they do the full work', () => {
    const full = JSON.parse(read('../guest/bench/checksums.json')) as { checksums: Record<string, string> };
    const own = JSON.parse(read('checksums.json')) as Record<string, string>;
    const whole = KERNELS.filter(({ scale }) => scale === 1);
    expect(whole.length).toBeGreaterThan(0);
    for (const { name } of whole) expect(own[name]).toBe(full.checksums[name]);
  });
});

describe('names', () => {
  it('mean a benchmark or a group', () => {
    expect(chooseBenchmarks(['threads', 'boot']).map(({ name }) => name)).toEqual([
      'boot',
      'psieve',
      'mutex',
      'amo',
      'cas',
      'ring',
    ]);
    expect(chooseBenchmarks([])).toEqual(BENCHMARKS);
    expect(() => chooseBenchmarks(['sha265'])).toThrow(/sha265: there is no such benchmark/);
  });

  it('are unique, and no benchmark is called like another group', () => {
    const names = BENCHMARKS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, group } of BENCHMARKS)
      expect(BENCHMARKS.every((other) => other.group !== name || group === name)).toBe(true);
  });
});

describe('options', () => {
  it('are read, and wrong ones refused by name', () => {
    const read = readOptions(['boot', 'integer,memory', '--against', 'qemu,native', '--samples', '3']);
    expect(read).toMatchObject({
      names: ['boot', 'integer', 'memory'],
      against: ['qemu', 'native'],
      samples: 3,
      harts: 1,
    });
    expect(readOptions(['--help'])).toBeUndefined();
    expect(() => readOptions(['--against', 'bochs'])).toThrow(/--against bochs/);
    expect(() => readOptions(['--samples', '0'])).toThrow(/--samples 0/);
    expect(() => readOptions(['--sample', '3'])).toThrow(/--sample/);
  });
});
