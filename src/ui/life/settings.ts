/** Settings that outlive the visit, and what the page knows of its own storage. */
import { create } from '../state/create.ts';
import type { KeepAnswer } from '../../protocol/service-worker.ts';

const PAUSES_HIDDEN = 'trampoline pauses hidden';

/** Storage that may be refused, full or switched off. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const useSettings = create<{
  /** Whether a machine is paused when its page is hidden for long. */
  readonly pausesHidden: boolean;
  /** Whether the page works without a network; undefined as long as that is being settled. */
  readonly offline: KeepAnswer | undefined;
  /** Whether the terminal's latest lines are kept over a reload. */
  readonly keepsPast: boolean;
}>()(() => ({ pausesHidden: read(PAUSES_HIDDEN) !== 'no', offline: undefined, keepsPast: false }));

export const pausesHidden = (): boolean => useSettings.getState().pausesHidden;

export function setPausesHidden(on: boolean): void {
  useSettings.setState({ pausesHidden: on });
  try {
    localStorage.setItem(PAUSES_HIDDEN, on ? 'yes' : 'no');
  } catch {
    // It holds for this visit.
  }
}
