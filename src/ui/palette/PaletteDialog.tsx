/** A box to type into and the commands that it finds: arrows choose, Enter runs, Escape leaves. */
import './palette.css';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { type Command, commandsIn } from './commands.ts';
import { matching } from './matching.ts';

export function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const state = usePage((page) => page.state);
  const found = matching(commandsIn(state), text);
  const current = Math.min(chosen, found.length - 1);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current, text]);
  const run = (command: Command | undefined): void => {
    if (!command) return;
    dialog.current?.close();
    // After the dialog has given the focus back: what it opens may want it.
    setTimeout(() => {
      Promise.resolve()
        .then(command.run)
        .catch((error: unknown) => control.reportError(error));
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    if (by !== undefined) setChosen((current + by + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') run(found[current]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} className="palette" aria-label="Commands" onClose={onClose}>
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        placeholder="What shall the page do?"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
      />
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label="Commands found">
        {found.map((command, index) => (
          // The box above has the focus and hears the keys.
          <li
            key={command.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => run(command)}
          >
            {command.name}
          </li>
        ))}
      </ul>
      <p className="quiet" role="status">
        {found.length === 0 ? 'No command has such a name.' : ''}
      </p>
    </dialog>
  );
}
