/**
 * Puts assembly text into the usual columns: labels at the margin, instructions behind four blanks, one blank after a
 * mnemonic and after commas, comments behind code in one column. What a line means is not looked at, so text with
 * mistakes is formatted as well; strings and comments stay as they are. Formatting twice changes nothing more.
 */
const INDENT = '    ';
const COMMENT_COLUMN = 32;

interface Line {
  readonly code: string;
  readonly comment: string;
}

/** Cuts the comment off: what begins with # or // outside of quotes. */
function cutComment(line: string): Line {
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === '"' || char === "'") {
      for (at++; at < line.length && line[at] !== char; at++) if (line[at] === '\\') at++;
    } else if (char === '#' || line.startsWith('//', at))
      return { code: line.slice(0, at).trim(), comment: line.slice(at).trimEnd() };
  }
  return { code: line.trim(), comment: '' };
}

/** One blank after the mnemonic and after each comma, none before it; quoted text is left alone. */
function spaced(statement: string): string {
  const pieces = statement.match(/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[^"']+/g) ?? [];
  return pieces
    .map((piece) => (/^["']/.test(piece) ? piece : piece.replace(/\s+/g, ' ').replace(/ ?, ?/g, ', ')))
    .join('')
    .trim();
}

function formatLine(line: string): string {
  const { code, comment } = cutComment(line);
  if (code === '')
    return line.startsWith('#') || line.startsWith('//') ? comment : INDENT.concat(comment).trimEnd();
  const [, labels = '', rest = ''] = /^((?:[\w.$]+:\s*)*)(.*)$/.exec(code) ?? [];
  const label = labels.trim().replace(/:\s+/g, ': ');
  // Directives stand where their author put them: at the margin or with the code.
  const isAtMargin = rest.startsWith('.') && !/^\s/.test(line) && label === '';
  const statement =
    rest === '' ? '' : isAtMargin ? spaced(rest) : `${label === '' ? INDENT : ' '}${spaced(rest)}`;
  const text = label + statement;
  return comment === '' ? text : `${text.padEnd(COMMENT_COLUMN - 1)} ${comment}`;
}

/** Block comments are left alone, lines of them included. */
export function formatAssembly(source: string): string {
  let isInBlock = false;
  const lines = source.split('\n').map((line) => {
    const wasInBlock = isInBlock;
    if (line.includes('/*')) isInBlock = true;
    if (isInBlock && line.includes('*/')) isInBlock = false;
    return wasInBlock || line.includes('/*') ? line.trimEnd() : formatLine(line.replaceAll('\t', ' '));
  });
  return `${lines.join('\n').trimEnd()}\n`;
}
