import { expect, it } from 'vitest';
import { Samples } from './samples.ts';

it('adds up what is found at one place, and remembers its latest address', () => {
  const samples = new Samples();
  samples.note({ page: 3, offset: 8, pc: 0x1008n, half: 1 }, 100);
  samples.note({ page: 3, offset: 8, pc: 0x2008n, half: 2 }, 50);
  samples.note({ page: 3, offset: 12, pc: 0x200cn, half: 1 }, 1);
  expect([...samples.all()]).toEqual([
    { page: 3, offset: 8, pc: 0x2008n, half: 2, count: 2, instructions: 150 },
    { page: 3, offset: 12, pc: 0x200cn, half: 1, count: 1, instructions: 1 },
  ]);
});

const at = (page: number) => ({ page, offset: 0, pc: 0n, half: 0 });

it('stays within its bound, and keeps what was found often', () => {
  const samples = new Samples();
  for (let times = 0; times < 3; times++) samples.note(at(0), 1);
  for (let page = 1; page < 100_000; page++) samples.note(at(page), 1);
  const all = [...samples.all()];
  expect(all.length).toBeLessThanOrEqual(8192);
  expect(all.find(({ page }) => page === 0)?.count).toBe(3);
});
