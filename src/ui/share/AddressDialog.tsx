/** The page's address got another fragment while a machine runs: a visit of its own, or the machine stays. */
import './share.css';
import { useEffect, useRef } from 'react';
import { Button } from '../components/Button.tsx';
import { useLinks } from './link-view.ts';

export function AddressDialog({ before }: { readonly before: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const keep = (): void => {
    // Without an answer the address would name one machine and the page show another.
    history.replaceState(history.state, '', before);
    useLinks.setState({ addressBefore: undefined });
  };
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    <dialog ref={dialog} className="share-dialog" aria-labelledby="address-title" onClose={keep}>
      <h2 id="address-title">This address leads to another machine now</h2>
      <p>
        Opening it ends the machine that runs here. Share it first to keep its run; what a link brings is
        shown before it starts.
      </p>
      <div className="dialog-actions">
        <Button onPress={keep}>Keep the present machine</Button>
        <Button look="primary" onPress={() => location.reload()}>
          Open it
        </Button>
      </div>
    </dialog>
  );
}
