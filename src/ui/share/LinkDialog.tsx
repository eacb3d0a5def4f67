/** A link's file that was opened beside whatever runs: nothing of that changes before its run is started. */
import './share.css';
import { useEffect, useRef } from 'react';
import { usePage } from '../state/store.ts';
import { LinkOffer } from './LinkOffer.tsx';
import { type OfferedLink, useLinks } from './link-view.ts';

const leave = (): void => useLinks.setState({ offered: undefined });

export function LinkDialog({ offered }: { readonly offered: OfferedLink }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const state = usePage((page) => page.state);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  const ends = state === 'running' || state === 'paused';
  return (
    <dialog ref={dialog} className="share-dialog" aria-labelledby="link-title" onClose={leave}>
      <LinkOffer offered={offered} onLeave={leave} />
      {ends && <p className="quiet">Starting it ends the present machine.</p>}
    </dialog>
  );
}
