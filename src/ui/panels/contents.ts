/** What is in each panel, loaded when it is first opened. */
import type { ComponentType } from 'react';
import type { PANELS } from './panels.ts';

type Load = () => Promise<{ readonly default: ComponentType }>;

export const CONTENTS: Readonly<Record<(typeof PANELS)[number], Load>> = {
  Lesson: async () => ({ default: (await import('../lessons/LessonPanel.tsx')).LessonPanel }),
  Tiers: async () => ({ default: (await import('../strip/TiersPanel.tsx')).TiersPanel }),
  Statistics: async () => ({ default: (await import('../statistics/StatisticsPanel.tsx')).StatisticsPanel }),
  'Code cache': async () => ({ default: (await import('../statistics/CodeCachePanel.tsx')).CodeCachePanel }),
  TLB: async () => ({ default: (await import('../statistics/TlbPanel.tsx')).TlbPanel }),
  Inspector: async () => ({ default: (await import('../inspector/InspectorPanel.tsx')).InspectorPanel }),
  Editor: async () => ({ default: (await import('../editor/EditorPanel.tsx')).EditorPanel }),
  'Time travel': async () => ({ default: (await import('../travel/TravelPanel.tsx')).TravelPanel }),
};
