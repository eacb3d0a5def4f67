/**
 * The little of Markdown that lessons need, as elements: paragraphs, lists, fenced code, `code`, **strong**, *stress*
 * and links to https addresses. Text from strangers never becomes markup.
 */
import type { ReactNode } from 'react';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g;

function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, stress, label, address] = match;
    parts.push(text.slice(end, match.index));
    const key = match.index;
    if (code) parts.push(<code key={key}>{code}</code>);
    else if (strong) parts.push(<strong key={key}>{strong}</strong>);
    else if (stress) parts.push(<em key={key}>{stress}</em>);
    else
      parts.push(
        <a key={key} href={address} target="_blank" rel="noreferrer">
          {label}
        </a>,
      );
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

interface Block {
  readonly key: number;
  readonly element: ReactNode;
}

function block(lines: readonly string[], key: number): Block {
  const [first = ''] = lines;
  if (first.startsWith('```')) {
    const code = lines.slice(1, lines.at(-1)?.startsWith('```') ? -1 : undefined).join('\n');
    return {
      key,
      element: (
        // Long lines are scrolled to by keyboard as well.
        <pre key={key} tabIndex={0}>
          <code>{code}</code>
        </pre>
      ),
    };
  }
  if (/^(-|\d+\.) /.test(first)) {
    const items = lines
      .join('\n')
      .split(/^(?:-|\d+\.) /m)
      .slice(1);
    const List = first.startsWith('-') ? 'ul' : 'ol';
    const element = (
      <List key={key}>
        {items.map((item) => (
          <li key={item}>{inline(item.trim().replaceAll('\n', ' '))}</li>
        ))}
      </List>
    );
    return { key, element };
  }
  return { key, element: <p key={key}>{inline(lines.join(' '))}</p> };
}

function blocks(text: string): Block[] {
  const found: Block[] = [];
  let lines: string[] = [];
  let isFenced = false;
  const close = (): void => {
    if (lines.length > 0) found.push(block(lines, found.length));
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      if (!isFenced) close();
      isFenced = !isFenced;
      lines.push(line);
      if (!isFenced) close();
    } else if (line.trim() === '' && !isFenced) close();
    else lines.push(line);
  }
  close();
  return found;
}

export function Markdown({ text }: { readonly text: string }) {
  return <div className="lesson-text">{blocks(text).map(({ element }) => element)}</div>;
}
