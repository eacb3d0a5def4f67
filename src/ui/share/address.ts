/** Another fragment is another visit; while a machine runs the visitor is asked first. */
import { usePage } from '../state/store.ts';
import { useLinks } from './link-view.ts';

export function followAddress(): void {
  addEventListener('hashchange', ({ oldURL }) => {
    const { state } = usePage.getState();
    if (state === 'running' || state === 'paused' || state === 'loading') {
      useLinks.setState(({ addressBefore }) => ({ addressBefore: addressBefore ?? oldURL }));
    } else location.reload();
  });
}
