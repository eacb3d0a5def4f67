/**
 * What a run leaves for the next one with the same image: the generated interpreter of each hart, decoded pages, and
 * translations. All of it could be made again; having it saves the time.
 *
 *   magic, checksum (f64 each) · environment · instructions · three sections, each with its length, all padded to 8 bytes
 *
 * A file counts only as a whole and only in the environment that it was written in (build, guest, host, options): a
 * torn, altered or foreign one is refused, and the caller begins anew. Interpreters are for one memory plan, whose
 * key stands before each; the rest is for any.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { DecodedPage } from '../interp/decoded-pages.ts';
import type { SavedHandlers } from '../interp/entries.ts';
import type { SavedInterpreter } from '../interp/interpreter.ts';
import { pageHash } from '../interp/page-hash.ts';
import type { Translation } from '../jit/translation.ts';
import { decodePages, encodePages } from './pages.ts';
import { decodeTranslations, encodeTranslations } from './translations.ts';

export interface WarmStart {
  /** Instructions of the longest run so far: what is hot up to there has been found. */
  readonly retired: number;
  /** By hart; each with the plan that it was generated for. */
  readonly interpreters: readonly GeneratedInterpreter[];
  readonly pages: readonly DecodedPage[];
  /** In the order in which they were first needed. */
  readonly translations: readonly Translation[];
}

export interface GeneratedInterpreter extends SavedInterpreter {
  readonly plan: string;
}

/** The digits of "warm", and a version of this layout. */
const MAGIC = 0x7761_726d * 256 + 1;
const HEADER_BYTES = 16;
const ALIGNMENT = 8;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Text in its own length and the low seven bits of each character. */
function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

/** Byte strings, each with its length before it. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + ALIGNMENT + aligned(part.length), 0));
  const view = new DataView(bytes.buffer);
  let next = 0;
  for (const part of parts) {
    view.setFloat64(next, part.length, true);
    bytes.set(part, next + ALIGNMENT);
    next += ALIGNMENT + aligned(part.length);
  }
  return bytes;
}

/** The other way round; undefined where the lengths do not fit. */
function parted(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  for (let next = 0; next < bytes.length; ) {
    const length = next + ALIGNMENT <= bytes.length ? view.getFloat64(next, true) : -1;
    const start = next + ALIGNMENT;
    if (!Number.isSafeInteger(length) || length < 0 || start + aligned(length) > bytes.length)
      return undefined;
    parts.push(bytes.subarray(start, start + length));
    next = start + aligned(length);
  }
  return parts;
}

/** A hash over everything behind the checksum. */
const checksum = (bytes: Uint8Array): number =>
  pageHash(
    new Int32Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES),
    0,
    (bytes.length - HEADER_BYTES) / 4,
  );

export function encodeWarmStart(start: WarmStart, environment: string): Uint8Array {
  const interpreters = start.interpreters.flatMap(({ plan, bytes, saved }) => [
    asciiBytes(plan),
    bytes,
    asciiBytes(JSON.stringify(saved)),
  ]);
  const sections = [joined(interpreters), encodePages(start.pages), encodeTranslations(start.translations)];
  const numbers = new Uint8Array(Float64Array.of(start.retired).buffer);
  const content = joined([asciiBytes(environment), numbers, ...sections]);
  const bytes = new Uint8Array(HEADER_BYTES + content.length);
  bytes.set(content, HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, MAGIC, true);
  view.setFloat64(8, checksum(bytes), true);
  return bytes;
}

const refuse = (where: string, what: string): Result<never> =>
  failure(problem('input', 'cache.file', where, what, 'it is ignored and made anew'));

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** What {@link encodeWarmStart} wrote; `where` names the file in what is said of one that cannot be used. */
export function decodeWarmStart(file: Uint8Array, environment: string, where: string): Result<WarmStart> {
  if (file.length < HEADER_BYTES || file.length % ALIGNMENT !== 0) {
    return refuse(where, 'it was cut off, or is no code cache');
  }
  const bytes = file.byteOffset % ALIGNMENT === 0 ? file : file.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getFloat64(0, true) !== MAGIC) return refuse(where, 'it is no code cache of this version');
  if (view.getFloat64(8, true) !== checksum(bytes)) return refuse(where, 'it was cut off or altered');
  const [writtenIn, numbers, first, second, third] = parted(bytes.subarray(HEADER_BYTES)) ?? [];
  if (!writtenIn || numbers?.length !== 8 || !first || !second || !third) {
    return refuse(where, 'it makes no sense');
  }
  const [retired = 0] = new Float64Array(numbers.buffer, numbers.byteOffset, 1);
  if (textOf(writtenIn) !== environment)
    return refuse(where, 'it was made by another build, or for another host');
  const interpreters = readInterpreters(first);
  const pages = decodePages(second);
  const translations = decodeTranslations(third);
  if (!interpreters || !pages || !translations) return refuse(where, 'it makes no sense');
  return success({ retired, interpreters, pages, translations });
}

function readInterpreters(bytes: Uint8Array): GeneratedInterpreter[] | undefined {
  const parts = parted(bytes);
  if (!parts) return undefined;
  const interpreters: GeneratedInterpreter[] = [];
  for (let index = 0; index < parts.length; index += 3) {
    const [plan, module, handlers] = parts.slice(index, index + 3);
    if (!plan || !module || !handlers) return undefined;
    const saved = JSON.parse(textOf(handlers)) as SavedHandlers;
    interpreters.push({ plan: textOf(plan), bytes: module, saved });
  }
  return interpreters;
}
