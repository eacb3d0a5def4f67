/** Writes the measured tables of the documentation from the files that hold the figures: `npm run bench:docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { docBlocks, withBlock } from './doc-blocks.ts';

for (const block of docBlocks()) {
  const path = new URL(`../${block.document}`, import.meta.url);
  const before = readFileSync(path, 'utf8');
  const after = withBlock(before, block);
  if (after !== before) writeFileSync(path, after);
  process.stdout.write(`${block.document}: ${block.name}, ${after === before ? 'as it was' : 'written'}\n`);
}
