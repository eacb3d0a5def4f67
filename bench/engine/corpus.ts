/**
 * A fixed piece of guest code: hot regions of the kernel and of vmbench as `record-corpus.ts` found them, with what
 * was known of their jumps. Whatever a build makes of it can be compared with what another one makes, byte by byte.
 */
import { readFileSync } from 'node:fs';
import { type CodePages, recordedPages } from '../../src/exec/jit/code-view.ts';

/** A region as JSON: where it begins in its page, halfwords by offset as runs, and jumps that were seen. */
export interface CorpusRegion {
  readonly offset: number;
  /** Offset of the first halfword, and the halfwords in hexadecimal, lowest byte first. */
  readonly runs: readonly (readonly [number, string])[];
  readonly targets: readonly number[];
}

export interface CorpusPiece {
  readonly offset: number;
  readonly pages: CodePages;
  /** Of the instructions in it. */
  readonly bytes: number;
}

function piece({ offset, runs, targets }: CorpusRegion): CorpusPiece {
  const places: number[] = [];
  const halves: number[] = [];
  for (const [start, text] of runs) {
    const bytes = Buffer.from(text, 'hex');
    for (let at = 0; at < bytes.length; at += 2) {
      places.push(start + at);
      halves.push(bytes.readUInt16LE(at));
    }
  }
  const code = {
    places: Int32Array.from(places),
    halves: Uint16Array.from(halves),
    targets: Int32Array.from(targets),
  };
  return { offset, pages: recordedPages(code), bytes: places.length * 2 };
}

export const readCorpus = (): CorpusPiece[] =>
  (JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as CorpusRegion[]).map(piece);
