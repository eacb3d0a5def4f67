/**
 * Cases and outcomes as bytes, little-endian: what the witness reads and writes, and what recorded cases hold.
 *
 *   case     u8 code bytes, u8 registers, u8 fcsr, u8 patch offset, u8 patch bytes, u8 zero, u32 pc,
 *            code, registers × (u8 number, u64 value), patch
 *   outcome  u8 end, u8 changes, u8 fcsr, u8 memory offset, u8 memory bytes, u64 pc, u64 fault address,
 *            changes × (u8 number, u64 value), memory
 */
import { at } from '../base/assert.ts';
import {
  bytesOf,
  type Case,
  codeBytesOf,
  ENDS,
  type Outcome,
  type Patch,
  type RegisterValue,
} from './case.ts';

export class ByteWriter {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  private room(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(this.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return start;
  }

  u8(...values: readonly number[]): void {
    for (const value of values) {
      const start = this.room(1);
      this.view.setUint8(start, value);
    }
  }
  u16(value: number): void {
    const start = this.room(2);
    this.view.setUint16(start, value, true);
  }
  u32(value: number): void {
    const start = this.room(4);
    this.view.setUint32(start, value, true);
  }
  u64(value: bigint): void {
    const start = this.room(8);
    this.view.setBigUint64(start, value, true);
  }
  append(bytes: Uint8Array): void {
    const start = this.room(bytes.length);
    this.bytes.set(bytes, start);
  }
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private skip(count: number): number {
    const start = this.position;
    this.position += count;
    return start;
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }
  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }
  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }
  u64(): bigint {
    return this.view.getBigUint64(this.skip(8), true);
  }
  take(count: number): Uint8Array {
    const start = this.skip(count);
    return this.bytes.slice(start, start + count);
  }
}

function writeRegisters(writer: ByteWriter, registers: readonly RegisterValue[]): void {
  for (const { register, value } of registers) {
    writer.u8(register);
    writer.u64(value);
  }
}

const readRegisters = (reader: ByteReader, count: number): RegisterValue[] =>
  Array.from({ length: count }, () => ({ register: reader.u8(), value: reader.u64() }));

const readPatch = (reader: ByteReader, offset: number, length: number): { patch?: Patch } =>
  length === 0 ? {} : { patch: { offset, bytes: reader.take(length) } };

export function writeCase(writer: ByteWriter, { pc, words, registers, fcsr, patch }: Case): void {
  writer.u8(codeBytesOf(words), registers.length, fcsr, patch?.offset ?? 0, patch?.bytes.length ?? 0, 0);
  writer.u32(pc);
  for (const word of words) {
    if (bytesOf(word) === 4) writer.u32(word);
    else writer.u16(word);
  }
  writeRegisters(writer, registers);
  if (patch) writer.append(patch.bytes);
}

function readWords(reader: ByteReader, bytes: number): number[] {
  const words: number[] = [];
  const end = reader.position + bytes;
  while (reader.position < end) {
    const low = reader.u16();
    words.push(bytesOf(low) === 2 ? low : low + reader.u16() * 0x1_0000);
  }
  return words;
}

export function readCase(reader: ByteReader): Case {
  const codeBytes = reader.u8();
  const registerCount = reader.u8();
  const fcsr = reader.u8();
  const patchOffset = reader.u8();
  const patchBytes = reader.u8();
  reader.u8();
  const pc = reader.u32();
  const words = readWords(reader, codeBytes);
  const registers = readRegisters(reader, registerCount);
  return { pc, words, registers, fcsr, ...readPatch(reader, patchOffset, patchBytes) };
}

export function writeOutcome(writer: ByteWriter, outcome: Outcome): void {
  const { end, changes, fcsr, memory, pc, faultAddress } = outcome;
  writer.u8(ENDS.indexOf(end), changes.length, fcsr, memory?.offset ?? 0, memory?.bytes.length ?? 0);
  writer.u64(pc);
  writer.u64(faultAddress);
  writeRegisters(writer, changes);
  if (memory) writer.append(memory.bytes);
}

export function readOutcome(reader: ByteReader): Outcome {
  const end = at(ENDS, reader.u8());
  const changeCount = reader.u8();
  const fcsr = reader.u8();
  const memoryOffset = reader.u8();
  const memoryBytes = reader.u8();
  const pc = reader.u64();
  const faultAddress = reader.u64();
  const changes = readRegisters(reader, changeCount);
  const { patch: memory } = readPatch(reader, memoryOffset, memoryBytes);
  return { end, pc, faultAddress, changes, fcsr, ...(memory && { memory }) };
}
