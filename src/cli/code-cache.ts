/**
 * `--warm cache --cache-dir DIR`: one file for each image, read before its machine is built and replaced after it has
 * run. A file that cannot be used is told of and made anew; one that cannot be written ends the command with that.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem, type Result, success } from '../base/problem.ts';
import { makeFolder, readInputFile, replaceFile } from '../host/node/files.ts';
import { decodeWarmStart, encodeWarmStart } from '../machine/run/warm-file.ts';
import { hasTailCalls } from '../host/node/web-assembly.ts';
import { Machine } from '../machine/machine.ts';
import { codeCacheName, codeEnvironment, COLD_START, type WarmStart } from '../machine/run/warm-start.ts';
import type { LoadedRun } from './load.ts';
import type { Engine, MachineInput } from './machine-interface.ts';

/** A file's limit, above what a machine hands on. */
const MAX_FILE_BYTES = 64 << 20;
const ENDING = '.warm';

export class CodeCache {
  private readonly path: string;
  private readonly environment: string;
  private start: WarmStart;
  private last: Machine | undefined;

  private constructor(path: string, environment: string, start: WarmStart) {
    this.path = path;
    this.environment = environment;
    this.start = start;
  }

  /** Opens an image's file in a folder, which is made if there is none; `tell` hears of a file that is no good. */
  static open(
    folder: string,
    build: string,
    { configuration, plan }: Pick<LoadedRun, 'configuration' | 'plan'>,
    tell: (line: string) => void,
  ): Result<CodeCache> {
    const made = makeFolder(folder);
    if (!made.ok) return made;
    const name = `${codeCacheName(plan)}${ENDING}`;
    const path = join(folder, name);
    const environment = codeEnvironment(build, configuration, hasTailCalls());
    if (!readdirSync(folder).includes(name)) return success(new CodeCache(path, environment, COLD_START));
    const file = readInputFile(path, MAX_FILE_BYTES);
    const read = file.ok ? decodeWarmStart(file.value, environment, path) : file;
    if (!read.ok) tell(formatProblem(read.problem));
    return success(new CodeCache(path, environment, read.ok ? read.value : COLD_START));
  }

  /** The engine, whose machines start from what is known; a restart knows what the life before it did. */
  warming(engine: Engine): Engine {
    return {
      ...engine,
      create: (input: MachineInput) => {
        if (this.last) this.start = this.last.warmStart();
        const created = engine.create({ ...input, cache: { ...input.cache, start: this.start } });
        this.last = created.ok && created.value instanceof Machine ? created.value : undefined;
        return created;
      },
    };
  }

  /** Keeps what the last machine has come to know. */
  keep(): Result<null> {
    if (!this.last?.hasNews(this.start)) return success(null);
    return replaceFile(this.path, encodeWarmStart(this.last.warmStart(), this.environment));
  }
}
