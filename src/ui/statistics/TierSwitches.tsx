/** A switch for each tier of this build, under the running machine. The last one that is on stays on. */
import '../styles/switch.css';
import { useId } from 'react';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { switched, TIER_NAMES } from './tiers.ts';

export function TierSwitches() {
  const machine = usePage((page) => page.machine);
  const reasonId = useId();
  if (!machine) return null;
  const { tiers, availableTiers } = machine;
  const isLast = (tier: string): boolean => tiers.length === 1 && tiers.includes(tier);
  const press = (tier: string): void => {
    if (isLast(tier)) return;
    control.setTiers(switched(tiers, tier)).catch((error: unknown) => control.reportError(error));
  };
  return (
    <div className="tier-switches" role="group" aria-label="Tiers">
      {TIER_NAMES.filter(({ tier }) => availableTiers.includes(tier)).map(({ tier, name, what }) => (
        <div key={tier}>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={tiers.includes(tier)}
            aria-disabled={isLast(tier)}
            aria-describedby={isLast(tier) ? reasonId : undefined}
            onClick={() => press(tier)}
          >
            <span className={`tier tier-${tier}`} />
            {name}
          </button>
          <p className="quiet">{what}</p>
        </div>
      ))}
      <p id={reasonId} className="switch-reason" role="status">
        {tiers.length === 1 ? 'The last tier stays on: something has to run the machine.' : ''}
      </p>
    </div>
  );
}
