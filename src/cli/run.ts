/** `trampoline run`: options, files, machine, session, report. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { failure, formatProblem, problem, type Result, success } from '../base/problem.ts';
import { checkWritable, writeOutputFile } from '../host/node/files.ts';
import type { LinkContent } from '../share/content.ts';
import type { ParsedArguments } from './arguments.ts';
import { ByteSink } from './byte-sink.ts';
import { Keyboard } from './keyboard.ts';
import { type LoadedRun, loadRun } from './load.ts';
import type { Engine } from './machine-interface.ts';
import { exitStatus, reportJson, STATUS } from './report.ts';
import { readRunOptions, type RunOptions } from './run-options.ts';
import { Session, type SessionEnd, type SessionInput } from './session.ts';

/** What the process gives a command; tests give less. */
export interface CommandContext {
  readonly engine: Engine;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Milliseconds since the process started. */
  nowMs(): number;
}

const STANDARD_OUTPUT = '-';

/** Output files are tried before a machine runs for an hour. */
function checkOutputs(options: RunOptions): Result<null> {
  for (const path of [options.json, options.dump]) {
    if (path === undefined || path === STANDARD_OUTPUT) continue;
    const writable = checkWritable(path);
    if (!writable.ok) return writable;
  }
  if (options.dump !== STANDARD_OUTPUT) return success(null);
  const what = 'a dump does not go to standard output';
  return failure(problem('usage', 'option.dump', '--dump', what, 'name a file'));
}

function sessionInput(
  options: RunOptions,
  { configuration, plan, disks, link, prompt }: LoadedRun,
): SessionInput {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  return {
    machine: { configuration, plan, disks },
    rules: options.rules,
    timedInput: (link?.input ?? []).map(([atNs, text]) => ({ atNs, bytes: latin1(text) })),
    prompt,
    reboot: options.reboot,
    maxInstructions: options.maxInstructions ?? link?.result?.instructions,
    timeoutMs: options.timeoutMs,
  };
}

/** Writes what was asked for; the first failure. */
function writeOutputs(options: RunOptions, session: Session, json: string | undefined): Result<null> {
  if (options.dump !== undefined) {
    const written = writeOutputFile(options.dump, session.machine.dump());
    if (!written.ok) return written;
  }
  if (options.json === undefined || options.json === STANDARD_OUTPUT || json === undefined)
    return success(null);
  return writeOutputFile(options.json, [json]);
}

/** Whether a link's run ended as the link says; says so on standard error. */
function checkReproduction(link: LinkContent, session: Session, context: CommandContext): number | undefined {
  const { result, semantics } = link;
  if (!result) return undefined;
  const retired = session.instructions().reduce((sum, count) => sum + count, 0);
  const matches = retired === result.instructions && session.machine.stateHash() === result.stateHash;
  const reason = semantics === context.engine.semantics ? '' : ` (made under semantics ${semantics})`;
  const verdict = matches
    ? 'reproduced: the state hash matches'
    : `not reproduced: the state differs${reason}`;
  context.stderr.write(`trampoline: ${verdict}\n`);
  return matches ? STATUS.success : STATUS.guestFailure;
}

function finish(
  options: RunOptions,
  loaded: LoadedRun,
  session: Session,
  end: SessionEnd,
  sink: ByteSink,
  context: CommandContext,
): Result<number> {
  const { engine } = context;
  let json: string | undefined;
  if (options.json !== undefined) {
    json = reportJson({
      end,
      instructions: session.instructions(),
      wallMs: context.nowMs(),
      machine: session.machine,
      semantics: engine.semantics,
      console: sink.text(),
    });
  }
  const written = writeOutputs(options, session, json);
  if (!written.ok) return written;
  if (options.json === STANDARD_OUTPUT && json !== undefined) context.stdout.write(json);
  if (end.problem) context.stderr.write(`trampoline: ${formatProblem(end.problem)}\n`);
  const reproduced = loaded.link && checkReproduction(loaded.link, session, context);
  return success(reproduced ?? exitStatus(end));
}

/** Runs a machine; the value is the exit status. */
export async function runCommand(args: ParsedArguments, context: CommandContext): Promise<Result<number>> {
  const options = readRunOptions(args);
  if (!options.ok) return options;
  const outputs = checkOutputs(options.value);
  if (!outputs.ok) return outputs;
  const loaded = loadRun(options.value);
  if (!loaded.ok) return loaded;
  const shownOn = options.value.json === STANDARD_OUTPUT ? context.stderr : context.stdout;
  const sink = new ByteSink(options.value.quiet ? undefined : shownOn, options.value.json !== undefined);
  const isRealTime = loaded.value.configuration.mode === 'realtime';
  const listens = isRealTime && loaded.value.link === undefined;
  const keyboard = listens ? new Keyboard(context.stdin) : undefined;
  try {
    const session = new Session(sessionInput(options.value, loaded.value), {
      engine: context.engine,
      console: sink,
      keyboard,
      nowMs: () => context.nowMs(),
      sleep: (timeoutMs) => sleep(timeoutMs),
      yieldToEvents: () => nextTurn(),
    });
    const started = session.start();
    if (!started.ok) return started;
    const end = await session.run();
    return finish(options.value, loaded.value, session, end, sink, context);
  } finally {
    keyboard?.close();
  }
}
