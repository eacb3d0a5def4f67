/** The headless command as a function of its arguments: tests call it, `main.ts` gives it the process. */
import { failure, formatProblem, type Result, success } from '../base/problem.ts';
import { type CommandRow, type ParsedArguments, parseArguments, usageProblem } from './arguments.ts';
import { benchCommand } from './bench-command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import type { CatalogueImage } from '../machine/config/catalogue.ts';
import { catalogueTable, imageHash, imagesFolder, projectVersion, readCatalogue } from './images.ts';
import { asmCommand, disasmCommand } from './program-commands.ts';
import { inspectCommand } from './inspect-command.ts';
import { linkCommand } from './link-command.ts';
import { STATUS } from './report.ts';
import { type CommandContext, runCommand } from './run.ts';
import { nearest } from './suggest.ts';

type Action = (args: ParsedArguments, context: CommandContext) => Result<number> | Promise<Result<number>>;

/** With the hash that links name the image by. */
const withHash = (image: CatalogueImage) => ({ ...image, sha256: imageHash(image) });

function imagesCommand(args: ParsedArguments, context: CommandContext): Result<number> {
  const catalogue = readCatalogue(imagesFolder());
  if (!catalogue.ok) return catalogue;
  const text = args.has('json')
    ? `${JSON.stringify(catalogue.value.map(withHash), null, 2)}\n`
    : catalogueTable(catalogue.value);
  context.stdout.write(text);
  return success(STATUS.success);
}

/** What each row of {@link COMMANDS} does. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['run', runCommand],
  ['images', imagesCommand],
  ['bench', benchCommand],
  ['inspect', inspectCommand],
  ['link', linkCommand],
  ['asm', asmCommand],
  ['disasm', disasmCommand],
]);

function findCommand(name: string | undefined): Result<CommandRow> {
  const names = COMMANDS.map((row) => row.name);
  if (name === undefined) {
    return failure(
      usageProblem('command.missing', 'command', 'no command is given', 'see "trampoline --help"'),
    );
  }
  const row = COMMANDS.find((candidate) => candidate.name === name);
  if (row) return success(row);
  const near = nearest(name, names);
  const action = near ? `did you mean ${near}?` : `give one of ${names.join(', ')}, or --help`;
  return failure(usageProblem('command.unknown', name, 'there is no such command', action));
}

async function perform(args: readonly string[], context: CommandContext): Promise<Result<number>> {
  const [name, ...rest] = args;
  const row = findCommand(name);
  if (!row.ok) return row;
  if (rest.includes('--help')) {
    context.stdout.write(commandHelp(row.value));
    return success(STATUS.success);
  }
  const parsed = parseArguments(row.value, rest);
  if (!parsed.ok) return parsed;
  const action = ACTIONS.get(row.value.name);
  if (!action) throw new Error(`the command ${row.value.name} has no action`);
  return action(parsed.value, context);
}

/** Runs the command; the value is the exit status. Every problem is one line on standard error. */
export async function command(args: readonly string[], context: CommandContext): Promise<number> {
  const [first] = args;
  if (first === '--help' || first === 'help') {
    context.stdout.write(generalHelp(COMMANDS));
    return STATUS.success;
  }
  if (first === '--version') {
    context.stdout.write(`${projectVersion()}\n`);
    return STATUS.success;
  }
  const result = await perform(args, context);
  if (result.ok) return result.value;
  context.stderr.write(`trampoline: ${formatProblem(result.problem)}\n`);
  return STATUS.badInput;
}
