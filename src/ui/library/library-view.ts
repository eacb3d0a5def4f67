/** What the page knows of its library. */
import type { Problem } from '../../base/problem.ts';
import type { LibraryView } from '../../protocol/library.ts';
import { create } from '../state/create.ts';

export interface KeptHere {
  readonly id: string;
  /** Null as long as nobody gave it one. */
  readonly name: string | null;
}

export const useLibrary = create<{
  readonly isOpen: boolean;
  /** Undefined until it was read. */
  readonly view: LibraryView | undefined;
  readonly problem: Problem | undefined;
  /** Name of the machine that is on its way. */
  readonly opening: string | undefined;
  /** The machine that runs, if it is kept. */
  readonly here: KeptHere | undefined;
  /** When its state was last stored. */
  readonly savedMs: number | undefined;
  /** How the browser answered when it was asked to keep the storage; undefined until it was. */
  readonly isPersistent: boolean | undefined;
  /** What was just done, with a way back. */
  readonly done: { readonly text: string; readonly undo?: (() => void) | undefined } | undefined;
}>()(() => ({
  isOpen: false,
  view: undefined,
  problem: undefined,
  opening: undefined,
  here: undefined,
  savedMs: undefined,
  isPersistent: undefined,
  done: undefined,
}));

export const setLibraryOpen = (isOpen: boolean): void => useLibrary.setState({ isOpen });
