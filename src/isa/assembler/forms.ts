/** Everything that a mnemonic can mean to an assembler: rows, short rows, pseudo-instructions. */
import type { OperandKind } from '../row-language.ts';
import type { Row, ShortRow } from '../instruction-set.ts';
import { parseSyntax, type SyntaxPart } from '../syntax.ts';
import type { Computed, Dialect, Pseudo } from './dialect.ts';

export type FormTarget =
  | { readonly row: Row<never> }
  | { readonly short: ShortRow<never> }
  | { readonly pseudo: Pseudo }
  | { readonly computed: Computed };

export interface Form {
  readonly syntax: string;
  readonly parts: readonly SyntaxPart[];
  readonly target: FormTarget;
  /** What the mnemonic's suffix sets (`.aq`). */
  readonly modifiers: ReadonlyMap<string, bigint>;
}

export interface Forms {
  /** In the order in which they are tried. */
  of(mnemonic: string): readonly Form[];
  kind(operand: string): OperandKind | undefined;
  /** The first name of the register that a name names, whatever its file. */
  register(name: string): string | undefined;
}

interface Suffixed {
  readonly suffix: string;
  readonly modifiers: ReadonlyMap<string, bigint>;
}

/** Every combination of the modifiers that a row's mnemonic may carry, the bare one first. */
function suffixesOf(dialect: Dialect, target: FormTarget): Suffixed[] {
  if (!('row' in target)) return [{ suffix: '', modifiers: new Map() }];
  let combinations: Suffixed[] = [{ suffix: '', modifiers: new Map() }];
  for (const field of target.row.encoding.fields) {
    const kind = dialect.set.kinds[field.name];
    const suffix = kind?.kind === 'immediate' ? kind.suffix : undefined;
    if (suffix === undefined) continue;
    combinations = combinations.flatMap((combination) => [
      combination,
      {
        suffix: combination.suffix + suffix,
        modifiers: new Map([...combination.modifiers, [field.name, 1n]]),
      },
    ]);
  }
  return combinations.map(({ suffix, modifiers }) => ({
    suffix: suffix === '' ? '' : `.${suffix}`,
    modifiers,
  }));
}

const known = new WeakMap<Dialect, Forms>();

/** A dialect's forms, made once. */
export function formsOf(dialect: Dialect): Forms {
  const forms = known.get(dialect) ?? makeForms(dialect);
  known.set(dialect, forms);
  return forms;
}

function makeForms(dialect: Dialect): Forms {
  const { set } = dialect;
  const kind = (name: string): OperandKind | undefined => dialect.kinds[name] ?? set.kinds[name];
  const table = new Map<string, Form[]>();
  const add = (syntax: string, target: FormTarget, isOperand: (name: string) => boolean): void => {
    const mnemonic = syntax.split(' ')[0] ?? syntax;
    for (const { suffix, modifiers } of suffixesOf(dialect, target)) {
      const forms = table.get(mnemonic + suffix) ?? [];
      table.set(mnemonic + suffix, forms);
      forms.push({ syntax, parts: parseSyntax(syntax, isOperand), target, modifiers });
    }
  };
  const isKnown = (name: string): boolean => kind(name) !== undefined;
  for (const row of set.rows) add(row.syntax, { row }, isKnown);
  for (const short of set.shortRows) add(short.syntax, { short }, (name) => short.operands.includes(name));
  for (const entry of dialect.pseudos) add(entry.syntax, { pseudo: entry }, isKnown);
  for (const entry of dialect.computed) add(entry.syntax, { computed: entry }, isKnown);
  const registers = new Map<string, string>();
  for (const entry of Object.values(set.kinds)) {
    if (entry.kind !== 'register') continue;
    for (const names of entry.names) for (const name of names) registers.set(name, names[0] ?? name);
  }
  return {
    of: (mnemonic) => table.get(mnemonic) ?? [],
    kind,
    register: (name) => registers.get(name),
  };
}
