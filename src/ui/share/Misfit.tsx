/** What stands against running a link here, and the build that made it where this site keeps that. */
import { useEffect, useState } from 'react';
import type { LinkFit } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { BUILD, ROOT_URL } from '../start/browser-page.ts';
import { describeMisfit } from './describe.ts';

/** Where a build of this site is kept; undefined while nobody knows, null where it isn't. */
function useKeptBuild(build: string, isWanted: boolean): string | null | undefined {
  const isOther = build !== BUILD;
  const [address, setAddress] = useState<string | null | undefined>(isOther ? undefined : null);
  useEffect(() => {
    if (!isWanted || !isOther) return undefined;
    const leaving = new AbortController();
    const kept = `${ROOT_URL}v/${encodeURIComponent(build)}/`;
    fetch(`${kept}index.html`, { method: 'HEAD', signal: leaving.signal }).then(
      ({ ok }) => setAddress(ok ? kept : null),
      () => {
        if (!leaving.signal.aborted) setAddress(null);
      },
    );
    return () => leaving.abort();
  }, [build, isOther, isWanted]);
  return address;
}

export function Misfit({ content, fit }: { readonly content: LinkContent; readonly fit: LinkFit }) {
  const sentences = describeMisfit(content, fit);
  const kept = useKeptBuild(content.build, sentences.length > 0);
  if (sentences.length === 0) return null;
  return (
    <div className="link-misfit">
      <p>{sentences.join(' ')}</p>
      {kept && (
        <a className="button" href={`${kept}${location.search}${location.hash}`}>
          Open it with build {content.build}
        </a>
      )}
      {kept === null && <p>This site does not keep build {content.build}.</p>}
    </div>
  );
}
