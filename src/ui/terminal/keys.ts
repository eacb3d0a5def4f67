/** The few keys that the terminal keeps from the guest. */
import type { Terminal } from '@xterm/xterm';
import { create } from '../state/create.ts';

/** The element that describes the Tab key to whoever focuses the terminal. */
export const TAB_HINT_ID = 'terminal-tab-hint';

export const useTerminalKeys = create<{
  /** Tab leaves the terminal instead of going to the guest. */
  readonly tabLeaves: boolean;
  /** The key bar's Ctrl is down for one character. */
  readonly controlHeld: boolean;
  /** The bar that finds text is open. */
  readonly searching: boolean;
  /** What was typed for it before it was there, or before it had the focus again; undefined while it has. */
  readonly heldForSearch: string | undefined;
}>()(() => ({ tabLeaves: false, controlHeld: false, searching: false, heldForSearch: undefined }));

/** What was typed, with the key bar's Ctrl if that is down: then for one character. */
export function withControl(text: string): string {
  if (!useTerminalKeys.getState().controlHeld || text.length !== 1) return text;
  useTerminalKeys.setState({ controlHeld: false });
  const code = text.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code < 0x60 ? String.fromCharCode(code & 0x1f) : text;
}

const isPlainControl = (event: KeyboardEvent): boolean => event.ctrlKey && !event.altKey && !event.metaKey;

/** The bar is asked for, and on its way: its code may have to be loaded first. */
function holdForSearch(held: string, event: KeyboardEvent): void {
  const { key, ctrlKey, altKey, metaKey } = event;
  event.preventDefault();
  if (key === 'Escape') useTerminalKeys.setState({ searching: false, heldForSearch: undefined });
  else if (key === 'Backspace') useTerminalKeys.setState({ heldForSearch: held.slice(0, -1) });
  else if (key.length === 1 && !ctrlKey && !altKey && !metaKey)
    useTerminalKeys.setState({ heldForSearch: held + key });
}

/** xterm's custom key handler: false keeps the event from the guest. */
export function handleKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown') return true;
  const key = event.key.toLowerCase();
  const { tabLeaves, heldForSearch } = useTerminalKeys.getState();
  if (heldForSearch !== undefined) {
    holdForSearch(heldForSearch, event);
    return false;
  }
  if (key === 'tab' && tabLeaves && !event.ctrlKey && !event.altKey) return false;
  if (!isPlainControl(event)) return true;
  if (key === 'm' && !event.shiftKey) {
    event.preventDefault();
    useTerminalKeys.setState({ tabLeaves: !tabLeaves });
    return false;
  }
  if (key === 'f' && event.shiftKey) {
    event.preventDefault();
    useTerminalKeys.setState({ searching: true, heldForSearch: '' });
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
