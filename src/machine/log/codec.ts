/**
 * The event log as bytes: a header, then one record for each event, to be appended one by one.
 *
 *   header  "TRMPLOG" and the version byte
 *   record  body length (varint), body, check byte (of the CRC-32 of the body)
 *   body    kind and flags in one byte; instructions since the event before (varint); then
 *           input: [delay and gap in ns (varints)] bytes · jump: µs since the last jump's target (varint)
 *           · rate: in 1/65536 ns (varint) · resize: columns and rows (varints)
 *
 * A log whose last record was cut short or scribbled on is read up to there: what is lost is known.
 */
import { crc32 } from '../../base/crc32.ts';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { MachineEvent } from './event.ts';

const MAGIC = Uint8Array.from('TRMPLOG', (letter) => letter.charCodeAt(0));
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 1;
const KIND = { input: 0, jump: 1, rate: 2, resize: 3 } as const;
const IDLE = 4;
/** An input with delay and gap. */
const TIMED = 8;
/** Typing is logged as it comes; more than this at once is several events. */
const MAX_RECORD_BYTES = 1 << 24;

class Writer {
  readonly bytes: number[] = [];

  varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes.push((rest % 128) | 128);
    this.bytes.push(rest);
  }
}

/** Where the record before left off. */
interface Place {
  at: number;
  toUs: number;
}

function encodeBody(event: MachineEvent, place: Place): Uint8Array {
  const writer = new Writer();
  const isTimed = event.kind === 'input' && (event.delayNs > 0 || event.gapNs > 0);
  writer.bytes.push(KIND[event.kind] | (event.idle ? IDLE : 0) | (isTimed ? TIMED : 0));
  writer.varint(event.at - place.at);
  place.at = event.at;
  if (event.kind === 'input') {
    if (isTimed) {
      writer.varint(event.delayNs);
      writer.varint(event.gapNs);
    }
    const body = new Uint8Array(writer.bytes.length + event.bytes.length);
    body.set(writer.bytes);
    body.set(event.bytes, writer.bytes.length);
    return body;
  }
  if (event.kind === 'jump') {
    writer.varint(event.toUs - place.toUs);
    place.toUs = event.toUs;
  } else if (event.kind === 'rate') writer.varint(event.rate);
  else {
    writer.varint(event.columns);
    writer.varint(event.rows);
  }
  return Uint8Array.from(writer.bytes);
}

/**
 * Turns events into bytes to be appended, one after the other.
 *
 * @public
 */
export class LogEncoder {
  private readonly place: Place = { at: 0, toUs: 0 };

  /** What every log begins with. */
  header(): Uint8Array {
    return Uint8Array.of(...MAGIC, VERSION);
  }

  encode(event: MachineEvent): Uint8Array {
    const body = encodeBody(event, this.place);
    const writer = new Writer();
    writer.varint(body.length);
    const record = new Uint8Array(writer.bytes.length + body.length + 1);
    record.set(writer.bytes);
    record.set(body, writer.bytes.length);
    record[record.length - 1] = crc32(body) & 0xff;
    return record;
  }
}

/** A whole log. */
export function encodeLog(events: readonly MachineEvent[]): Uint8Array {
  const encoder = new LogEncoder();
  const parts = [encoder.header(), ...events.map((event) => encoder.encode(event))];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

export interface DecodedLog {
  readonly events: readonly MachineEvent[];
  /** Bytes that are whole records: a log that goes on is cut to this first. */
  readonly soundBytes: number;
  /** Whether bytes follow them: the last write was cut short. */
  readonly isTorn: boolean;
}

class Reader {
  position: number;
  private readonly bytes: Uint8Array;
  private readonly end: number;

  constructor(bytes: Uint8Array, position: number, end: number) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** A number, or undefined past the end or beyond what a number holds. */
  varint(): number | undefined {
    let value = 0;
    for (let scale = 1; this.position < this.end && scale <= 2 ** 49; scale *= 128) {
      const byte = this.bytes[this.position++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return Number.isSafeInteger(value) ? value : undefined;
    }
    return undefined;
  }

  rest(): Uint8Array {
    return this.bytes.slice(this.position, this.end);
  }
}

const isTerminalSide = (cells: number): boolean => cells >= 1 && cells <= 0xffff;

function decodeBody(reader: Reader, head: number, place: Place): MachineEvent | undefined {
  const delta = reader.varint();
  if (delta === undefined || (head & ~(3 | IDLE | TIMED)) !== 0) return undefined;
  const where = { at: place.at + delta, idle: (head & IDLE) !== 0 };
  place.at = where.at;
  if ((head & 3) === KIND.input) {
    const [delayNs, gapNs] = head & TIMED ? [reader.varint(), reader.varint()] : [0, 0];
    if (delayNs === undefined || gapNs === undefined) return undefined;
    return { kind: 'input', ...where, delayNs, gapNs, bytes: reader.rest() };
  }
  const value = reader.varint();
  if (value === undefined) return undefined;
  if ((head & 3) === KIND.rate)
    return value > 0 && value < 2 ** 32 ? { kind: 'rate', ...where, rate: value } : undefined;
  if ((head & 3) === KIND.resize) {
    const rows = reader.varint();
    if (rows === undefined || !isTerminalSide(value) || !isTerminalSide(rows)) return undefined;
    return { kind: 'resize', ...where, columns: value, rows };
  }
  place.toUs += value;
  return { kind: 'jump', ...where, toUs: place.toUs };
}

/** Where the record at a position ends, and its body; undefined if it is not whole. */
function recordAt(bytes: Uint8Array, start: number): { bodyStart: number; bodyEnd: number } | undefined {
  const reader = new Reader(bytes, start, bytes.length);
  const length = reader.varint();
  if (length === undefined || length < 1 || length > MAX_RECORD_BYTES) return undefined;
  const bodyStart = reader.position;
  const bodyEnd = bodyStart + length;
  if (bodyEnd >= bytes.length) return undefined;
  const check = crc32(bytes.subarray(bodyStart, bodyEnd)) & 0xff;
  return check === bytes[bodyEnd] ? { bodyStart, bodyEnd } : undefined;
}

const refuse = (kind: 'input' | 'unsupported', code: string, where: string, what: string, action: string) =>
  failure(problem(kind, `log.${code}`, where, what, action));

/** Every whole record; refuses what is not a log of a version that this build knows. */
export function decodeLog(bytes: Uint8Array, where: string): Result<DecodedLog> {
  if (bytes.length < HEADER_BYTES || !MAGIC.every((byte, index) => bytes[index] === byte)) {
    return refuse('input', 'foreign', where, 'it is not an event log of this project', 'choose another file');
  }
  const version = bytes[MAGIC.length] ?? 0;
  if (version !== VERSION) {
    const what = `it is of version ${version}, and this build knows version ${VERSION}`;
    return refuse('unsupported', 'version', where, what, 'open it with a newer build');
  }
  const events: MachineEvent[] = [];
  const place: Place = { at: 0, toUs: 0 };
  let soundBytes = HEADER_BYTES;
  while (soundBytes < bytes.length) {
    const record = recordAt(bytes, soundBytes);
    if (!record) break;
    const reader = new Reader(bytes, record.bodyStart + 1, record.bodyEnd);
    const event = decodeBody(reader, bytes[record.bodyStart] ?? 0, place);
    if (!event) break;
    events.push(event);
    soundBytes = record.bodyEnd + 1;
  }
  return success({ events, soundBytes, isTorn: soundBytes < bytes.length });
}
