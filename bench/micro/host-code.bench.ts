/**
 * Micro-benchmarks of what runs in JavaScript around the engine: `npm run bench:micro` (vitest's bench, which is
 * tinybench). These have no guest; they are measured in one process and compared within one run only.
 */
import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { compareSamples } from '../../src/base/sampling.ts';
import { disassemble } from '../../src/isa/disassembler.ts';
import { riscv64 } from '../../src/isa/riscv64/instruction-set.ts';
import { assembleProgram } from '../../src/machine/programs.ts';
import { decodeLink, encodeLink } from '../../src/share/link.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('instruction set', () => {
  const random = new Random(1);
  const words = Array.from({ length: 1000 }, () => random.next32() | 0);
  bench('decode 1,000 random words', () => {
    for (const word of words) riscv64.decode(word);
  });
  bench('disassemble 1,000 random words', () => {
    for (const word of words) disassemble(riscv64, word, 0x8000_0000n);
  });
  const source = read('../../guest/programs/paging.s');
  bench('assemble guest/programs/paging.s', () => {
    if (!assembleProgram(source, 'paging.s').ok) throw new Error('it does not assemble');
  });
});

describe('links', () => {
  const { link, content } = JSON.parse(read('../../src/share/fixtures/v1/image-with-result.json')) as {
    link: string;
    content: unknown;
  };
  bench('encode', () => {
    if (!encodeLink(content).ok) throw new Error('it cannot be encoded');
  });
  bench('decode', () => {
    if (!decodeLink(link).ok) throw new Error('it cannot be decoded');
  });
});

describe('statistics', () => {
  const random = new Random(2);
  const times = (): number[] => Array.from({ length: 11 }, () => 1 + random.next32() / 2 ** 34);
  const [first, second] = [times(), times()];
  bench('interval of a ratio of 11 pairs', () => {
    compareSamples(first, second);
  });
});
