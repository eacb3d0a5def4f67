/**
 * xterm, set up for a machine's serial console. Loaded after first paint: it is the page's largest part.
 *
 * Keys go to the guest, Tab included; Ctrl+M lets Tab leave. The DOM renderer is used unless WebGL runs on
 * real graphics hardware: on a software renderer it would burn a core.
 */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { handleKey, TAB_HINT_ID, withControl } from './keys.ts';
import type { Search } from './search.ts';
import type { TerminalInput } from './session.ts';
import { followTheme } from './theme.ts';
import { drawsWithHardware } from './webgl.ts';

const SCROLLBACK_LINES = 10_000;

export interface TerminalView {
  write(output: Uint8Array | string, shown?: () => void): void;
  clear(): void;
  screen(): string;
  size(): readonly [columns: number, rows: number];
  /** The latest lines, scrollback included; what was wrapped is one line again. */
  lines(limit: number): string;
  focus(): void;
  setScreenReader(on: boolean): void;
  /** Loads what the first prompt can do without: links, the widths of newer characters. */
  complete(): Promise<void>;
  /** Types, as a key does. */
  press(text: string): void;
  pressArrow(direction: string): void;
  /** Finds text; loaded when it is first asked for. */
  search(): Promise<Search>;
  /** Shows the terminal in another element. */
  attach(parent: HTMLElement): void;
}

const fontFamily = (): string =>
  getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace';

/** Smaller on a phone, larger where a screen is looked at from afar. */
function fontSizePx(widthPx: number): number {
  if (widthPx < 500) return 12;
  if (widthPx < 2000) return 14;
  return widthPx < 3200 ? 18 : 24;
}

/** Opens the terminal; `input` is told what the user types and pastes, and how many cells there are. */
export function openTerminal(parent: HTMLElement, input: TerminalInput): TerminalView {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    cursorStyle: 'block',
    cursorInactiveStyle: 'outline',
    fontFamily: fontFamily(),
    fontSize: fontSizePx(innerWidth),
    lineHeight: 1.25,
    minimumContrastRatio: 4.5,
    scrollback: SCROLLBACK_LINES,
    rightClickSelectsWord: true,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  followTheme(terminal);
  terminal.open(parent);
  fit.fit();
  input.resized(terminal.cols, terminal.rows);
  terminal.onResize(({ cols, rows }) => input.resized(cols, rows));

  const encoder = new TextEncoder();
  terminal.onData((text) => input.typed(encoder.encode(withControl(text))));
  terminal.onBinary((text) => input.typed(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  terminal.attachCustomKeyEventHandler((event) => handleKey(terminal, event));
  terminal.textarea?.setAttribute('aria-describedby', TAB_HINT_ID);
  const resizes = new ResizeObserver(() => fit.fit());
  resizes.observe(parent);
  if (drawsWithHardware()) void loadWebgl(terminal).catch(() => undefined);

  let searching: Promise<Search> | undefined;
  return {
    write: (output, shown) => terminal.write(output, shown),
    // As an escape sequence, so that it comes after all that was written before.
    clear: () => terminal.write('\x1bc'),
    screen: () => screenText(terminal),
    size: () => [terminal.cols, terminal.rows],
    lines: (limit) => latestLines(terminal, limit),
    focus: () => terminal.focus(),
    setScreenReader: (on) => {
      terminal.options.screenReaderMode = on;
    },
    async complete() {
      const [{ Unicode11Addon }, { WebLinksAddon }] = await Promise.all([
        import('@xterm/addon-unicode11'),
        import('@xterm/addon-web-links'),
      ]);
      terminal.loadAddon(new WebLinksAddon());
      terminal.loadAddon(new Unicode11Addon());
      terminal.unicode.activeVersion = '11';
    },
    press: (text) => terminal.input(text),
    pressArrow: (direction) =>
      terminal.input(`\x1b${terminal.modes.applicationCursorKeysMode ? 'O' : '['}${direction}`),
    search() {
      searching ??= import('./search.ts').then(({ searchTerminal }) => searchTerminal(terminal));
      return searching;
    },
    attach: (parent) => {
      const { element } = terminal;
      if (!element || element.parentElement === parent) return;
      const hadFocus = element.contains(document.activeElement);
      resizes.disconnect();
      parent.append(element);
      resizes.observe(parent);
      if (hadFocus) terminal.focus();
    },
  };
}

async function loadWebgl(terminal: Terminal): Promise<void> {
  const { WebglAddon } = await import('@xterm/addon-webgl');
  const addon = new WebglAddon();
  // Without the addon the DOM renderer takes over again.
  addon.onContextLoss(() => addon.dispose());
  terminal.loadAddon(addon);
}

function screenText(terminal: Terminal): string {
  const buffer = terminal.buffer.active;
  const rows: string[] = [];
  for (let row = 0; row < terminal.rows; row++) {
    rows.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '');
  }
  return rows.join('\n').trimEnd();
}

/** Of the normal screen, whatever a program shows on the alternate one. */
function latestLines(terminal: Terminal, limit: number): string {
  const { normal } = terminal.buffer;
  const lines: string[] = [];
  for (let row = Math.max(0, normal.length - limit); row < normal.length; row++) {
    const line = normal.getLine(row);
    const goesOn = normal.getLine(row + 1)?.isWrapped ?? false;
    const text = line?.translateToString(!goesOn) ?? '';
    if (line?.isWrapped && lines.length > 0) lines.push((lines.pop() ?? '') + text);
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
}
