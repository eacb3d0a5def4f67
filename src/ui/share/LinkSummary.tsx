/** What a link holds, and what stands against running it here. */
import './share.css';
import { useEffect, useState } from 'react';
import type { LinkContent } from '../../share/content.ts';
import type { LinkFit } from '../../protocol/machine.ts';
import { BUILD, ROOT_URL } from '../start/browser-page.ts';
import { describeContent, describeMisfit, type Row } from './describe.ts';

export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl className="link-rows">
      {rows.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

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

function Misfit({ content, fit }: { readonly content: LinkContent; readonly fit: LinkFit }) {
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

interface LinkSummaryProps {
  readonly content: LinkContent;
  readonly fit: LinkFit | undefined;
}

export function LinkSummary({ content, fit }: LinkSummaryProps) {
  return (
    <>
      <Rows rows={describeContent(content, fit?.image?.title)} />
      {fit && <Misfit content={content} fit={fit} />}
    </>
  );
}
