/** In the terminal's place, before a link is run: what it holds. The contents are loaded for those who bring one. */
import { lazy, Suspense } from 'react';
import { useLinks } from './link-view.ts';

const LinkOffer = lazy(async () => ({ default: (await import('./LinkOffer.tsx')).LinkOffer }));

export function LinkCard() {
  const offered = useLinks((links) => links.offered);
  if (offered?.from !== 'address') return null;
  return (
    <div className="card link-card">
      <Suspense>
        <LinkOffer offered={offered} />
      </Suspense>
    </div>
  );
}
