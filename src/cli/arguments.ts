/**
 * The command line's grammar: `COMMAND [--option VALUE | --option=VALUE | --flag]… [OPERAND]…`.
 *
 * Commands and options are rows; parsing, `--help` and the suggestions for misspelt names derive from them.
 * What a value means is checked where it is used.
 */
import { failure, problem, type Result, success } from '../base/problem.ts';
import { nearest } from './suggest.ts';

export interface OptionRow {
  /** Without the leading dashes. */
  readonly name: string;
  /** One letter that stands for the name: `-o`. */
  readonly short?: string;
  /** Placeholder of the value, in capitals; a flag has none. */
  readonly value?: string;
  readonly repeatable?: boolean;
  /** True where the empty text is a value. */
  readonly mayBeEmpty?: boolean;
  /** Heading in the help. */
  readonly group: string;
  readonly help: string;
}

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** Operands as the usage line shows them, with the least and greatest count. */
  readonly operands: { readonly usage: string; readonly least: number; readonly most: number };
  readonly options: readonly OptionRow[];
  /** Paragraphs after the options in the help. */
  readonly notes: readonly string[];
}

export class ParsedArguments {
  readonly operands: readonly string[];
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>, operands: readonly string[]) {
    this.values = values;
    this.operands = operands;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value of an option that may be given once. */
  one(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

export const usageProblem = (code: string, where: string, what: string, action: string) =>
  problem('usage', code, where, what, action);

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(usageProblem(code, where, what, action));

/** `--name=value` and `-n` without their dashes; the value where it is given with the name. */
function splitInline(argument: string): [name: string, inline?: string] {
  const at = argument.indexOf('=');
  if (!argument.startsWith('--')) return [argument.length === 2 ? argument.slice(1) : ''];
  return at < 0 ? [argument.slice(2)] : [argument.slice(2, at), argument.slice(at + 1)];
}

function unknownOption(argument: string, name: string, command: CommandRow): Result<never> {
  const where = argument.split('=')[0] ?? argument;
  const names = command.options.map((option) => option.name);
  const known = nearest(name, names);
  const action = known ? `did you mean --${known}?` : `see "trampoline ${command.name} --help"`;
  return refuse('option.unknown', where, `${command.name} has no such option`, action);
}

interface Taken {
  readonly value: string;
  /** How many arguments were used up. */
  readonly count: number;
}

function takeValue(option: OptionRow, inline: string | undefined, next: string | undefined): Result<Taken> {
  const where = `--${option.name}`;
  if (option.value === undefined) {
    return inline === undefined
      ? success({ value: '', count: 1 })
      : refuse('option.flag', where, 'it takes no value', `give ${where} alone`);
  }
  const example = `give it as ${where} ${option.value}`;
  if (inline !== undefined) {
    return inline === '' && !option.mayBeEmpty
      ? refuse('option.missing', where, 'its value is empty', example)
      : success({ value: inline, count: 1 });
  }
  if (next === undefined || (next === '' && !option.mayBeEmpty))
    return refuse('option.missing', where, 'its value is missing', example);
  if (next.startsWith('--') && next !== '--') {
    const what = `its value is missing before ${next.split(/[=\s]/)[0]}`;
    return refuse('option.missing', where, what, `give it as ${where}=${option.value}`);
  }
  return success({ value: next, count: 2 });
}

/** Reads what follows the command's name. */
export function parseArguments(command: CommandRow, args: readonly string[]): Result<ParsedArguments> {
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (let index = 0; index < args.length; ) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (!/^-./.test(argument)) {
      operands.push(argument);
      index++;
      continue;
    }
    const [name, inline] = splitInline(argument);
    const option = command.options.find((row) => row.name === name || row.short === name);
    if (!option) return unknownOption(argument, name, command);
    const taken = takeValue(option, inline, args[index + 1]);
    if (!taken.ok) return taken;
    const earlier = values.get(option.name) ?? [];
    if (earlier.length > 0 && !option.repeatable) {
      return refuse('option.twice', `--${option.name}`, 'it is given twice', 'give it once');
    }
    values.set(option.name, [...earlier, taken.value.value]);
    index += taken.value.count;
  }
  const { least, most, usage } = command.operands;
  const extra = operands[most];
  if (extra !== undefined) {
    return refuse(
      'operand.extra',
      extra,
      `${command.name} does not take this argument`,
      'remove it or quote it',
    );
  }
  if (operands.length < least) {
    return refuse(
      'operand.missing',
      command.name,
      `${usage} is missing`,
      `see "trampoline ${command.name} --help"`,
    );
  }
  return success(new ParsedArguments(values, operands));
}
