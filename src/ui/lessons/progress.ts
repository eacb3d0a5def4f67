/** Which steps were done, kept in this browser. Storage may be refused: then it holds for the visit. */
const KEY = 'trampoline lessons';

type Kept = Readonly<Record<string, readonly string[]>>;

let here: Kept = {};

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...here, ...(kept as Kept) } : here;
  } catch {
    return here;
  }
}

/** Steps of a lesson that were done, out of those that it has now. */
export function knownProgress(lesson: string, steps: readonly string[]): readonly string[] {
  const kept = read()[lesson];
  return Array.isArray(kept) ? steps.filter((step) => kept.includes(step)) : [];
}

export const stepsDone = (lesson: string): number => {
  const kept = read()[lesson];
  return Array.isArray(kept) ? kept.length : 0;
};

export function keepProgress(lesson: string, done: readonly string[]): void {
  here = { ...read(), [lesson]: done };
  try {
    localStorage.setItem(KEY, JSON.stringify(here));
  } catch {
    // It is known until the page is left.
  }
}
