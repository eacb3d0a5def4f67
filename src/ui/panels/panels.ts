/**
 * The panels beside the terminal: which there are, and which are open. A panel's code is loaded when it is first
 * opened (contents.ts). Its region is absent from the page while it is closed.
 *
 * To add one: its name here, its component there, a test that it opens by its button and by `trampoline.open(NAME)`.
 */
import { create } from '../state/create.ts';
import { EDITOR_PANEL, LESSON_PANEL, TIERS_PANEL } from './names.ts';

/** A name is the region's name, the button's text and the name for scripts. In the order of the page. */
export const PANELS = [
  LESSON_PANEL,
  TIERS_PANEL,
  'Statistics',
  'Code cache',
  'TLB',
  'Inspector',
  EDITOR_PANEL,
  'Time travel',
] as const;

/** Open panels, in the order of {@link PANELS}. */
export const usePanels = create<{ readonly open: readonly string[] }>()(() => ({ open: [] }));

export const hasPanel = (name: string): boolean => PANELS.some((panel) => panel === name);

export function setPanelOpen(name: string, isOpen: boolean): void {
  usePanels.setState(({ open }) => ({
    open: PANELS.filter((other) => (other === name ? isOpen : open.includes(other))),
  }));
}
