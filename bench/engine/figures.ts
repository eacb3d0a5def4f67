/**
 * What this checkout's translator makes of fixed guest code, in figures that are the same on every run, so that two
 * builds are compared exactly.
 *
 * The corpus goes through the translator alone. The program runs with interpreter and baseline tier and without the
 * host's clock: when a loop is worth translating then follows from counts, not from what translations took here.
 */
import { createModuleHost } from '../../src/host/node/web-assembly.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { MachineHost } from '../../src/machine/run/host.ts';
import { translatingHere } from '../../src/machine/run/translating-here.ts';
import { programParts } from '../../src/testing/histories.ts';
import { planFor } from '../../src/testing/machines.ts';
import { corpusTranslator } from './translated.ts';
import { PROGRAM, PROGRAM_INSTRUCTIONS } from './program.ts';

const COUNTED = [
  'tier.interpreter.instructions',
  'tier.baseline.instructions',
  'cache.translations',
  'cache.bytes',
  'cache.hits',
  'cache.misses',
];

function corpusFigures(): [string, number][] {
  const { guestBytes, guestInstructions, regions } = corpusTranslator().translate();
  return [
    ['corpus: guest instructions translated', guestInstructions],
    ['corpus: bytes of guest code', guestBytes],
    ['corpus: bytes of WebAssembly', regions.reduce((sum, { body }) => sum + body.length, 0)],
  ];
}

function programFigures(): [string, number | string][] {
  const { configuration, plan, options } = programParts(PROGRAM, { tiers: ['interpreter', 'baseline'] });
  const memory = planFor(configuration, options);
  const real = createModuleHost(memory.totalBytes);
  const host: MachineHost = {
    memory: real.memory,
    tailCalls: real.tailCalls,
    createTable: (elements) => real.createTable(elements),
    instantiate: (bytes, imports) => real.instantiate(bytes, imports),
  };
  const output = (): void => undefined;
  const parts = { configuration, plan, disks: [], output, cache: {}, translating: translatingHere };
  const machine = new Machine(parts, memory, host);
  machine.run(PROGRAM_INSTRUCTIONS);
  const counters = machine.counters();
  const counted = COUNTED.map((name): [string, number] => [
    `program: ${name}`,
    counters[name]?.reduce((sum, count) => sum + count, 0) ?? 0,
  ]);
  return [...counted, ['program: state hash', machine.stateHash()]];
}

export const engineFigures = (): Record<string, number | string> =>
  Object.fromEntries([...corpusFigures(), ...programFigures()]);
