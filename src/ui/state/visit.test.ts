import { describe, expect, it } from 'vitest';
import { readVisit, visitSearch } from './visit.ts';

describe('a visit', () => {
  it('to the bare address starts the default image at once', () => {
    expect(readVisit('', '')).toEqual({ image: 'linux', options: {}, waits: undefined, hash: '' });
  });

  it('takes image and machine from the query, as written', () => {
    expect(readVisit('?image=hello&ram=64M&harts=2&mode=deterministic&seed=7&other=1', '')).toEqual({
      image: 'hello',
      options: { ram: '64M', harts: '2', mode: 'deterministic', seed: '7' },
      waits: undefined,
      hash: '',
    });
  });

  it('treats empty values as absent', () => {
    expect(readVisit('?image=&ram=', '')).toEqual({
      image: 'linux',
      options: {},
      waits: undefined,
      hash: '',
    });
  });

  it('with a fragment, or embedded, waits for Run', () => {
    expect(readVisit('', '#v1.abc').waits).toBe('link');
    expect(readVisit('', '#').waits).toBeUndefined();
    expect(readVisit('?embed=1', '').waits).toBe('embedded');
  });

  it('may be to a lesson', () => {
    expect(readVisit('?lesson=tiers', '').lesson).toBe('tiers');
    expect(readVisit('?lesson=', '')).not.toHaveProperty('lesson');
  });

  it('can be led back to by its query', () => {
    const search = visitSearch('?embed=1&harts=2', 'hello', { ram: '64M' });
    expect(search).toBe('?embed=1&image=hello&ram=64M');
    expect(readVisit(search, '').options).toEqual({ ram: '64M' });
  });
});
