/**
 * Where did the last second go? Always in view; opens to the panel "Tiers", which has every part with its meaning. The
 * three largest parts are named, in their fixed order, so that the page's first view stays within seven figures.
 */
import './strip.css';
import { panelButtonId, TIERS_PANEL } from '../panels/names.ts';
import { setPanelOpen, usePanels } from '../panels/panels.ts';
import { usePage } from '../state/store.ts';
import { useRecent } from '../statistics/use-recent.ts';
import { lastSecond, type PartShare } from './parts.ts';
import { TimeBar } from './TimeBar.tsx';

const NAMED = 3;

function largest(shares: readonly PartShare[]): readonly PartShare[] {
  const kept = shares.toSorted((a, b) => b.spent - a.spent).slice(0, NAMED);
  return shares.filter((share) => kept.includes(share) && share.percent > 0);
}

export function TimeStrip() {
  const recent = useRecent();
  const isRunning = usePage(({ state }) => state === 'running');
  const isOpen = usePanels(({ open }) => open.includes(TIERS_PANEL));
  const shares = lastSecond(recent);
  const open = (): void => {
    setPanelOpen(TIERS_PANEL, !isOpen);
    if (!isOpen) requestAnimationFrame(() => document.getElementById(panelButtonId(TIERS_PANEL))?.focus());
  };
  return (
    <section className="strip" aria-label="Where the last second went">
      <button type="button" className="strip-question" aria-expanded={isOpen} onClick={open}>
        {isRunning || !shares ? 'Where did the last second go?' : 'Where did the last running second go?'}
      </button>
      <TimeBar shares={shares} />
      <dl className="strip-parts">
        {largest(shares ?? []).map(({ part, name, percent }) => (
          <div key={part}>
            <dt>
              <span className={`part part-${part}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>{percent} %</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
