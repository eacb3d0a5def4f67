/**
 * `trampoline inspect`: runs a machine deterministically for so long, then shows what became of the code at an
 * address, or where the machine spent its instructions.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { failure, formatProblem, type Result, success } from '../base/problem.ts';
import { checkWritable, writeOutputFile } from '../host/node/files.ts';
import { hottest } from '../machine/inspect/hottest.ts';
import { inspect } from '../machine/inspect/inspection.ts';
import type { Hottest, Inspection, InspectRequest } from '../machine/inspect/views.ts';
import { Machine } from '../machine/machine.ts';
import { type ParsedArguments, usageProblem } from './arguments.ts';
import { ByteSink } from './byte-sink.ts';
import { grouped, hottestText, inspectionText, type StageName, STAGES } from './inspect-text.ts';
import { type LoadedRun, loadRun } from './load.ts';
import { STATUS } from './report.ts';
import type { CommandContext } from './run.ts';
import { readRunOptions, type RunOptions } from './run-options.ts';
import { Session, type SessionEnd } from './session.ts';
import { loadSnapshot, resumingEngine } from './snapshot.ts';
import { nearest } from './suggest.ts';

const STANDARD_OUTPUT = '-';

interface Wanted {
  readonly at: InspectRequest | undefined;
  readonly hottest: number | undefined;
  readonly stage: StageName;
  /** Undefined to run until the guest ends or `--until` is seen. */
  readonly after: number | undefined;
}

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(usageProblem(code, where, what, action));

/** A whole number; undefined where the option is not given. */
function readNumber(args: ParsedArguments, name: string): Result<number | undefined> {
  const text = args.one(name);
  if (text === undefined) return success(undefined);
  if (/^\d{1,15}$/.test(text)) return success(Number(text));
  return refuse('option.number', `--${name}`, `"${text}" is not a whole number`, 'give one of 0 or more');
}

function readStage(args: ParsedArguments): Result<StageName> {
  const text = args.one('stage') ?? 'all';
  const known = STAGES.find((name) => name === text);
  if (known) return success(known);
  const near = nearest(text, STAGES);
  const action = near ? `did you mean ${near}?` : `give one of ${STAGES.join(', ')}`;
  return refuse('option.name', '--stage', `"${text}" is not known`, action);
}

function readWanted(args: ParsedArguments): Result<Wanted> {
  const [address, physical] = [args.one('address'), args.one('physical')];
  if (address !== undefined && physical !== undefined)
    return refuse('inspect.both', '--physical', 'it excludes --address', 'give one of them');
  const text = address ?? physical;
  const [count, after, hart] = ['hottest', 'after', 'hart'].map((name) => readNumber(args, name));
  const stage = readStage(args);
  if (!stage.ok) return stage;
  if (!count?.ok || !after?.ok || !hart?.ok) {
    const wrong = [count, after, hart].find((one) => one?.ok === false);
    return wrong ?? refuse('option.number', 'inspect', 'a number is missing', 'give it');
  }
  if (text === undefined && count.value === undefined) {
    const action = 'give --address HEX, --physical HEX or --hottest N';
    return refuse('inspect.nothing', 'inspect', 'nothing to show is given', action);
  }
  if (count.value !== undefined && after.value === undefined && !args.has('until')) {
    const what = 'nothing has run at the start';
    return refuse('inspect.after', '--hottest', what, 'give --after INSTRUCTIONS or --until REGEX too');
  }
  return success({
    at: text === undefined ? undefined : { hart: hart.value ?? 0, ...placeOf(text, physical) },
    hottest: count.value,
    stage: stage.value,
    after: after.value ?? (args.has('until') ? undefined : 0),
  });
}

const placeOf = (address: string, physical: string | undefined): Omit<InspectRequest, 'hart'> => ({
  address,
  space: physical === undefined ? 'virtual' : 'physical',
});

interface Ran {
  readonly machine: Machine;
  readonly end: SessionEnd;
  readonly instructions: number;
}

/** Runs without a console that anybody sees. */
async function run(
  options: RunOptions,
  { configuration, plan, disks }: LoadedRun,
  maxInstructions: number | undefined,
  context: CommandContext,
): Promise<Result<Ran>> {
  let { engine } = context;
  if (options.fromSnapshot !== undefined) {
    const snapshot = await loadSnapshot(options.fromSnapshot);
    if (!snapshot.ok) return snapshot;
    engine = resumingEngine(engine, snapshot.value, options.fromSnapshot);
  }
  const session = new Session(
    {
      machine: { configuration, plan, disks },
      rules: options.rules,
      timedInput: [],
      prompt: undefined,
      reboot: options.reboot,
      maxInstructions,
      timeoutMs: options.timeoutMs,
    },
    {
      engine,
      console: new ByteSink(undefined, false),
      keyboard: undefined,
      nowMs: () => context.nowMs(),
      sleep: (timeoutMs) => sleep(timeoutMs),
      yieldToEvents: () => nextTurn(),
    },
  );
  const started = session.start();
  if (!started.ok) return started;
  const end = await session.run();
  const { machine } = session;
  if (!(machine instanceof Machine)) throw new Error('this engine cannot be inspected');
  return success({ machine, end, instructions: session.instructions().reduce((sum, one) => sum + one, 0) });
}

interface Found {
  readonly inspection: Inspection | undefined;
  readonly hottest: Hottest | undefined;
}

function look({ machine }: Ran, { at, hottest: most }: Wanted): Result<Found> {
  const list = most === undefined ? undefined : hottest(machine, most);
  if (!at) return success({ inspection: undefined, hottest: list });
  const shown = inspect(machine, at);
  return shown.ok ? success({ inspection: shown.value, hottest: list }) : shown;
}

function textOf({ end, instructions }: Ran, { inspection, hottest: list }: Found, stage: StageName): string {
  const reason = end.reason === 'max-instructions' ? '' : `, where the run ended (${end.reason})`;
  const parts = [`after ${grouped(instructions)} instructions${reason}\n`];
  if (list) parts.push(hottestText(list));
  if (inspection) parts.push(inspectionText(inspection, stage));
  return parts.join('\n');
}

/** Runs a machine and shows what was asked for; the value is the exit status. */
export async function inspectCommand(
  args: ParsedArguments,
  context: CommandContext,
): Promise<Result<number>> {
  const wanted = readWanted(args);
  if (!wanted.ok) return wanted;
  const options = readRunOptions(args);
  if (!options.ok) return options;
  const { json } = options.value;
  const writable = json === undefined || json === STANDARD_OUTPUT ? success(null) : checkWritable(json);
  if (!writable.ok) return writable;
  const overrides = { ...options.value.overrides, mode: 'deterministic' as const };
  const loaded = loadRun({ ...options.value, overrides });
  if (!loaded.ok) return loaded;
  const ran = await run(options.value, loaded.value, wanted.value.after, context);
  if (!ran.ok) return ran;
  if (ran.value.end.problem) {
    context.stderr.write(`trampoline: ${formatProblem(ran.value.end.problem)}\n`);
  }
  const found = look(ran.value, wanted.value);
  if (!found.ok) return found;
  if (json === undefined) {
    context.stdout.write(textOf(ran.value, found.value, wanted.value.stage));
    return success(STATUS.success);
  }
  const { end, instructions } = ran.value;
  const report = { version: 1, exit: { reason: end.reason, code: end.code }, instructions, ...found.value };
  const text = `${JSON.stringify(report)}\n`;
  if (json === STANDARD_OUTPUT) context.stdout.write(text);
  else {
    const written = writeOutputFile(json, [text]);
    if (!written.ok) return written;
  }
  return success(STATUS.success);
}
