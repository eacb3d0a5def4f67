/** Above the terminal: how a link's machine goes, or one that catches up; a link's file that was opened, an address that changed. */
import { lazy, Suspense } from 'react';
import { useCatchUp } from '../library/catching-up.ts';
import { useLinks } from './link-view.ts';

const CatchUpNotice = lazy(async () => ({
  default: (await import('../library/CatchUpNotice.tsx')).CatchUpNotice,
}));
const ReplayNotice = lazy(async () => ({ default: (await import('./ReplayNotice.tsx')).ReplayNotice }));
const LinkDialog = lazy(async () => ({ default: (await import('./LinkDialog.tsx')).LinkDialog }));
const AddressDialog = lazy(async () => ({ default: (await import('./AddressDialog.tsx')).AddressDialog }));

export function LinkNotices() {
  const way = useCatchUp((catchUp) => catchUp.way);
  const replayed = useLinks((links) => links.replayed);
  const addressBefore = useLinks((links) => links.addressBefore);
  const offered = useLinks((links) => links.offered);
  return (
    <Suspense>
      {way && <CatchUpNotice {...way} />}
      {replayed && <ReplayNotice replayed={replayed} />}
      {addressBefore !== undefined && <AddressDialog before={addressBefore} />}
      {offered?.from === 'file' && <LinkDialog offered={offered} />}
    </Suspense>
  );
}
