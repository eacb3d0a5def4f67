import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockIn, docBlocks, withBlock } from './doc-blocks.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('a block of a document', () => {
  const document = 'a\n<!-- measured: x -->\nold\n<!-- end: x -->\nb\n';

  it('is replaced between its markers, and nothing else is', () => {
    const written = withBlock(document, { document: '', name: 'x', text: 'new $& text\n' });
    expect(written).toBe('a\n<!-- measured: x -->\nnew $& text\n<!-- end: x -->\nb\n');
    expect(blockIn(written, 'x')).toBe('new $& text');
    expect(withBlock(written, { document: '', name: 'x', text: 'new $& text' })).toBe(written);
  });

  it('needs its markers', () => {
    expect(blockIn(document, 'y')).toBeUndefined();
    expect(() => withBlock(document, { document: '', name: 'y', text: '' })).toThrow(/measured: y/);
  });
});

describe('the documentation', () => {
  it.each(docBlocks().map((block) => [block.name, block] as const))(
    'has the measured table %s as its file has it (npm run bench:docs writes it)',
    (_, { document, name, text }) => {
      expect(blockIn(read(document), name)).toBe(text.trim());
    },
  );
});
