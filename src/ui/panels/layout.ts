/**
 * Which panels are open, from visit to visit: by the address (`?panels=Tiers,Editor`) or as they were left. A layout is
 * a set of panels with a size of text. A phone's is one column, by its width alone.
 */
import { hasPanel, setPanelOpen, usePanels } from './panels.ts';

const PANELS_KEY = 'trampoline panels';
const LAYOUT_KEY = 'trampoline layout';

type LayoutName = 'default' | 'lecture';

const LAYOUTS: Readonly<Record<LayoutName, readonly string[]>> = {
  default: [],
  /** For a projector: large text, and what the machine does. */
  lecture: ['Tiers', 'Code cache'],
};

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this visit.
  }
}

function known(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function openOnly(names: readonly string[]): void {
  for (const name of usePanels.getState().open) if (!names.includes(name)) setPanelOpen(name, false);
  for (const name of names) if (hasPanel(name)) setPanelOpen(name, true);
}

function apply(layout: LayoutName): void {
  document.documentElement.dataset['layout'] = layout;
}

export function chooseLayout(layout: LayoutName): void {
  apply(layout);
  keep(LAYOUT_KEY, layout);
  openOnly(LAYOUTS[layout]);
}

/** What the address or the last visit wants open; from then on remembers what is. */
export function restorePanels(search: string): void {
  const query = new URLSearchParams(search);
  const asked = query.get('panels');
  if (known(LAYOUT_KEY) === 'lecture') apply('lecture');
  // A lesson opens its own, and a frame shows what its page's author chose.
  if (asked === null && (query.has('lesson') || query.get('embed') === '1')) return;
  for (const name of (asked ?? known(PANELS_KEY)).split(',')) if (hasPanel(name)) setPanelOpen(name, true);
  const remember = (): void => keep(PANELS_KEY, usePanels.getState().open.join(','));
  usePanels.subscribe(remember);
  // A script may have opened some already.
  remember();
}
