/** `trampoline run`: options, files, machine, session, report. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { failure, formatProblem, problem, type Result, success } from '../base/problem.ts';
import { checkWritable, writeOutputFile } from '../host/node/files.ts';
import type { RunRecord } from '../machine/log/recording.ts';
import { Machine } from '../machine/machine.ts';
import { DEFAULT_BUDGET } from '../machine/run/translating-here.ts';
import type { LinkContent } from '../share/content.ts';
import type { ParsedArguments } from './arguments.ts';
import { ByteSink } from './byte-sink.ts';
import { CodeCache } from './code-cache.ts';
import { Keyboard } from './keyboard.ts';
import { runGdb } from './gdb/run.ts';
import { type LoadedRun, loadRun } from './load.ts';
import type { Engine, HeadlessMachine, MachineInput } from './machine-interface.ts';
import { checkRecordable, recordedContent, RecordingEngine } from './record.ts';
import { exitStatus, reportJson, STATUS } from './report.ts';
import { recordOf } from '../share/run.ts';
import { describeVerdict, reproduce } from './reproduce.ts';
import { readRunOptions, type RunOptions } from './run-options.ts';
import { loadSnapshot, resumingEngine, saveSnapshot } from './snapshot.ts';
import { Session, type SessionEnd, type SessionInput } from './session.ts';

/** What the process gives a command; tests give less. */
export interface CommandContext {
  readonly engine: Engine;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Milliseconds since the process started. */
  nowMs(): number;
  /** A hash over the program that runs: code that another build has generated is not used. */
  build(): string;
}

/** With what is known of the image's code. */
interface RunContext extends CommandContext {
  readonly cache?: CodeCache;
}

const STANDARD_OUTPUT = '-';

/** Output files are tried before a machine runs for an hour. */
function checkOutputs(options: RunOptions): Result<null> {
  if (options.record !== undefined) {
    const recordable = checkRecordable(options);
    if (!recordable.ok) return recordable;
  }
  for (const path of [options.json, options.dump, options.record, options.saveSnapshot]) {
    if (path === undefined || path === STANDARD_OUTPUT) continue;
    const writable = checkWritable(path);
    if (!writable.ok) return writable;
  }
  if (options.dump !== STANDARD_OUTPUT) return success(null);
  const what = 'a dump does not go to standard output';
  return failure(problem('usage', 'option.dump', '--dump', what, 'name a file'));
}

/** How much translated code a machine may keep, where that was said. */
const cacheOf = ({ cacheBytes }: RunOptions): Pick<MachineInput, 'cache'> =>
  cacheBytes === undefined ? {} : { cache: { budget: { ...DEFAULT_BUDGET, bytes: cacheBytes } } };

function sessionInput(
  options: RunOptions,
  { configuration, plan, disks, link, prompt }: LoadedRun,
): SessionInput {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  return {
    machine: { configuration, plan, disks, ...cacheOf(options) },
    rules: options.rules,
    timedInput: (link?.input ?? []).map(([atNs, text]) => ({ atNs, bytes: latin1(text) })),
    // A machine that goes on is past it.
    prompt: options.fromSnapshot === undefined ? prompt : undefined,
    reboot: options.reboot,
    maxInstructions: options.maxInstructions,
    timeoutMs: options.timeoutMs,
  };
}

/** What is told of a run that is over. */
interface Outcome {
  readonly end: SessionEnd;
  readonly instructions: readonly number[];
  readonly machine: Pick<HeadlessMachine, 'stateHash' | 'counters' | 'dump'>;
}

/** Writes what was asked for; the first failure. */
function writeOutputs(options: RunOptions, { machine }: Outcome, json: string | undefined): Result<null> {
  if (options.dump !== undefined) {
    const written = writeOutputFile(options.dump, machine.dump());
    if (!written.ok) return written;
  }
  if (options.json === undefined || options.json === STANDARD_OUTPUT || json === undefined)
    return success(null);
  return writeOutputFile(options.json, [json]);
}

function finish(options: RunOptions, outcome: Outcome, sink: ByteSink, context: RunContext): Result<number> {
  const { end, instructions, machine } = outcome;
  let json: string | undefined;
  if (options.json !== undefined) {
    json = reportJson({
      end,
      instructions,
      wallMs: context.nowMs(),
      machine,
      semantics: context.engine.semantics,
      console: sink.text(),
    });
  }
  const written = writeOutputs(options, outcome, json);
  if (!written.ok) return written;
  const kept = context.cache?.keep();
  if (kept && !kept.ok) return kept;
  if (options.json === STANDARD_OUTPUT && json !== undefined) context.stdout.write(json);
  if (end.problem) context.stderr.write(`trampoline: ${formatProblem(end.problem)}\n`);
  return success(exitStatus(end));
}

