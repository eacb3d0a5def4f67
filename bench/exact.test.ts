import { expect, it } from 'vitest';
import { engineFigures } from './engine/figures.ts';
import { differences } from './exact.ts';

it('lists what differs, and what only one build has', () => {
  const base = new Map<string, number | string>([
    ['bytes', 100],
    ['same', 1],
    ['gone', 5],
  ]);
  const head = new Map<string, number | string>([
    ['bytes', 101],
    ['same', 1],
    ['new', 7],
  ]);
  expect(differences(base, head)).toEqual([
    { name: 'bytes', base: 100, head: 101 },
    { name: 'gone', base: 5, head: undefined },
    { name: 'new', base: undefined, head: 7 },
  ]);
});

it('counts the same translated code every time, most of the instructions in it', () => {
  const figures = engineFigures();
  expect(engineFigures()).toEqual(figures);
  expect(figures['corpus: guest instructions translated']).toBe(1000);
  expect(figures['corpus: bytes of WebAssembly']).toBeGreaterThan(1000);
  const [translated, interpreted] = ['baseline', 'interpreter'].map(
    (tier) => figures[`program: tier.${tier}.instructions`],
  );
  expect(translated).toBeGreaterThan(Number(interpreted));
});
