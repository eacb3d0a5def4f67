import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dropMeanings } from './without-meanings.ts';

it('takes every meaning out of the table of counters, and nothing else', () => {
  const table = readFileSync(new URL('../src/stats/counters.ts', import.meta.url), 'utf8');
  const names = (code: string): string[] => code.match(/name: '[^']+'/g) ?? [];
  const left = dropMeanings(table);
  expect(names(table).length).toBeGreaterThan(20);
  expect(names(left)).toEqual(names(table));
  expect(left).not.toMatch(/\bmeaning: ['"]/);
  expect(table.length - left.length).toBeGreaterThan(1000);
});
