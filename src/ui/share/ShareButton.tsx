/** Opens the Share dialog. A call of `trampoline.open('Share')` does the same. */
import { lazy, Suspense } from 'react';
import { Button } from '../components/Button.tsx';
import { ShareIcon } from '../components/icons.tsx';
import { usePage } from '../state/store.ts';
import { setSharing, useLinks } from './link-view.ts';

const ShareDialog = lazy(async () => ({ default: (await import('./ShareDialog.tsx')).ShareDialog }));

export function ShareButton() {
  const state = usePage((page) => page.state);
  const isSharing = useLinks((links) => links.isSharing);
  const hasMachine = state === 'running' || state === 'paused' || state === 'ended';
  return (
    <>
      <Button disabled={!hasMachine} onPress={() => setSharing(true)}>
        <ShareIcon />
        Share
      </Button>
      {isSharing && (
        <Suspense>
          <ShareDialog />
        </Suspense>
      )}
    </>
  );
}
