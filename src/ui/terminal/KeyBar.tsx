/** Keys that touch screens lack. Shown by the style sheet where the main pointer is a finger. */
import { terminal } from '../state/page.ts';
import { useTerminalKeys } from './keys.ts';

/** Name, what stands on the key, and what it sends; arrows depend on the terminal's mode. */
const KEYS = [
  ['Escape', 'Esc', '\x1b'],
  ['Tab', 'Tab', '\t'],
  ['Left', '←', 'D'],
  ['Up', '↑', 'A'],
  ['Down', '↓', 'B'],
  ['Right', '→', 'C'],
  ['Pipe', '|', '|'],
  ['Slash', '/', '/'],
] as const;

export function KeyBar() {
  const control = useTerminalKeys(({ controlHeld }) => controlHeld);
  const press = (face: string, sends: string): void => {
    if ('←↑↓→'.includes(face)) terminal.pressArrow(sends);
    else terminal.press(sends);
  };
  return (
    // The keyboard of the screen stays as it is: no key takes the focus.
    <div
      className="key-bar"
      role="toolbar"
      aria-label="Keys"
      onPointerDown={(event) => event.preventDefault()}
    >
      <button
        type="button"
        className="button"
        aria-pressed={control}
        onClick={() => useTerminalKeys.setState({ controlHeld: !control })}
      >
        Ctrl
      </button>
      {KEYS.map(([name, face, sends]) => (
        <button
          type="button"
          className="button"
          key={name}
          aria-label={name}
          onClick={() => press(face, sends)}
        >
          {face}
        </button>
      ))}
    </div>
  );
}
