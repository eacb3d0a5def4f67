import { expect, it } from 'vitest';
import { utf8 } from './utf8.ts';

it('writes text as every encoder does', () => {
  for (const text of ['', 'plain', 'a\0b', 'é ß', '–…', '界', '🦘 jumps', '\ud800x', 'x\udc00', '\ud83e']) {
    expect([...utf8(text)]).toEqual([...new TextEncoder().encode(text)]);
  }
});
