import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../protocol/inspect.ts';
import { assemblyLines, exitGroups, irLines, wasmLines } from './lines.ts';

const code = (text: string, depth = 0, at: string | null = null) => ({ text, depth, at, block: 0 });

const INSPECTION: Inspection = {
  hart: 0,
  address: '0x10',
  physical: '0x80000010',
  start: '0x10',
  region: null,
  others: [],
  blocks: [
    {
      address: '0x10',
      instructions: [{ address: '0x10', word: 'fd7d', text: 'c.bnez a0, 0x10' }],
      edges: [
        { when: 'taken', block: 0, target: '0x10' },
        { when: 'not taken', block: null, target: '0x12' },
      ],
      executions: 1,
      samples: 2,
    },
    {
      address: '0x20',
      instructions: [{ address: '0x20', word: '8082', text: 'c.jr ra' }],
      edges: [
        { when: 'seen', block: 0, target: '0x10' },
        { when: 'otherwise', block: null, target: null },
      ],
      executions: null,
      samples: 0,
    },
  ],
  exits: [
    { how: 'static', block: 0, target: '0x12', executions: 3 },
    { how: 'budget', block: 0, target: '0x10', executions: null },
    { how: 'static', block: 1, target: '0x12', executions: 4 },
  ],
  stages: [
    { name: 'as written', lines: [code('block 0:'), code('%1 = read a0', 1, '0x10')] },
    { name: 'as lowered', lines: [code('block 0:')] },
  ],
  wasm: [code('(module'), code('(func $r0', 1), code('local.get $a0', 2, '0x10'), code(')', 1), code(')')],
};

describe('an inspection as lines', () => {
  it('has each block with what is known of it, its instructions, and where it goes', () => {
    expect(assemblyLines(INSPECTION).map(({ text }) => text)).toEqual([
      'block 0 · ran 1 time · found 2 times',
      '0x10  c.bnez a0, 0x10',
      '→ block 0 if taken',
      '→ 0x12, outside if not taken',
      'block 1',
      '0x20  c.jr ra',
      '→ block 0 if it goes there again',
      '→ otherwise a computed address',
    ]);
  });

  it('has the named stage of the IR, or the last', () => {
    expect(irLines(INSPECTION, 'as written')).toHaveLength(2);
    expect(irLines(INSPECTION, undefined)).toEqual([{ text: 'block 0:', depth: 0, at: null, kind: 'head' }]);
  });

  it('has the function without its module', () => {
    expect(wasmLines(INSPECTION).map(({ text, depth }) => [depth, text])).toEqual([
      [0, '(func $r0'],
      [1, 'local.get $a0'],
      [0, ')'],
    ]);
  });

  it('groups exits by reason, and counts none of which one is not counted', () => {
    expect(exitGroups(INSPECTION)).toEqual([
      { reason: 'to a known address', targets: ['0x12'], executions: 7 },
      { reason: 'where the time slice may end before the next check', targets: ['0x10'], executions: null },
    ]);
  });
});
