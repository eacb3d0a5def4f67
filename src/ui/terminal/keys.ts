/** The few keys that the terminal keeps from the guest. */
import type { Terminal } from '@xterm/xterm';
import { create } from 'zustand';

/** The element that describes the Tab key to whoever focuses the terminal. */
export const TAB_HINT_ID = 'terminal-tab-hint';

/** True while Tab leaves the terminal instead of going to the guest. */
export const useTabLeaves = create<{ readonly tabLeaves: boolean }>()(() => ({ tabLeaves: false }));

const isPlainControl = (event: KeyboardEvent): boolean => event.ctrlKey && !event.altKey && !event.metaKey;

/** xterm's custom key handler: false keeps the event from the guest. */
export function handleKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown') return true;
  const key = event.key.toLowerCase();
  if (key === 'tab' && useTabLeaves.getState().tabLeaves && !event.ctrlKey && !event.altKey) return false;
  if (!isPlainControl(event)) return true;
  if (key === 'm' && !event.shiftKey) {
    event.preventDefault();
    useTabLeaves.setState(({ tabLeaves }) => ({ tabLeaves: !tabLeaves }));
    return false;
  }
  if (key === 'c' && event.shiftKey) {
    event.preventDefault();
    const text = terminal.getSelection();
    if (text !== '') void navigator.clipboard.writeText(text).catch(() => undefined);
    return false;
  }
  // The browser's own paste then reaches the terminal as a paste event.
  return !(key === 'v' && event.shiftKey);
}
