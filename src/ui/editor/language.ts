/** Colours of assembly text. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { assemblyHelp } from '../../isa/riscv64/assembly.ts';

const registers = new Set(assemblyHelp.registers);

const assembly = StreamLanguage.define<{ isStart: boolean }>({
  name: 'assembly',
  startState: () => ({ isStart: true }),
  token(stream, state) {
    if (stream.sol()) state.isStart = true;
    if (stream.eatSpace()) return null;
    if (stream.match(/^(#|\/\/).*/)) return 'comment';
    if (stream.match(/^"(\\.|[^"\\])*"?/) || stream.match(/^'(\\.|[^'\\])'/)) return 'string';
    if (stream.match(/^[\w.$]+:/)) return 'labelName';
    if (stream.match(/^(0[xXbB][\da-fA-F]+|\d+[fb]?)\b/)) return 'number';
    if (stream.match(/^%\w+/)) return 'modifier';
    const word = stream.match(/^[A-Za-z_.$][\w.$]*/);
    if (word && typeof word !== 'boolean') {
      if (state.isStart) {
        state.isStart = false;
        return word[0].startsWith('.') ? 'meta' : 'keyword';
      }
      return registers.has(word[0]) ? 'variableName' : null;
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '#' } },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--terminal-green)' },
  { tag: tags.number, color: 'var(--terminal-cyan)' },
  { tag: tags.labelName, color: 'var(--accent-strong)' },
  { tag: tags.keyword, color: 'var(--terminal-blue)' },
  { tag: tags.meta, color: 'var(--terminal-magenta)' },
  { tag: tags.modifier, color: 'var(--terminal-magenta)' },
  { tag: tags.variableName, color: 'var(--terminal-yellow)' },
]);

export const language: Extension = [assembly, syntaxHighlighting(colours)];
