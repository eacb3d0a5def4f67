/**
 * THIRD_PARTY.md's table of packages: what of the lock file is shipped, with version and licence. The rows for
 * guest images stand below the table and are written by hand.
 */

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export const startMark = '<!-- packages: written by scripts/check-licences.ts --bless -->';
export const endMark = '<!-- end of packages -->';

/** Licences that ask for no more than their text, which the build ships beside the bundle. */
const accepted = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  '(MIT OR Apache-2.0)',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
]);

export interface Shipped {
  readonly table: string;
  /** One line for each shipped package whose licence is missing or not on the list. */
  readonly doubts: readonly string[];
}

export function shippedPackages({ packages }: Lock): Shipped {
  const rows = ['| package | version | licence |', '| --- | --- | --- |'];
  const doubts: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.dev === true || entry.devOptional === true || entry.optional === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = entry.license ?? 'none stated';
    rows.push(`| ${name} | ${entry.version ?? ''} | ${licence} |`);
    if (!accepted.has(licence))
      doubts.push(`${name}: licence ${licence} is not on the list of accepted ones`);
  }
  return { table: rows.join('\n'), doubts };
}

/** The document with the table between the two marks replaced, or undefined where the marks are missing. */
export function withTable(document: string, table: string): string | undefined {
  const start = document.indexOf(startMark);
  const end = document.indexOf(endMark);
  if (start < 0 || end < start) return undefined;
  return `${document.slice(0, start + startMark.length)}\n\n${table}\n\n${document.slice(end)}`;
}
