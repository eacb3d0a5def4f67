/**
 * The page's one terminal, owned here and not by a component. Output may arrive before the terminal's code has
 * loaded: it waits, unacknowledged, so the machine's credit bounds how much that can be.
 */
import type { ConsoleView } from '../state/control.ts';
import { type Past, pastAsOutput } from './past.ts';
import { Transcript } from './transcript.ts';
import type { TerminalView } from './view.ts';

export interface TerminalInput {
  /** What was typed or pasted, as bytes for the guest. */
  typed(bytes: Uint8Array<ArrayBuffer>): void;
  /** The terminal has so many columns and rows. */
  resized(columns: number, rows: number): void;
}

/** Going back shows so much of what had been printed by then: more than a terminal has lines for. */
const REWOUND_BYTES = 512 * 1024;

export class TerminalSession implements ConsoleView {
  private readonly transcript = new Transcript();
  private readonly waiting: (() => void)[] = [];
  private view: TerminalView | undefined;
  private opening: Promise<TerminalView> | undefined;
  private input: TerminalInput | undefined;
  private past: Past | undefined;
  /** Console bytes so far. */
  writtenBytes = 0;
  /** Where in the transcript the machine's present life begins. */
  private lifeStart = 0;
  /** Of the transcript so much is shown, while a machine is in its past; undefined: all. */
  private shownBytes: number | undefined;

  /** Where typed bytes go; set once, before the terminal opens. */
  connectInput(input: TerminalInput): void {
    this.input = input;
  }

  /** Opens the terminal in `parent`, or moves the open one there. */
  async mount(parent: HTMLElement): Promise<TerminalView> {
    // At once where that is possible, so that it never leaves the document while it moves.
    if (this.view) this.view.attach(parent);
    this.opening ??= import('./view.ts').then(({ openTerminal }) =>
      openTerminal(parent, {
        typed: (bytes) => this.input?.typed(bytes),
        resized: (columns, rows) => this.input?.resized(columns, rows),
      }),
    );
    const view = await this.opening;
    view.attach(parent);
    // Typing goes to the machine unless the visitor is busy elsewhere. A touch screen's keyboard stays away.
    if (document.activeElement === document.body && matchMedia('(hover: hover)').matches) view.focus();
    this.view = view;
    for (const action of this.waiting.splice(0)) action();
    return view;
  }

  write(bytes: Uint8Array<ArrayBuffer>, shown: () => void): void {
    this.transcript.append(bytes);
    this.writtenBytes += bytes.length;
    if (this.shownBytes === undefined) this.whenOpen((view) => view.write(bytes, shown));
    else shown();
  }

  beginLife(): void {
    this.lifeStart = this.transcript.totalBytes;
    this.shownBytes = undefined;
  }

  rewind(consoleBytes: number | undefined, forked: boolean): void {
    const { transcript } = this;
    const before = this.shownBytes ?? transcript.totalBytes;
    const upTo = consoleBytes === undefined ? transcript.totalBytes : this.lifeStart + consoleBytes;
    if (forked && upTo < transcript.totalBytes) transcript.cut(upTo);
    this.shownBytes = forked || consoleBytes === undefined ? undefined : upTo;
    const bytes = transcript.read(upTo < before ? upTo - REWOUND_BYTES : before, upTo);
    this.whenOpen((view) => {
      if (upTo < before) view.clear();
      view.write(bytes);
    });
  }

  clear(): void {
    this.transcript.clear();
    this.beginLife();
    const { past } = this;
    this.past = undefined;
    this.whenOpen((view) => {
      view.clear();
      if (past) view.write(pastAsOutput(past));
    });
  }

  /** Has the next machine's output begin under what the terminal showed before the page was loaded. */
  recall(past: Past | undefined): void {
    this.past = past;
  }

  /** Columns and rows; undefined before the terminal is open. */
  size(): readonly [columns: number, rows: number] | undefined {
    return this.view?.size();
  }

  /** The latest lines, scrollback included. */
  lines(limit: number): string {
    return this.view?.lines(limit) ?? '';
  }

  /** The visible rows; empty before the terminal is open. */
  screen(): string {
    return this.view?.screen() ?? '';
  }

  focus(): void {
    this.whenOpen((view) => view.focus());
  }

  setScreenReader(on: boolean): void {
    this.whenOpen((view) => view.setScreenReader(on));
  }

  /** Types what a key of the key bar sends. */
  press(text: string): void {
    this.whenOpen((view) => view.press(text));
  }

  /** `direction`: A up, B down, C right, D left. */
  pressArrow(direction: string): void {
    this.whenOpen((view) => view.pressArrow(direction));
  }

  /** Finds text, and whether there is any; see {@link TerminalView.search}. */
  async find(text: string, direction: 'next' | 'previous', typing: boolean): Promise<boolean> {
    const search = await this.view?.search();
    return search?.find(text, direction, typing) ?? false;
  }

  endSearch(): void {
    void this.view?.search().then((search) => search.clear());
  }

  /** Loads what the first prompt can do without. */
  complete(): void {
    this.whenOpen((view) => void view.complete().catch(() => undefined));
  }

  /** What the machine's present life has printed, as Latin-1, as far as it is remembered and shown. */
  lifeText(): string {
    return new TextDecoder('latin1').decode(this.transcript.read(this.lifeStart, this.shownBytes));
  }

  /** All output that is still remembered, as a file. */
  saveTranscript(): void {
    const url = URL.createObjectURL(new Blob([this.transcript.read()], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'console.txt';
    link.click();
    // The browser takes the address up after this task.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  private whenOpen(action: (view: TerminalView) => void): void {
    const { view } = this;
    if (view === undefined) {
      this.waiting.push(() => {
        if (this.view !== undefined) action(this.view);
      });
    } else action(view);
  }
}
