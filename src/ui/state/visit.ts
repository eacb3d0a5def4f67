/**
 * What an address asks for. The query names the environment (`?image=linux&ram=512M&harts=1`); the fragment
 * carries a link, which never starts by itself. Values are checked where they are used, by the machine worker.
 */
import type { MachineOptions } from '../../protocol/machine.ts';

export const DEFAULT_IMAGE = 'linux';

export interface Visit {
  readonly image: string;
  readonly options: MachineOptions;
  /** Why nothing starts until Run is pressed; undefined if it starts at once. */
  readonly waits: 'link' | 'embedded' | undefined;
  /** A lesson's name or address: then it chooses the machine. */
  readonly lesson?: string;
  /** The fragment, with its `#`. */
  readonly hash: string;
}

const OPTION_NAMES = ['ram', 'harts', 'mode', 'seed', 'tiers', 'disk', 'without'] as const;

/** Reads `location.search` and `location.hash`. */
export function readVisit(search: string, hash: string): Visit {
  const query = new URLSearchParams(search);
  const given = OPTION_NAMES.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const lesson = query.get('lesson');
  return {
    image: query.get('image') || DEFAULT_IMAGE,
    options: Object.fromEntries(given),
    waits: hash.length > 1 ? 'link' : query.get('embed') === '1' ? 'embedded' : undefined,
    ...(lesson && { lesson }),
    hash,
  };
}

/** The query that leads back to this machine; other parameters of `search` stay. */
export function visitSearch(search: string, image: string, options: MachineOptions): string {
  const query = new URLSearchParams(search);
  query.set('image', image);
  for (const name of OPTION_NAMES) {
    const value = options[name];
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return `?${query}`;
}
