/** Where this page stands: how it shares memory, whether it works without a network, what it does when hidden. */
import { setPausesHidden, useSettings } from '../life/settings.ts';
import { BUILD } from '../start/browser-page.ts';
import { usePage } from '../state/store.ts';
import { PAST_LINES } from '../terminal/past.ts';

const ISOLATION = {
  headers: 'isolated by its host’s headers: threads and shared memory',
  'service worker':
    'isolated by its service worker, since its host sends no headers: threads and shared memory',
  none: 'not isolated: everything runs in one thread',
} as const;

const KEPT = `are kept over a reload, the latest ${PAST_LINES.toLocaleString('en')} of them`;
const NOT_KEPT = 'are lost with a reload';

export function PageStanding() {
  const isolation = usePage((page) => page.standing.isolation);
  const { pausesHidden, offline, keepsPast } = useSettings();
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          checked={pausesHidden}
          onChange={(event) => setPausesHidden(event.target.checked)}
        />
        <span>
          Pause when hidden
          <br />
          <span className="quiet">
            After five minutes in a hidden tab the machine is paused; its clock stands still.
          </span>
        </span>
      </label>
      <p className="quiet">
        This page is {ISOLATION[isolation]}. Without a network it{' '}
        {offline === undefined
          ? 'is not ready yet'
          : offline.kept
            ? 'works'
            : `does not work: ${offline.why}`}
        . The terminal’s lines {keepsPast ? KEPT : NOT_KEPT}.{BUILD !== '' && ` Version ${BUILD}.`}
      </p>
    </>
  );
}
