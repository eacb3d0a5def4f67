/** CodeMirror, set up for one program. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { completionKeymap } from '@codemirror/autocomplete';
import { assistance, mistakes } from './assist.ts';
import { language } from './language.ts';

export interface Changes {
  changed(text: string, mistakes: number): void;
  run(): void;
}

/** Tab leaves the editor, as everywhere on the page. */
export function openEditor(parent: HTMLElement, text: string, changes: Changes): EditorView {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        language,
        assistance,
        keymap.of([
          { key: 'Ctrl-Enter', run: () => (changes.run(), true) },
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': 'Program', spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changes.changed(view.state.doc.toString(), mistakes(view.state.doc).length);
        }),
      ],
    }),
  });
  changes.changed(text, mistakes(view.state.doc).length);
  return view;
}

export function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
