/**
 * The hottest blocks in the format of speedscope (speedscope.app), which draws them: a frame for each block,
 * as wide as the instructions counted in it, or as the times that a hart was found there.
 */
import type { Hottest } from '../../protocol/inspect.ts';

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';

export function speedscopeProfile({ measure, blocks }: Hottest, machine: string): string {
  const weights = blocks.map(({ instructions, samples }) =>
    measure === 'executions' ? (instructions ?? 0) : samples,
  );
  const frames = blocks.map(({ virtual, physical, text, tier }) => ({
    name: `${virtual ?? physical} ${text}`,
    file: tier,
  }));
  const profile = {
    type: 'sampled',
    name: `${machine}, ${measure === 'executions' ? 'instructions' : measure}`,
    unit: 'none',
    startValue: 0,
    endValue: weights.reduce((sum, weight) => sum + weight, 0),
    samples: blocks.map((_, index) => [index]),
    weights,
  };
  const file = {
    $schema: SCHEMA,
    name: machine,
    exporter: 'Trampoline',
    shared: { frames },
    profiles: [profile],
  };
  return JSON.stringify(file);
}
