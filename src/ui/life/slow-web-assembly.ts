/**
 * Some browsers interpret WebAssembly instead of compiling it: Edge with enhanced security, others that run without
 * just-in-time compilation. Nothing tells but time: a loop of a million turns takes a compiled module a quarter of a
 * millisecond, on slow and busy computers a few, and an interpreter twenty and more.
 */
import { remark } from '../state/remarks.ts';

const TURNS = 1_000_000;
const TRIES = 5;
/** The best of a few tries, so that a busy computer isn't taken for an interpreter. */
const INTERPRETED_MS = 8;

/** `(func (export "r") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))` */
// biome-ignore format: sections stand in lines of their own
const LOOP = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 5, 1, 0x60, 1, 0x7f, 0,
  3, 2, 1, 0,
  7, 5, 1, 1, 0x72, 0, 0,
  10, 16, 1, 14, 0, 0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x0b,
);

/** Whether `run` takes as long as an interpreter would, at its best. */
export function looksInterpreted(run: (turns: number) => void, nowMs: () => number): boolean {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const startedMs = nowMs();
    run(TURNS);
    if (nowMs() - startedMs < INTERPRETED_MS) return false;
  }
  return true;
}

export async function remarkSlowWebAssembly(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(LOOP);
  const run = instance.exports['r'] as (turns: number) => void;
  if (!looksInterpreted(run, () => performance.now())) return;
  remark(
    'slow',
    'This browser interprets WebAssembly instead of compiling it, so the machine runs many times slower than it could: enhanced security, or a setting against just-in-time compilation, can be switched off for this site.',
  );
}
