/** The terminal's colours, read from the page's tokens and kept in step with the system's colour scheme. */
import type { ITheme, Terminal } from '@xterm/xterm';

const NAMES = [
  ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'],
  [
    'brightBlack',
    'brightRed',
    'brightGreen',
    'brightYellow',
    'brightBlue',
    'brightMagenta',
    'brightCyan',
    'brightWhite',
  ],
] as const;

function readTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--terminal-${name}`).trim();
  const theme: ITheme = {
    background: token('background'),
    foreground: token('foreground'),
    cursor: token('cursor'),
    cursorAccent: token('background'),
    selectionBackground: token('selection'),
    scrollbarSliderBackground: token('scrollbar'),
    scrollbarSliderHoverBackground: token('scrollbar-hover'),
    scrollbarSliderActiveBackground: token('scrollbar-hover'),
  };
  for (const name of NAMES.flat()) {
    theme[name] = token(name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`));
  }
  return theme;
}

export function followTheme(terminal: Terminal): void {
  const apply = (): void => {
    terminal.options.theme = readTheme();
  };
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}
