import { describe, expect, it } from 'vitest';
import { endMark, shippedPackages, startMark, withTable } from './licences.ts';

const lock = {
  packages: {
    '': { version: '1.0.0', license: 'MIT' },
    'node_modules/shipped': { version: '1.2.3', license: 'MIT' },
    'node_modules/tool': { version: '2.0.0', license: 'GPL-3.0', dev: true },
    'node_modules/shipped/node_modules/odd': { version: '0.1.0', license: 'UNLICENSED' },
  },
};

describe('shippedPackages', () => {
  it('lists what is shipped, and doubts licences nobody accepted', () => {
    const { table, doubts } = shippedPackages(lock);
    expect(table.split('\n').slice(2)).toEqual(['| shipped | 1.2.3 | MIT |', '| odd | 0.1.0 | UNLICENSED |']);
    expect(doubts).toEqual(['odd: licence UNLICENSED is not on the list of accepted ones']);
  });
});

describe('withTable', () => {
  it('replaces what stands between the marks, and settles after one round', () => {
    const first = withTable(`head\n${startMark}\nold\n${endMark}\ntail\n`, 'new');
    expect(first).toBe(`head\n${startMark}\n\nnew\n\n${endMark}\ntail\n`);
    expect(withTable(first ?? '', 'new')).toBe(first);
  });

  it('refuses a document without marks', () => {
    expect(withTable('nothing here', 'new')).toBeUndefined();
  });
});
