import { expect, it } from 'vitest';
import type { HotBlock } from '../../protocol/inspect.ts';
import { speedscopeProfile } from './speedscope.ts';

const block = (samples: number, instructions: number | null): HotBlock => ({
  hart: 0,
  virtual: '0x80000000',
  physical: '0x80000000',
  text: 'add a0, a0, a1',
  tier: 'baseline',
  executions: instructions,
  instructions,
  samples,
  share: 0.5,
});

it('is a frame and a weight for each block, by what was measured', () => {
  const read = (measure: 'samples' | 'executions') => {
    const blocks = [block(3, 70), block(2, null)];
    return JSON.parse(speedscopeProfile({ measure, blocks, gone: 0 } as never, 'Linux')) as never;
  };
  expect(read('samples')).toMatchObject({
    shared: { frames: [{ name: '0x80000000 add a0, a0, a1', file: 'baseline' }, {}] },
    profiles: [{ type: 'sampled', startValue: 0, endValue: 5, samples: [[0], [1]], weights: [3, 2] }],
  });
  expect(read('executions')).toMatchObject({ profiles: [{ endValue: 70, weights: [70, 0] }] });
});
