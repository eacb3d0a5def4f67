/** What the editor knows of the language: mistakes by the assembler itself, completion and hover from its rows. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';
import type { Problem } from '../../base/problem.ts';
import type { InstructionHelp } from '../../isa/assembler/reference.ts';
import { assemble, assemblyHelp } from '../../isa/riscv64/assembly.ts';

const FILE = 'program';
const help = new Map(assemblyHelp.instructions.map((one) => [one.mnemonic, one]));

/** Where a problem is, from `program:LINE:COLUMN`: to the end of the word that begins there. */
export function placeOf({ where }: Problem, text: Text): { from: number; to: number } {
  const [, lineNumber = '1', column = '1'] = /:(\d+):(\d+)$/.exec(where) ?? [];
  const line = text.line(Math.min(text.lines, Math.max(1, Number(lineNumber))));
  const from = Math.min(line.to, line.from + Number(column) - 1);
  const word = /^[\w.$%]+|^"[^"]*"?|^./.exec(line.text.slice(from - line.from))?.[0] ?? '';
  return { from, to: Math.max(from, Math.min(line.to, from + word.length)) };
}

export function mistakes(text: Text): Diagnostic[] {
  const assembled = assemble(text.toString(), FILE);
  if (assembled.ok) return [];
  return assembled.problems.map((problem) => ({
    ...placeOf(problem, text),
    severity: 'error',
    message: `${problem.what}; ${problem.action}`,
  }));
}

export function describe({ forms }: InstructionHelp): string {
  return forms
    .map(({ syntax, standsFor, bits }) =>
      standsFor.length > 0 ? `${syntax}\n  stands for ${standsFor.join('; ')}` : `${syntax}\n  ${bits}`,
    )
    .join('\n');
}

const LABEL = /^\s*([A-Za-z_.$][\w.$]*):/gm;

function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\.?[A-Za-z_][\w.$]*|\./);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const line = context.state.doc.lineAt(word.from);
  const before = line.text.slice(0, word.from - line.from).replace(/^\s*([\w.$]+:\s*)*/, '');
  if (before.includes('#') || before.includes('"')) return null;
  if (before.trim() === '') {
    const options = [
      ...assemblyHelp.instructions.map((one) => ({
        label: one.mnemonic,
        type: 'keyword',
        detail: one.forms[0]?.syntax.slice(one.mnemonic.length) ?? '',
        info: describe(one),
      })),
      ...assemblyHelp.directives.map((label) => ({ label, type: 'namespace' })),
    ];
    return { from: word.from, options, validFor: /^\.?[\w.]*$/ };
  }
  const labels = [...context.state.doc.toString().matchAll(LABEL)].map(([, label = '']) => label);
  const options = [
    ...assemblyHelp.registers.map((label) => ({ label, type: 'variable' })),
    ...[...new Set(labels)].map((label) => ({ label, type: 'function' })),
  ];
  return { from: word.from, options, validFor: /^[\w.$]*$/ };
}

const hover = hoverTooltip((view, position) => {
  const line = view.state.doc.lineAt(position);
  const match = /^\s*(?:[\w.$]+:\s*)*([a-z][\w.]*)/.exec(line.text);
  const mnemonic = match?.[1];
  const found = mnemonic === undefined ? undefined : help.get(mnemonic);
  if (!match || !mnemonic || !found) return null;
  const from = line.from + match[0].length - mnemonic.length;
  const to = from + mnemonic.length;
  if (position < from || position > to) return null;
  return {
    pos: from,
    end: to,
    create: () => {
      const dom = document.createElement('pre');
      dom.className = 'editor-hover';
      dom.textContent = describe(found);
      return { dom };
    },
  };
});

export const assistance: Extension = [
  linter((view: EditorView) => mistakes(view.state.doc)),
  // Enter ends a line unless a completion was gone to.
  autocompletion({ override: [complete], icons: false, selectOnOpen: false }),
  hover,
];
