/** Finding text in the terminal, scrollback included. Loaded with the first search. */
import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';

export interface Search {
  /** Goes to the next match in a direction; `typing` stays where it is as long as that matches. */
  find(text: string, direction: 'next' | 'previous', typing: boolean): boolean;
  /** Takes the marks away. */
  clear(): void;
}

export function searchTerminal(terminal: Terminal): Search {
  const addon = new SearchAddon();
  terminal.loadAddon(addon);
  return {
    find: (text, direction, typing) =>
      direction === 'next'
        ? addon.findNext(text, { incremental: typing })
        : addon.findPrevious(text, { incremental: typing }),
    clear() {
      addon.clearDecorations();
      terminal.clearSelection();
    },
  };
}
