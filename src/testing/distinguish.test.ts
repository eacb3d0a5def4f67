/**
 * The recorded cases can tell instructions apart: where a row's words are replaced by those of another row with the
 * same operands, some case of the row must notice. This is what shows that a wrong meaning, an exchanged pair or
 * a misread bit would not pass.
 */
import { describe, expect, test } from 'vitest';
import { extractField, insertField } from '../isa/row-language.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';
import type { Case, Outcome } from './case.ts';
import { outcomeDifferences } from './compare.ts';
import { type ExtensionName, extensionNames, rowsOf } from './generator/rows.ts';
import type { RiscvRow, RiscvShort } from './generator/words.ts';
import { interpreterExecutor } from './interpreter-executor.ts';
import { readRecording } from './recording.ts';

type AnyRow = RiscvRow | RiscvShort;

const shapeOf = ({ encoding }: AnyRow): string =>
  [
    encoding.lengthBytes,
    ...encoding.fields.map(({ name, width, bias }) => `${name}:${width}:${bias}`).sort(),
  ].join(' ');

/** The word of another row with the same operand numbers, if it is one of its own. */
function wordAs(word: number, from: AnyRow, to: AnyRow): number | undefined {
  const fields = new Map(from.encoding.fields.map((field) => [field.name, extractField(field, word)]));
  const other = to.encoding.fields.reduce(
    (sum, field) => (sum | insertField(field, fields.get(field.name) ?? 0)) >>> 0,
    to.encoding.match,
  );
  const decoded = riscv64.decode(other);
  return (decoded?.short ?? decoded?.row) === to ? other : undefined;
}

interface Recorded {
  readonly one: Case;
  readonly outcome: Outcome;
}

/** The recorded cases of an extension by row. */
function byRow(extension: ExtensionName): Map<AnyRow, Recorded[]> {
  const { cases, outcomes } = readRecording(extension);
  const groups = new Map<AnyRow, Recorded[]>();
  for (const [index, one] of cases.entries()) {
    const outcome = outcomes[index];
    const decoded = riscv64.decode(one.words.at(-1) ?? 0);
    const row = extension === 'c' ? decoded?.short : decoded?.row;
    if (!row || !outcome) continue;
    groups.set(row, [...(groups.get(row) ?? []), { one, outcome }]);
  }
  return groups;
}

const tier = interpreterExecutor();

/** Whether some case of a row has another outcome when its instruction is replaced. */
function isToldApart(from: AnyRow, to: AnyRow, recorded: readonly Recorded[]): boolean {
  return recorded.some(({ one, outcome }) => {
    const word = wordAs(one.words.at(-1) ?? 0, from, to);
    if (word === undefined) return false;
    const [actual] = tier.run([{ ...one, words: one.words.with(-1, word) }]);
    return actual !== undefined && outcomeDifferences(outcome, actual).length > 0;
  });
}

/** In user mode privileged instructions are all illegal; the rest draw no rows. */
const compared = extensionNames().filter((name) => !['privileged', 'reserved', 'sequences'].includes(name));
const everyRow: readonly AnyRow[] = compared.flatMap((name) => rowsOf(name));

describe('each row is told from every other with its operands', () => {
  test.each(compared)('%s', (extension) => {
    const mistaken: string[] = [];
    let pairs = 0;
    for (const [from, recorded] of byRow(extension)) {
      for (const to of everyRow) {
        const pair = `${from.mnemonic} ${to.mnemonic}`;
        if (to === from || shapeOf(to) !== shapeOf(from)) continue;
        pairs++;
        if (!isToldApart(from, to, recorded)) mistaken.push(pair);
      }
    }
    expect(mistaken).toEqual([]);
    expect(pairs).toBeGreaterThan(0);
  });
});
