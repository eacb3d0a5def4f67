/** The figures that scripts read: what the page shows, and the machine's latest sample. */
import type { PageStats } from '../../protocol/page.ts';
import type { StatsFeed } from '../../stats/stats-source.ts';
import { usePage } from './store.ts';

export function readPageStats(stats: StatsFeed): PageStats {
  const { state, machine, standing } = usePage.getState();
  const sample = stats.latest();
  return {
    state,
    image: machine?.image ?? null,
    mode: machine?.mode ?? 'realtime',
    harts: machine?.harts ?? 0,
    ramBytes: machine?.ramBytes ?? 0,
    instructions: sample?.instructions ?? [],
    mips: stats.mips(),
    wallMs: performance.now(),
    counters: sample?.counters ?? {},
    isolation: standing.isolation,
  };
}
