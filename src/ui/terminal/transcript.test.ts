import { describe, expect, it } from 'vitest';
import { TRANSCRIPT_BYTES, Transcript } from './transcript.ts';

describe('a transcript', () => {
  it('gives back what was appended, and nothing after clear', () => {
    const transcript = new Transcript();
    expect(transcript.read()).toHaveLength(0);
    transcript.append(Uint8Array.of(1, 2));
    transcript.append(Uint8Array.of(3));
    expect([...transcript.read()]).toEqual([1, 2, 3]);
    transcript.clear();
    expect(transcript.read()).toHaveLength(0);
  });

  it('keeps exactly the latest bytes beyond its limit, and forgets the rest', () => {
    const transcript = new Transcript();
    const all = Uint8Array.from({ length: TRANSCRIPT_BYTES + 777_777 }, (_, index) => (index * 31) >> 8);
    for (let start = 0; start < all.length; start += 100_003)
      transcript.append(all.subarray(start, start + 100_003));
    const kept = transcript.read();
    expect(kept).toHaveLength(TRANSCRIPT_BYTES);
    expect(Buffer.from(kept).equals(all.subarray(-TRANSCRIPT_BYTES))).toBe(true);
  });
});
