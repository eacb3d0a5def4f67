/**
 * What a terminal showed before its page was loaded again: the latest lines as plain text, for the same machine in the
 * same tab. They are shown once more above the new machine's output, grey, and under them a line says where the past
 * ends. Session storage holds them: it survives a reload, a crash and the Back button, ends with the tab, and may be
 * refused.
 */

/** Stated limits of what is kept. */
export const PAST_LINES = 1000;
export const PAST_CHARACTERS = 200_000;

const KEY = 'trampoline terminal';

export interface Past {
  /** Which machine it was, by the query that leads to it. */
  readonly machine: string;
  readonly untilMs: number;
  readonly text: string;
}

/** Keeps the end of a text. False where storage is refused or full. */
export function keepPast(past: Past): boolean {
  const { text } = past;
  const excess = text.length - PAST_CHARACTERS;
  const kept = excess > 0 ? text.slice(text.indexOf('\n', excess) + 1) : text;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...past, text: kept }));
    return true;
  } catch {
    return false;
  }
}

/** The past of this machine, if this tab has any. */
export function readPast(machine: string): Past | undefined {
  try {
    const past = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Partial<Past> | null;
    if (past?.machine !== machine || typeof past.text !== 'string' || typeof past.untilMs !== 'number')
      return undefined;
    return { machine, untilMs: past.untilMs, text: past.text };
  } catch {
    return undefined;
  }
}

/** What a terminal is sent to show it. Storage is input like any other: nothing in it may steer the terminal. */
export function pastAsOutput({ text, untilMs }: Past): string {
  const lines = text
    .replace(/(?!\n)\p{Cc}/gu, '')
    .trimEnd()
    .replaceAll('\n', '\r\n');
  const time = new Date(untilMs).toLocaleTimeString();
  return `\x1b[90m${lines}\r\n──── Above: before this page was loaded, until ${time} ────\x1b[0m\r\n\r\n`;
}
