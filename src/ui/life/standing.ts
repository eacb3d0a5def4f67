/** What a page that isn't isolated says: where it stands, and how to get higher. */
import type { Standing } from '../start/isolation.ts';
import { type RemarkAction, remark } from '../state/remarks.ts';

const ownTab = (): RemarkAction => ({ label: 'Open in its own tab', does: { href: location.href } });

const port = (): string => location.port || '80';

export function remarkStanding({ isolation, reason }: Standing): void {
  if (isolation !== 'none') return;
  switch (reason) {
    case 'frame':
      return remark(
        'standing',
        '1 hart: this frame is not isolated, so everything runs in one thread and nothing is kept.',
        [ownTab()],
      );
    case 'insecure':
      return remark(
        'standing',
        `1 hart: this address needs https or localhost for threads, storage and the clipboard. On this computer, run: ssh -L 8080:localhost:${port()} ${location.hostname} and then open http://localhost:8080/.`,
      );
    case 'no shared memory':
      return remark('standing', '1 hart: this browser gives the page no shared memory; a current one does.');
    case 'refused':
    case undefined:
      return remark(
        'standing',
        '1 hart: this page is not isolated. Its host sends no isolation headers, and this browser allows no service worker to add them: a private window or a setting of it.',
        [{ label: 'Try again', does: () => location.reload() }],
      );
  }
}
