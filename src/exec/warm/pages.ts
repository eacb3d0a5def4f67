/** Decoded pages as bytes: hash, count, then the entries' words. */
import { type DecodedPage, pageBytes, WORDS_PER_ENTRY } from '../interp/decoded-pages.ts';

export function encodePages(pages: readonly DecodedPage[]): Uint8Array {
  const bytes = new Uint8Array(pages.reduce((sum, page) => sum + pageBytes(page), 0));
  const view = new DataView(bytes.buffer);
  let next = 0;
  for (const page of pages) {
    view.setFloat64(next, page.hash, true);
    view.setFloat64(next + 8, page.entries.length, true);
    new Int32Array(bytes.buffer, next + 16, page.entries.length).set(page.entries);
    next += pageBytes(page);
  }
  return bytes;
}

/** Views into the bytes, which begin at a multiple of 8; undefined where something makes no sense. */
export function decodePages(bytes: Uint8Array): DecodedPage[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pages: DecodedPage[] = [];
  for (let next = 0; next < bytes.length; ) {
    const count = next + 16 <= bytes.length ? view.getFloat64(next + 8, true) : -1;
    const isSound = count >= 0 && count % WORDS_PER_ENTRY === 0 && next + 16 + count * 4 <= bytes.length;
    if (!isSound) return undefined;
    const entries = new Int32Array(bytes.buffer, bytes.byteOffset + next + 16, count);
    const page = { hash: view.getFloat64(next, true), entries };
    pages.push(page);
    next += pageBytes(page);
  }
  return pages;
}
