/** Translations as bytes: one record for each, padded to 8 bytes. What leads elsewhere than a translation is refused. */
import { MAX_REGION_PAGES } from '../../memory/layout.ts';
import type { Translation } from '../jit/translation.ts';

const ALIGNMENT = 8;
/** Numbers at the start of a record: counts of what follows, then the rest; two floats come before. */
const RECORD_NUMBERS = 10;
const FLOATS_BYTES = 16;
const UNKNOWN = -1;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function recordBytes({ places, blocks, exits, targets, unlikely, pages, body }: Translation): number {
  const numbers =
    RECORD_NUMBERS +
    pages.length +
    places.length +
    blocks.length +
    exits.length +
    targets.length +
    unlikely.length;
  return aligned(FLOATS_BYTES + numbers * 4 + places.length * 2 + body.length);
}

export function encodeTranslations(translations: readonly Translation[]): Uint8Array {
  const bytes = new Uint8Array(translations.reduce((sum, one) => sum + recordBytes(one), 0));
  let next = 0;
  for (const translation of translations) {
    writeRecord(translation, bytes, next);
    next += recordBytes(translation);
  }
  return bytes;
}

function writeRecord(translation: Translation, bytes: Uint8Array, start: number): void {
  const { offset, places, halves, blocks, exits, targets, unlikely, pages, body, imports, instructions } =
    translation;
  const view = new DataView(bytes.buffer, start);
  view.setFloat64(0, translation.pageHash ?? UNKNOWN, true);
  view.setFloat64(8, translation.translationNs ?? UNKNOWN, true);
  const counts = [pages.length, places.length, blocks.length, body.length];
  const rest = [offset, imports, instructions, exits.length, targets.length, unlikely.length];
  const numbers = new Int32Array(bytes.buffer, start + FLOATS_BYTES);
  numbers.set([...counts, ...rest]);
  let numberCount = RECORD_NUMBERS;
  for (const list of [pages, places, blocks, exits, targets, unlikely]) {
    numbers.set(list, numberCount);
    numberCount += list.length;
  }
  const halvesAt = start + FLOATS_BYTES + numberCount * 4;
  new Uint16Array(bytes.buffer, halvesAt, halves.length).set(halves);
  bytes.set(body, halvesAt + halves.length * 2);
}

/** Views into the bytes, which begin at a multiple of 8; undefined where something makes no sense. */
export function decodeTranslations(bytes: Uint8Array): Translation[] | undefined {
  const translations: Translation[] = [];
  for (let next = 0; next < bytes.length; ) {
    const translation = readRecord(bytes, next);
    if (!translation) return undefined;
    translations.push(translation);
    next += recordBytes(translation);
  }
  return translations;
}

const known = (number: number): number | undefined => (number < 0 ? undefined : number);

function readRecord(bytes: Uint8Array, start: number): Translation | undefined {
  if (start + FLOATS_BYTES + RECORD_NUMBERS * 4 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, FLOATS_BYTES);
  const from = bytes.byteOffset + start + FLOATS_BYTES;
  const head = new Int32Array(bytes.buffer, from, RECORD_NUMBERS);
  const [pageCount = 0, placeCount = 0, blockCount = 0, bodyBytes = 0, offset = 0, imports = 0] = head;
  const [instructions = 0, exitCount = 0, targetCount = 0, unlikelyCount = 0] = head.subarray(6);
  const counts = [pageCount, placeCount, blockCount, bodyBytes, imports, instructions];
  const numberCount =
    RECORD_NUMBERS + pageCount + placeCount + blockCount + exitCount + targetCount + unlikelyCount;
  const end = start + FLOATS_BYTES + numberCount * 4 + placeCount * 2 + bodyBytes;
  const isSound =
    counts.every((count) => count > 0) && exitCount >= 0 && targetCount >= 0 && unlikelyCount >= 0;
  if (!isSound || pageCount > MAX_REGION_PAGES || end > bytes.length) return undefined;
  const numbers = new Int32Array(bytes.buffer, from, numberCount).subarray(RECORD_NUMBERS);
  const pages = [...numbers.subarray(0, pageCount)];
  const places = numbers.subarray(pageCount, pageCount + placeCount);
  const blocks = numbers.subarray(pageCount + placeCount, pageCount + placeCount + blockCount);
  const exitsAt = pageCount + placeCount + blockCount;
  const exits = numbers.subarray(exitsAt, exitsAt + exitCount);
  const targets = numbers.subarray(exitsAt + exitCount, exitsAt + exitCount + targetCount);
  const unlikely = numbers.subarray(exitsAt + exitCount + targetCount);
  const halvesAt = from + numberCount * 4;
  const halves = new Uint16Array(bytes.buffer, halvesAt, placeCount);
  const body = new Uint8Array(bytes.buffer, halvesAt + placeCount * 2, bodyBytes);
  if (pages[0] !== 0 || offset >>> 12 !== 0 || !places.includes(offset)) return undefined;
  return {
    ...{ offset, places, halves, blocks, exits, targets, unlikely, pages, body, imports, instructions },
    pageHash: known(view.getFloat64(0, true)),
    translationNs: known(view.getFloat64(8, true)),
  };
}
