/**
 * Light or dark: as the system has it, or as chosen here. index.html sets `data-theme` before anything is painted;
 * from the first prompt on this module keeps it in step with the system and the choice.
 */
import { create } from '../state/create.ts';

export type Scheme = 'system' | 'light' | 'dark';

/** index.html reads the same key. */
const KEY = 'trampoline theme';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Storage may be refused: then a choice holds for this visit. */
function readChoice(): Scheme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export const useScheme = create<{ readonly scheme: Scheme }>()(() => ({ scheme: readChoice() }));

function apply(): void {
  const { scheme } = useScheme.getState();
  const isDark = scheme === 'system' ? systemIsDark.matches : scheme === 'dark';
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

export function chooseScheme(scheme: Scheme): void {
  useScheme.setState({ scheme });
  try {
    if (scheme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // It holds for this visit.
  }
  apply();
}

systemIsDark.addEventListener('change', apply);
