/**
 * The panels beside the terminal: which there are, and which are open. A panel's code is loaded when it is first
 * opened. Its region is absent from the page while it is closed.
 *
 * To add one: a name and its component here, a test that it opens by its button and by `trampoline.open(NAME)`.
 */
import type { ComponentType } from 'react';
import { create } from '../state/create.ts';
import { EDITOR_PANEL, LESSON_PANEL, TIERS_PANEL } from './names.ts';

export interface Panel {
  /** The region's name, the button's text and the name for scripts. */
  readonly name: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

export const PANELS: readonly Panel[] = [
  {
    name: LESSON_PANEL,
    load: async () => ({ default: (await import('../lessons/LessonPanel.tsx')).LessonPanel }),
  },
  {
    name: TIERS_PANEL,
    load: async () => ({ default: (await import('../strip/TiersPanel.tsx')).TiersPanel }),
  },
  {
    name: 'Statistics',
    load: async () => ({ default: (await import('../statistics/StatisticsPanel.tsx')).StatisticsPanel }),
  },
  {
    name: 'Code cache',
    load: async () => ({ default: (await import('../statistics/CodeCachePanel.tsx')).CodeCachePanel }),
  },
  { name: 'TLB', load: async () => ({ default: (await import('../statistics/TlbPanel.tsx')).TlbPanel }) },
  {
    name: 'Inspector',
    load: async () => ({ default: (await import('../inspector/InspectorPanel.tsx')).InspectorPanel }),
  },
  {
    name: EDITOR_PANEL,
    load: async () => ({ default: (await import('../editor/EditorPanel.tsx')).EditorPanel }),
  },
  {
    name: 'Time travel',
    load: async () => ({ default: (await import('../travel/TravelPanel.tsx')).TravelPanel }),
  },
];

/** Names of open panels, in the order of {@link PANELS}. */
export const usePanels = create<{ readonly open: readonly string[] }>()(() => ({ open: [] }));

export const hasPanel = (name: string): boolean => PANELS.some((panel) => panel.name === name);

export function setPanelOpen(name: string, isOpen: boolean): void {
  usePanels.setState(({ open }) => ({
    open: PANELS.map((panel) => panel.name).filter((other) =>
      other === name ? isOpen : open.includes(other),
    ),
  }));
}
