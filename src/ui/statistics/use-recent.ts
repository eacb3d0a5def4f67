/** The readings of the last second, for components: drawn anew twice a second, which is as fast as figures are read. */
import { useEffect, useReducer, useState } from 'react';
import { stats } from '../state/page.ts';
import { RecentSamples } from './recent.ts';

const DRAW_EVERY_MS = 500;

export function useRecent(): RecentSamples {
  const [recent] = useState(() => new RecentSamples());
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let drawnMs = Number.NEGATIVE_INFINITY;
    const note = (): void => {
      const sample = stats.latest();
      recent.push(sample);
      if (sample && sample.atMs - drawnMs < DRAW_EVERY_MS && sample.atMs > drawnMs) return;
      drawnMs = sample?.atMs ?? Number.NEGATIVE_INFINITY;
      draw();
    };
    note();
    return stats.subscribe(note);
  }, [recent]);
  return recent;
}
