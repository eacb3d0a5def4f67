import { expect, it } from 'vitest';
import { matching } from './matching.ts';

it('finds commands by the beginnings of their words, and those that begin with the text first', () => {
  const names = (text: string): string[] =>
    matching(
      ['Step back', 'Colours: dark', 'Open Statistics', 'Step'].map((name) => ({ name })),
      text,
    ).map(({ name }) => name);
  expect(names('')).toHaveLength(4);
  expect(names('st')).toEqual(['Step back', 'Step', 'Open Statistics']);
  expect(names('da col')).toEqual(['Colours: dark']);
  expect(names('tatistics')).toEqual([]);
});
