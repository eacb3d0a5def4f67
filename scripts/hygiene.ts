/**
 * What no committed text may hold: paths of the machine it was written on, addresses of package registries,
 * and marks of unfinished work.
 *
 * Guest files speak of the guest's own `/tmp` and `/root`; they are exempt from the path rule alone.
 */

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly exempt: RegExp;
}

/** Matches no path: a rule with no exemptions. */
const none = /(?!)/;

const rules: readonly Rule[] = [
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.~)}*-])\/(?:home|root|tmp|work|Users)\/[\w.-]+/,
    exempt: /^guest\//,
  },
  {
    what: 'the host name of a package registry',
    pattern: /\b(?:registry|deb)\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b/,
    exempt: none,
  },
  {
    what: 'a mark of unfinished work',
    pattern: new RegExp(
      String.raw`\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\b`,
    ),
    exempt: /\.(?:md|patch|config|dts)$/,
  },
  {
    what: 'a lint exception without its reason (write `-- why` after the rule)',
    pattern: /oxlint-disable(?!(?:-next-line|-line)? [\w/@, -]+ -- \S)/,
    exempt: /^scripts\/hygiene/,
  },
];

/** One line for each rule that a text breaks: where, what, the words. */
export function findDirt(path: string, text: string): string[] {
  const found: string[] = [];
  for (const { what, pattern, exempt } of rules) {
    if (exempt.test(path)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const match = pattern.exec(line);
      if (match !== null) found.push(`${path}:${index + 1}: ${what}: ${match[0]}`);
    }
  }
  return found;
}
