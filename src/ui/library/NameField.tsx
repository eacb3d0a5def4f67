/** A name that can be changed in its place: Enter or Save takes it, Escape leaves it as it was. */
import { useEffect, useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';

const MAX_NAME_CHARACTERS = 80;

interface NameFieldProps {
  readonly label: string;
  readonly name: string;
  readonly action?: string;
  readonly onSave: (name: string) => void;
  readonly onLeave: () => void;
}

export function NameField({ label, name, action = 'Save', onSave, onLeave }: NameFieldProps) {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const isEmpty = text.trim() === '';
  return (
    <form
      className="library-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) onSave(text);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The dialog stays.
        event.preventDefault();
        event.stopPropagation();
        onLeave();
      }}
    >
      <input
        ref={input}
        aria-label={label}
        value={text}
        maxLength={MAX_NAME_CHARACTERS}
        onChange={(event) => setText(event.target.value)}
      />
      <Button look="primary" disabled={isEmpty} onPress={() => onSave(text)}>
        {action}
      </Button>
      <Button onPress={onLeave}>Cancel</Button>
    </form>
  );
}
