/** A process for the headless command in tests: what it writes is gathered, and nothing is typed. */
import { PassThrough, Writable } from 'node:stream';
import type { Engine } from '../cli/machine-interface.ts';
import type { CommandContext } from '../cli/run.ts';

export interface TestContext extends CommandContext {
  stdoutText(): string;
  stderrText(): string;
}

function gatherer(): { stream: NodeJS.WriteStream; text: () => string } {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(Buffer.from(chunk));
      done();
    },
  });
  // The command writes to its streams and listens for errors; both are what any Writable does.
  return { stream: stream as NodeJS.WriteStream, text: () => Buffer.concat(parts).toString('latin1') };
}

export function testContext(engine: Engine, typed = ''): TestContext {
  const stdout = gatherer();
  const stderr = gatherer();
  const stdin = new PassThrough();
  stdin.end(typed);
  return {
    engine,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    nowMs: () => performance.now(),
    build: () => 'a build of tests',
    stdoutText: stdout.text,
    stderrText: stderr.text,
  };
}
