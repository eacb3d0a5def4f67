/** A hash of 32 bits by which pages and files are told apart; what is found by it is compared. */
export function pageHash(words: Int32Array, first: number, count: number): number {
  let hash = 0x9e37_79b9 | 0;
  for (let index = first; index < first + count; index++) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x2c1b_3c6d);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
