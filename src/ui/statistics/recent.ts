/**
 * What the machine did of late: differences between two readings about a second apart. Figures of one hart or of
 * many are summed; a figure that nobody counted stays null, in differences and ratios, too.
 */
import type { MachineSample } from '../../stats/stats-source.ts';

/** Over how long rates are taken. */
const WINDOW_MS = 1000;

export type Figure = number | null;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A counter by name, over all harts; null if it was not counted. */
export function figureOf(sample: MachineSample | undefined, name: string): Figure {
  const values = sample?.counters[name];
  return values ? sum(values) : null;
}

export const retiredOf = (sample: MachineSample | undefined): Figure =>
  sample === undefined ? null : sum(sample.instructions);

/** Readings of the last second, newest last. */
export class RecentSamples {
  private samples: MachineSample[] = [];

  /** Undefined where the machine starts anew. */
  push(sample: MachineSample | undefined): void {
    const last = this.samples.at(-1);
    if (sample === last) return;
    // A machine that was started over, or went back in its past, has no rate yet.
    if (!sample || (last && (retiredOf(sample) ?? 0) < (retiredOf(last) ?? 0))) this.samples = [];
    if (!sample) return;
    this.samples.push(sample);
    while ((this.samples[1]?.atMs ?? sample.atMs) <= sample.atMs - WINDOW_MS) this.samples.shift();
  }

  /** The oldest reading of the window. */
  get first(): MachineSample | undefined {
    return this.samples[0];
  }

  get latest(): MachineSample | undefined {
    return this.samples.at(-1);
  }

  /** By how much a figure grew over the window; null where it is not counted or there is no window yet. */
  grown(read: (sample: MachineSample | undefined) => Figure): Figure {
    const [first] = this.samples;
    if (this.samples.length < 2) return null;
    const [from, to] = [read(first), read(this.latest)];
    return from === null || to === null ? null : Math.max(0, to - from);
  }

  /** Seconds between the window's ends. */
  get seconds(): number {
    const [first] = this.samples;
    return first && this.latest ? (this.latest.atMs - first.atMs) / 1000 : 0;
  }
}

/** Null where either is unknown or there was nothing to divide by: a rate without events is no rate. */
export const ratio = (part: Figure, whole: Figure): Figure =>
  part === null || whole === null || whole === 0 ? null : part / whole;