/** Runs a link's machine along its record, and says whether it went the same way. */
async function runRecord(
  options: RunOptions,
  loaded: LoadedRun,
  recorded: { readonly link: LinkContent; readonly record: RunRecord },
  sink: ByteSink,
  context: RunContext,
): Promise<Result<number>> {
  const { configuration, plan, disks } = loaded;
  const { link, record } = recorded;
  const output = (byte: number): void => sink.push(byte);
  const created = context.engine.create({ configuration, plan, disks, output, ...cacheOf(options) });
  if (!created.ok) return created;
  const machine = created.value;
  if (!(machine instanceof Machine)) throw new Error('this engine does not replay');
  const { end, verdict } = await reproduce(machine, record, {
    maxInstructions: options.maxInstructions,
    isLate: () => options.timeoutMs !== undefined && context.nowMs() >= options.timeoutMs,
    breathe: async () => {
      await sink.flush();
      await nextTurn();
    },
  });
  const status = finish(options, { end, instructions: machine.instructions(), machine }, sink, context);
  if (!status.ok || !verdict) return status;
  for (const line of describeVerdict(verdict, link, context.engine.semantics)) {
    context.stderr.write(`trampoline: ${line}\n`);
  }
  return success(verdict.kind === 'reproduced' ? STATUS.success : STATUS.guestFailure);
}

/** The engine, whose first machine goes on from a snapshot if one is given. */
async function resume({ fromSnapshot }: RunOptions, engine: Engine): Promise<Result<Engine>> {
  if (fromSnapshot === undefined) return success(engine);
  const snapshot = await loadSnapshot(fromSnapshot);
  return snapshot.ok ? success(resumingEngine(engine, snapshot.value, fromSnapshot)) : snapshot;
}

/** What `--record` and `--save-snapshot` ask for. */
async function keepRun(
  options: RunOptions,
  loaded: LoadedRun,
  recorder: RecordingEngine | undefined,
  machine: HeadlessMachine,
  context: CommandContext,
): Promise<Result<null>> {
  if (recorder && options.record !== undefined) {
    const content = recordedContent(loaded, options, recorder.finish(), context.engine.semantics);
    if (!content.ok) return content;
    const written = writeOutputFile(options.record, [`${JSON.stringify(content.value)}\n`]);
    if (!written.ok) return written;
  }
  return options.saveSnapshot === undefined ? success(null) : saveSnapshot(machine, options.saveSnapshot);
}

/** Runs a machine on its own, with what is typed into it. */
async function runSession(
  options: RunOptions,
  loaded: LoadedRun,
  sink: ByteSink,
  context: RunContext,
): Promise<Result<number>> {
  const isRealTime = loaded.configuration.mode === 'realtime';
  const listens = isRealTime && loaded.link === undefined;
  const keyboard = listens ? new Keyboard(context.stdin) : undefined;
  const resumed = await resume(options, context.engine);
  if (!resumed.ok) return resumed;
  const recorder = options.record === undefined ? undefined : new RecordingEngine(resumed.value);
  try {
    const session = new Session(sessionInput(options, loaded), {
      engine: recorder ?? resumed.value,
      console: sink,
      keyboard,
      nowMs: () => context.nowMs(),
      sleep: (timeoutMs) => sleep(timeoutMs),
      yieldToEvents: () => nextTurn(),
    });
    const started = session.start();
    if (!started.ok) return started;
    const end = await session.run();
    const { machine } = session;
    // The report first: a record or snapshot that cannot be kept must not lose what the run has shown.
    const outcome = { end, instructions: session.instructions(), machine };
    const status = finish(options, outcome, sink, context);
    if (!status.ok) return status;
    const kept = await keepRun(options, loaded, recorder, machine, context);
    return kept.ok ? status : kept;
  } finally {
    keyboard?.close();
  }
}

/** Where code is kept from run to run, the engine starts from it. */
function openCache({ cacheDir }: RunOptions, loaded: LoadedRun, context: CommandContext): Result<RunContext> {
  if (cacheDir === undefined) return success(context);
  const tell = (line: string): void => void context.stderr.write(`trampoline: ${line}\n`);
  const cache = CodeCache.open(cacheDir, context.build(), loaded, tell);
  if (!cache.ok) return cache;
  return success({ ...context, engine: cache.value.warming(context.engine), cache: cache.value });
}

/** Runs a machine; the value is the exit status. */
export async function runCommand(args: ParsedArguments, context: CommandContext): Promise<Result<number>> {
  const options = readRunOptions(args);
  if (!options.ok) return options;
  const outputs = checkOutputs(options.value);
  if (!outputs.ok) return outputs;
  const loaded = loadRun(options.value);
  if (!loaded.ok) return loaded;
  const { json, quiet } = options.value;
  const shownOn = json === STANDARD_OUTPUT ? context.stderr : context.stdout;
  const sink = new ByteSink(quiet ? undefined : shownOn, json !== undefined);
  const { gdbPort } = options.value;
  if (gdbPort !== undefined) return runGdb(options.value, loaded.value, gdbPort, sink, context);
  const opened = openCache(options.value, loaded.value, context);
  if (!opened.ok) return opened;
  const { link } = loaded.value;
  const record = link && recordOf(link);
  if (link && record) return runRecord(options.value, loaded.value, { link, record }, sink, opened.value);
  return runSession(options.value, loaded.value, sink, opened.value);
}
