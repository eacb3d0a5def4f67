/** The panel "Editor": assembly text, run as a bare-metal program. */
import './editor.css';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { RunIcon } from '../components/icons.tsx';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { formatAssembly } from './format.ts';
import { editProgram, putProgram, useProgram } from './program.ts';
import { sample, SAMPLES } from './samples.ts';
import { openEditor, replaceText } from './view.ts';

/** Starts what is in the editor; the present machine goes on if it does not assemble. */
async function runProgram(): Promise<void> {
  const { name, text } = useProgram.getState();
  const { started } = usePage.getState();
  // A program of one's own keeps the machine it ran in.
  const options = started?.origin.kind === 'files' ? started.options : {};
  await control.start({ origin: { kind: 'files', files: [new File([text], name)] }, options });
}

async function choose(file: string): Promise<void> {
  const program = await sample(file);
  if (program) putProgram(program);
}

function Samples() {
  return (
    <label className="editor-samples">
      Sample
      <select
        value=""
        onChange={({ target }) => {
          choose(target.value).catch((error: unknown) => control.reportError(error));
        }}
      >
        <option value="">Choose…</option>
        {SAMPLES.map(({ file, title, shows }) => (
          <option key={file} value={file} title={shows}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

const told = (mistakes: number): string =>
  mistakes === 0 ? 'No mistakes' : `${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'}, underlined`;

export function EditorPanel() {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [mistakes, setMistakes] = useState(0);
  const revision = useProgram((program) => program.revision);
  const name = useProgram((program) => program.name);
  useEffect(() => {
    if (!place.current) return;
    view.current = openEditor(place.current, useProgram.getState().text, {
      changed: (text, count) => {
        editProgram(text);
        setMistakes(count);
      },
      run: () => void runProgram(),
    });
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    const { text } = useProgram.getState();
    if (view.current && view.current.state.doc.toString() !== text) replaceText(view.current, text);
  }, [revision]);
  return (
    <div className="editor">
      <div className="editor-bar">
        <Button look="primary" onPress={() => void runProgram()}>
          <RunIcon />
          Run this program
        </Button>
        <Button
          onPress={() =>
            view.current && replaceText(view.current, formatAssembly(useProgram.getState().text))
          }
        >
          Format
        </Button>
        <Samples />
      </div>
      <div ref={place} className="editor-text" />
      <p className={mistakes === 0 ? 'quiet' : 'editor-mistakes'}>
        <span>{name}: </span>
        <span role="status">{told(mistakes)}</span>
      </p>
      <p className="quiet">
        Ctrl+Enter runs it, Ctrl+Space completes, and a pointer on an instruction shows its forms. Tab leaves
        the editor.
      </p>
    </div>
  );
}
