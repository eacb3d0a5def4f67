/**
 * A small text that is replaced as a whole or not at all, whatever happens on the way: two slots in one file, written
 * by turns. Each has a sequence number and checksums; the sound one with the highest number counts.
 *
 *   slot   "TRMPSLOT" · version (u32) · sequence (u32) · length (u32) · CRC-32 of the text (u32) · CRC-32 of these · text
 *
 * A write that was torn damages only the slot that was the older one. One flush follows each write.
 */
import { strFromU8, strToU8 } from 'fflate';
import { crc32 } from '../base/crc32.ts';
import { problem, ProblemError } from '../base/problem.ts';
import type { StoredFile } from './storage.ts';

const MAGIC = Uint8Array.from('TRMPSLOT', (letter) => letter.charCodeAt(0));
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 5 * 4;
/** A multiple of 4 KiB, so that no block of storage has parts of both. */
const SLOT_BYTES = 128 * 1024;

export interface SlotText {
  readonly sequence: number;
  readonly text: string;
}

/** The newest sound text of a whole file; undefined if there is none. */
export function readSlots(file: Uint8Array): SlotText | undefined {
  let newest: SlotText | undefined;
  for (let start = 0; start + HEADER_BYTES <= file.length; start += SLOT_BYTES) {
    const found = readSlot(file.subarray(start, start + SLOT_BYTES));
    if (found && (!newest || found.sequence > newest.sequence)) newest = found;
  }
  return newest;
}

function readSlot(slot: Uint8Array): SlotText | undefined {
  if (!MAGIC.every((byte, index) => slot[index] === byte)) return undefined;
  const view = new DataView(slot.buffer, slot.byteOffset, slot.length);
  const [version, sequence, length, sum, headerSum] = [0, 1, 2, 3, 4].map((index) =>
    view.getUint32(MAGIC.length + index * 4, true),
  );
  if (crc32(slot.subarray(0, HEADER_BYTES - 4)) !== headerSum || version !== VERSION) return undefined;
  const text = slot.subarray(HEADER_BYTES, HEADER_BYTES + (length ?? 0));
  if (text.length !== length || crc32(text) !== sum) return undefined;
  return { sequence: sequence ?? 0, text: strFromU8(text) };
}

/** Replaces the text; `sequence` is one more than the last. */
export function writeSlot(file: StoredFile, { sequence, text }: SlotText, where: string): void {
  const body = strToU8(text);
  if (HEADER_BYTES + body.length > SLOT_BYTES) {
    const what = `its list has ${body.length} bytes and may have ${SLOT_BYTES - HEADER_BYTES}`;
    throw new ProblemError(problem('limit', 'library.long', where, what, 'delete snapshots or links'));
  }
  const slot = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(slot.buffer);
  slot.set(MAGIC);
  [VERSION, sequence, body.length, crc32(body)].forEach((value, index) =>
    view.setUint32(MAGIC.length + index * 4, value, true),
  );
  view.setUint32(HEADER_BYTES - 4, crc32(slot.subarray(0, HEADER_BYTES - 4)), true);
  slot.set(body, HEADER_BYTES);
  file.write((sequence % 2) * SLOT_BYTES, slot);
  file.flush();
}
