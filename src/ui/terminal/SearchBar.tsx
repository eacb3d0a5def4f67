/** The bar that finds text in the terminal: Ctrl+Shift+F opens it, Escape closes it. */
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { terminal } from '../state/page.ts';
import { useTerminalKeys } from './keys.ts';

export function SearchBar() {
  const isOpen = useTerminalKeys(({ searching }) => searching);
  return isOpen ? <OpenBar /> : null;
}

function OpenBar() {
  const [text, setText] = useState(() => useTerminalKeys.getState().heldForSearch ?? '');
  const [isFound, setFound] = useState(true);
  const find = (wanted: string, direction: 'next' | 'previous', typing: boolean): void => {
    void terminal.find(wanted, direction, typing).then(setFound, () => setFound(false));
  };
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
    const { heldForSearch } = useTerminalKeys.getState();
    useTerminalKeys.setState({ heldForSearch: undefined });
    if (heldForSearch) find(heldForSearch, 'previous', true);
    // Asked for again from the terminal.
    return useTerminalKeys.subscribe((keys) => {
      if (keys.heldForSearch === undefined) return;
      useTerminalKeys.setState({ heldForSearch: undefined });
      input.current?.focus();
      input.current?.select();
    });
  }, []);
  const close = (): void => {
    useTerminalKeys.setState({ searching: false });
    terminal.endSearch();
    terminal.focus();
  };
  return (
    <form
      className="search-bar"
      role="search"
      aria-label="Find in the terminal"
      onSubmit={(event) => {
        event.preventDefault();
        find(text, 'previous', false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <input
        type="search"
        aria-label="Find"
        placeholder="Find in the terminal"
        ref={input}
        value={text}
        onChange={({ target: { value } }) => {
          setText(value);
          find(value, 'previous', true);
        }}
      />
      <span className="search-result" role="status">
        {text !== '' && !isFound ? 'Not found' : ''}
      </span>
      <Button onPress={() => find(text, 'previous', false)}>Previous</Button>
      <Button onPress={() => find(text, 'next', false)}>Next</Button>
      <Button onPress={close}>Done</Button>
    </form>
  );
}
