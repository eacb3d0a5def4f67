/** Keys, the screen-reader mode, and saving the console. */
import { useRef, useState } from 'react';
import { SchemeChoice } from '../looks/SchemeChoice.tsx';
import { terminal } from '../state/page.ts';
import { Button } from './Button.tsx';
import { HelpIcon } from './icons.tsx';
import { PageStanding } from './PageStanding.tsx';

const KEYS = [
  ['Ctrl+M', 'Tab leaves the terminal, or goes to the machine again'],
  ['Ctrl+Shift+F', 'Find in the terminal and its scrollback'],
  ['Ctrl+Shift+C', 'Copy what is selected'],
  ['Ctrl+Shift+V', 'Paste; any length arrives whole'],
  ['Shift+Page Up', 'Scroll back'],
  ['F1', 'All commands by name: panels, speed, layouts, lessons, files'],
  ['Ctrl+Enter', 'In the editor: run the program'],
  ['Ctrl+Space', 'In the editor: complete'],
] as const;

export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [screenReader, setScreenReader] = useState(false);
  return (
    <>
      <Button look="round" label="Keys and help" onPress={() => dialog.current?.showModal()}>
        <HelpIcon />
      </Button>
      <dialog ref={dialog} aria-labelledby="help-title">
        <h2 id="help-title">Keys and help</h2>
        <dl className="keys">
          {KEYS.map(([key, what]) => [
            <dt key={key}>
              <kbd>{key}</kbd>
            </dt>,
            <dd key={`${key} does`}>{what}</dd>,
          ])}
        </dl>
        <label className="check">
          <input
            type="checkbox"
            checked={screenReader}
            onChange={(event) => {
              setScreenReader(event.target.checked);
              terminal.setScreenReader(event.target.checked);
            }}
          />
          <span>
            Screen reader mode
            <br />
            <span className="quiet">
              The terminal's lines can be read one by one, and new ones are announced.
            </span>
          </span>
        </label>
        <SchemeChoice />
        <PageStanding />
        <div className="dialog-actions">
          <Button onPress={() => terminal.saveTranscript()}>Save console output</Button>
          <Button look="primary" onPress={() => dialog.current?.close()}>
            Close
          </Button>
        </div>
      </dialog>
    </>
  );
}
