/** Every packer reads what the others wrote, and none more than it was told to. */
import { expect, test } from 'vitest';
import { plainPacker } from '../../machine/snapshot/packer.ts';
import { nodePacker } from '../node/packer.ts';
import { browserPacker } from './packer.ts';

const packers = [plainPacker, nodePacker, ...(browserPacker ? [browserPacker] : [])];
const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * index) >> 7);

test('this Node has the streams of a browser', () => expect(browserPacker).toBeDefined());

test('packers understand one another', async () => {
  for (const writer of packers) {
    const packed = await writer.pack(bytes);
    for (const reader of packers) {
      expect(Buffer.compare((await reader.unpack(packed, bytes.length)) ?? bytes.slice(1), bytes)).toBe(0);
      for (const wrong of [0, 1, bytes.length - 1, bytes.length + 1]) {
        expect(await reader.unpack(packed, wrong)).toBeUndefined();
      }
      expect(await reader.unpack(packed.slice(0, -40), bytes.length)).toBeUndefined();
      expect(await reader.unpack(Uint8Array.of(7, 7, 7), bytes.length)).toBeUndefined();
    }
  }
});
