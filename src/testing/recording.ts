/**
 * Recorded cases: one file for each extension with cases and the outcomes that a witness gave. A file is a line of
 * JSON that says how it came about, then the deflated cases and outcomes (codec.ts), each case before its outcome.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Case, Outcome } from './case.ts';
import { ByteReader, ByteWriter, readCase, readOutcome, writeCase, writeOutcome } from './codec.ts';
import type { ExtensionName } from './generator/rows.ts';

export interface RecordingHead {
  readonly witness: string;
  readonly seed: number;
  readonly count: number;
}

export interface Recording extends RecordingHead {
  readonly cases: readonly Case[];
  readonly outcomes: readonly Outcome[];
}

const pathOf = (extension: ExtensionName): string =>
  fileURLToPath(new URL(`recorded/${extension}.bin`, import.meta.url));

/** Returns the bytes of the file. */
export function writeRecording(extension: ExtensionName, recording: Recording): number {
  const { witness, seed, count, cases, outcomes } = recording;
  const writer = new ByteWriter();
  for (const one of cases) writeCase(writer, one);
  for (const one of outcomes) writeOutcome(writer, one);
  const head = Buffer.from(`${JSON.stringify({ witness, seed, count })}\n`);
  const file = Buffer.concat([head, deflateRawSync(writer.finish(), { level: 9 })]);
  writeFileSync(pathOf(extension), file);
  return file.length;
}

export function readRecording(extension: ExtensionName): Recording {
  const file = readFileSync(pathOf(extension));
  const headEnd = file.indexOf('\n');
  const head = JSON.parse(file.subarray(0, headEnd).toString()) as RecordingHead;
  const reader = new ByteReader(inflateRawSync(file.subarray(headEnd + 1)));
  const cases = Array.from({ length: head.count }, () => readCase(reader));
  const outcomes = Array.from({ length: head.count }, () => readOutcome(reader));
  return { ...head, cases, outcomes };
}
