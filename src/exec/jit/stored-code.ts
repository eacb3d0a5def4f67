/**
 * Translations as bytes, for a file that a later run starts from.
 *
 *   magic, checksum (f64 each) · environment · count · records, each padded to 8 bytes
 *
 * A file counts only as a whole and only in the environment that it was written in (build, guest, host, options): a
 * torn, altered or foreign one is refused, and the caller begins anew. What it holds is then trusted as far as the
 * host's validation of modules goes; numbers that lead elsewhere are checked here.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_REGION_PAGES } from '../../memory/layout.ts';
import { pageHash, type Translation } from './translation.ts';

/** The digits of "trcode", and a version of this layout. */
const MAGIC = 0x7472_636f_6465 * 16 + 2;
const HEADER_BYTES = 16;
const ALIGNMENT = 8;
/** Numbers at the start of a record: counts of what follows, then the rest. */
const RECORD_NUMBERS = 10;
const UNKNOWN = -1;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function recordBytes({ places, blocks, exits, targets, pages, body }: Translation): number {
  const numbers =
    RECORD_NUMBERS + pages.length + places.length + blocks.length + exits.length + targets.length;
  return aligned(16 + numbers * 4 + places.length * 2 + body.length);
}

/** A hash of 53 bits over everything behind the checksum. */
const checksum = (bytes: Uint8Array): number =>
  pageHash(
    new Int32Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES),
    0,
    (bytes.length - HEADER_BYTES) / 4,
  );

export function encodeTranslations(translations: readonly Translation[], environment: string): Uint8Array {
  const start = aligned(HEADER_BYTES + 8 + environment.length);
  const bytes = new Uint8Array(translations.reduce((sum, one) => sum + recordBytes(one), start));
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, MAGIC, true);
  view.setUint32(HEADER_BYTES, environment.length, true);
  view.setUint32(HEADER_BYTES + 4, translations.length, true);
  for (let index = 0; index < environment.length; index++) {
    bytes[HEADER_BYTES + 8 + index] = environment.charCodeAt(index) & 0x7f;
  }
  let next = start;
  for (const translation of translations) {
    writeRecord(translation, bytes, next);
    next += recordBytes(translation);
  }
  view.setFloat64(8, checksum(bytes), true);
  return bytes;
}

function writeRecord(translation: Translation, bytes: Uint8Array, start: number): void {
  const { offset, places, halves, blocks, exits, targets, pages, body, imports, instructions } = translation;
  const view = new DataView(bytes.buffer, start);
  view.setFloat64(0, translation.pageHash ?? UNKNOWN, true);
  view.setFloat64(8, translation.translationNs ?? UNKNOWN, true);
  const counts = [pages.length, places.length, blocks.length, body.length];
  const rest = [offset, imports, instructions, exits.length, targets.length, 0];
  const numbers = [...counts, ...rest, ...pages, ...places, ...blocks, ...exits, ...targets];
  new Int32Array(bytes.buffer, start + 16, numbers.length).set(numbers);
  const halvesAt = start + 16 + numbers.length * 4;
  new Uint16Array(bytes.buffer, halvesAt, halves.length).set(halves);
  bytes.set(body, halvesAt + halves.length * 2);
}

const refuse = (where: string, what: string): Result<never> =>
  failure(problem('input', 'cache.file', where, what, 'it is ignored and made anew'));

/** What {@link encodeTranslations} wrote; `where` names the file in what is said of one that cannot be used. */
export function decodeTranslations(
  file: Uint8Array,
  environment: string,
  where: string,
): Result<readonly Translation[]> {
  const isWhole = file.length >= HEADER_BYTES + 8 && file.length % ALIGNMENT === 0;
  if (!isWhole) return refuse(where, 'it was cut off, or is no code cache');
  const bytes = file.byteOffset % ALIGNMENT === 0 ? file : file.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getFloat64(0, true) !== MAGIC) return refuse(where, 'it is no code cache of this version');
  if (view.getFloat64(8, true) !== checksum(bytes)) return refuse(where, 'it was cut off or altered');
  const length = view.getUint32(HEADER_BYTES, true);
  const start = HEADER_BYTES + 8;
  if (String.fromCharCode(...bytes.subarray(start, start + Math.min(length, 4096))) !== environment) {
    return refuse(where, 'it was made by another build, or for another host');
  }
  const count = view.getUint32(HEADER_BYTES + 4, true);
  const translations: Translation[] = [];
  let next = aligned(start + length);
  for (let index = 0; index < count; index++) {
    const translation = readRecord(bytes, next);
    if (!translation) return refuse(where, `its entry ${index} of ${count} makes no sense`);
    translations.push(translation);
    next += recordBytes(translation);
  }
  return success(translations);
}

const known = (number: number): number | undefined => (number < 0 ? undefined : number);

/** Undefined for what no run has written. */
function readRecord(bytes: Uint8Array, start: number): Translation | undefined {
  if (start + 16 + RECORD_NUMBERS * 4 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, 16);
  const from = bytes.byteOffset + start + 16;
  const head = new Int32Array(bytes.buffer, from, RECORD_NUMBERS);
  const [pageCount = 0, placeCount = 0, blockCount = 0, bodyBytes = 0, offset = 0, imports = 0] = head;
  const [instructions = 0, exitCount = 0, targetCount = 0] = head.subarray(6);
  const counts = [pageCount, placeCount, blockCount, bodyBytes, imports, instructions];
  const numberCount = RECORD_NUMBERS + pageCount + placeCount + blockCount + exitCount + targetCount;
  const end = start + 16 + numberCount * 4 + placeCount * 2 + bodyBytes;
  if (
    counts.some((count) => count <= 0) ||
    exitCount < 0 ||
    pageCount > MAX_REGION_PAGES ||
    end > bytes.length
  )
    return undefined;
  const numbers = new Int32Array(bytes.buffer, from, numberCount).slice(RECORD_NUMBERS);
  const pages = [...numbers.subarray(0, pageCount)];
  const places = numbers.slice(pageCount, pageCount + placeCount);
  const blocks = numbers.slice(pageCount + placeCount, pageCount + placeCount + blockCount);
  const exitsAt = pageCount + placeCount + blockCount;
  const exits = numbers.slice(exitsAt, exitsAt + exitCount);
  const targets = numbers.slice(exitsAt + exitCount);
  const halvesAt = from + numberCount * 4;
  const halves = new Uint16Array(bytes.buffer, halvesAt, placeCount).slice();
  const bodyAt = halvesAt + placeCount * 2;
  const body = new Uint8Array(bytes.buffer, bodyAt, bodyBytes).slice();
  const isSound =
    pages[0] === 0 &&
    places.every((place) => place % 2 === 0) &&
    places.includes(offset) &&
    offset >>> 12 === 0;
  if (!isSound) return undefined;
  return {
    ...{ offset, places, halves, blocks, exits, targets, pages, body, imports, instructions },
    pageHash: known(view.getFloat64(0, true)),
    translationNs: known(view.getFloat64(8, true)),
  };
}
