/** The terminal's colours: those of the page's tokens, or the user's own where colours are forced. */
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

const forcedColours = matchMedia('(forced-colors: active)');

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
  if (forcedColours.matches) {
    const { color, backgroundColor } = getComputedStyle(document.body);
    Object.assign(theme, { background: backgroundColor, foreground: color, cursor: color });
  }
  return theme;
}

export function followTheme(terminal: Terminal): void {
  const apply = (): void => {
    terminal.options.theme = readTheme();
  };
  apply();
  forcedColours.addEventListener('change', apply);
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}
