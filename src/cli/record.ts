/** `run --record FILE`: the run as JSON that `trampoline link encode` makes a link of. */
import { assert } from '../base/assert.ts';
import { failure, type Problem, problem, type Result, success } from '../base/problem.ts';
import { Recording, type RunRecord } from '../machine/log/recording.ts';
import { Machine } from '../machine/machine.ts';
import type { LinkContent } from '../share/content.ts';
import { contentOf } from '../share/run.ts';
import { projectVersion } from './images.ts';
import type { LoadedRun } from './load.ts';
import type { Engine, HeadlessMachine } from './machine-interface.ts';
import type { RunOptions } from './run-options.ts';

const refuse = (what: string, action: string): Result<never> =>
  failure(problem('usage', 'record.source', '--record', what, action));

/** Whether a link can hold what is run. */
export function checkRecordable({
  source,
  disks,
  firmware,
  fromSnapshot,
  saveSnapshot,
  overrides,
}: RunOptions): Result<null> {
  if (overrides.threads === 'on') {
    return refuse(
      'harts in threads never run the same way again',
      'leave --threads out, and they take turns',
    );
  }
  if (source.kind === 'kernel')
    return refuse('a link cannot hold a kernel', 'run an image or a small program');
  if (source.kind === 'link') return refuse('a link is recorded already', 'leave it out');
  if (fromSnapshot !== undefined || saveSnapshot !== undefined) {
    return refuse('a link holds a run from power-on, without snapshots', 'leave the snapshot out');
  }
  if (disks.length > 0) return refuse('a link cannot hold a disk', 'leave --disk out');
  if (firmware !== undefined) return refuse('a link cannot hold firmware', 'leave --firmware out');
  return success(null);
}

function recorded(recording: Recording): HeadlessMachine {
  const { machine } = recording;
  return {
    run(maxInstructions) {
      const end = recording.run(maxInstructions);
      assert(end.kind !== 'hit', 'a machine without a history has no stops');
      return end;
    },
    requestStop: () => recording.requestStop(),
    scheduleInput: (bytes, firstDelayNs, gapNs) => machine.scheduleInput(bytes, firstDelayNs, gapNs),
    inputRoom: () => machine.inputRoom(),
    input: (bytes) => machine.input(bytes),
    pace: (wallNs) => machine.pace(wallNs),
    instructions: () => machine.instructions(),
    counters: () => machine.counters(),
    stateHash: () => machine.stateHash(),
    dump: () => machine.dump(),
  };
}

/** Records the first machine that an engine makes; a guest's restart ends the recording. */
export class RecordingEngine implements Engine {
  readonly semantics: number;
  private readonly engine: Engine;
  private recording: Recording | undefined;
  private result: RunRecord | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
    this.semantics = engine.semantics;
  }

  create(input: Parameters<Engine['create']>[0]): Result<HeadlessMachine> {
    const created = this.engine.create(input);
    if (!created.ok || !(created.value instanceof Machine)) return created;
    if (this.recording) {
      this.result ??= this.recording.finish();
      return created;
    }
    const machine = created.value;
    this.recording = new Recording(machine, undefined, undefined, {
      run: (maxInstructions) => machine.run(maxInstructions),
      requestStop: () => machine.requestStop(),
      nowMs: () => performance.now(),
    });
    return success(recorded(this.recording));
  }

  /** What was recorded; to be asked for before anything else looks at the machine. */
  finish(): RunRecord | undefined {
    this.result ??= this.recording?.finish();
    return this.result;
  }
}

const NOTHING: Problem = problem(
  'internal',
  'record.nothing',
  '--record',
  'the machine broke, so there is nothing to record',
  'report this with the command that you gave',
);

/** The run as a link holds it. Several harts in real time cannot be replayed: nothing is expected then. */
export function recordedContent(
  { configuration, identity }: LoadedRun,
  options: RunOptions,
  record: RunRecord | undefined,
  semantics: number,
): Result<LinkContent> {
  if (!record) return failure(NOTHING);
  const { image, elf } = identity;
  const own = { image, program: null, elf, append: options.append ?? null };
  return success(contentOf({ semantics, build: projectVersion(), configuration, identity: own }, record));
}
