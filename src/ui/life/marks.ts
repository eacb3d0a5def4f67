/**
 * Notices afterwards that a tab was killed with a machine in it: its memory ran out, the browser crashed, the power
 * failed. Nothing can be said at that moment, so a running machine leaves a mark beforehand and takes it away in the
 * end. A mark whose tab doesn't hold its lock any more belongs to a machine that was cut off.
 */

export interface RunMark {
  readonly title: string;
  /** Wall time when it started. */
  readonly sinceMs: number;
  /** The query that leads to the same machine; empty for the user's own files. */
  readonly search: string;
}

const PREFIX = 'trampoline run ';

/** `localStorage` and the names of held locks, as a page has them. */
export interface MarkPlace {
  readonly storage: Storage;
  readonly heldLocks: () => Promise<ReadonlySet<string>>;
}

export class RunMarks {
  private readonly place: MarkPlace;
  private readonly key: string;

  /** `tab` is a name of this visit's own, under which it holds the lock `lockName(tab)`. */
  constructor(place: MarkPlace, scope: string, tab: string) {
    this.place = place;
    this.key = `${PREFIX}${scope} ${tab}`;
  }

  get lockName(): string {
    return this.key;
  }

  set(mark: RunMark): void {
    try {
      this.place.storage.setItem(this.key, JSON.stringify(mark));
    } catch {
      // Full or refused: then a crash goes unnoticed.
    }
  }

  clear(): void {
    try {
      this.place.storage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  /** Machines that were cut off, each told once. */
  async takeLost(): Promise<readonly RunMark[]> {
    const { storage, heldLocks } = this.place;
    const scope = this.key.slice(0, this.key.lastIndexOf(' ') + 1);
    const held = await heldLocks();
    const lost: RunMark[] = [];
    for (const key of Object.keys(storage)) {
      if (!key.startsWith(scope) || key === this.key || held.has(key)) continue;
      const mark = parseMark(storage.getItem(key));
      storage.removeItem(key);
      if (mark) lost.push(mark);
    }
    return lost.sort((a, b) => b.sinceMs - a.sinceMs);
  }
}

function parseMark(text: string | null): RunMark | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<RunMark> | null;
    const { title, sinceMs, search } = value ?? {};
    if (typeof title !== 'string' || typeof sinceMs !== 'number' || typeof search !== 'string')
      return undefined;
    return { title, sinceMs, search };
  } catch {
    return undefined;
  }
}
