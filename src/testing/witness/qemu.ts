/**
 * QEMU's user mode as a witness: runs driver.elf (built from driver.c, see recorded/README.md) under it and talks
 * to it over standard input and output, a batch at a time.
 *
 * TRAMPOLINE_QEMU_USER names the program; else `qemu-riscv64-static` or `qemu-riscv64` is taken from the path.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { Case, Outcome } from '../case.ts';
import { ByteReader, ByteWriter, readOutcome, writeCase } from '../codec.ts';
import type { Executor } from '../executor.ts';

/** What driver.c takes at once. */
const BATCH_CASES = 4096;
/** Cases for one process: bounds the bytes held at a time. */
const PROCESS_CASES = 40_960;
const OUTPUT_LIMIT_BYTES = 256 << 20;
/** A case that never ends is a mistake of the generator; the whole run takes a second. */
const PROCESS_LIMIT_MS = 60_000;

const driver = fileURLToPath(new URL('driver.elf', import.meta.url));

/**
 * The guest has what our rows have and no more, so that encodings reserved for us are illegal there too.
 * Before 8.2 there is no bare `rv64i`, and 7.2 lacks Zicond.
 */
const OLD_CPU = 'rv64,zba=true,zbb=true,zbs=true,zbc=false,h=false';
const CPU =
  'rv64i,m=true,a=true,f=true,d=true,c=true,zicsr=true,zifencei=true,zicntr=true,zba=true,zbb=true,zbs=true,zicond=true';

export interface Qemu {
  readonly path: string;
  /** Major and minor version. */
  readonly version: readonly [number, number];
}

function versionOf(path: string): readonly [number, number] | undefined {
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const found = status === 0 ? /version (\d+)\.(\d+)/.exec(stdout) : null;
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

/** The QEMU to ask, or what to install. */
export function findQemuUser(): Result<Qemu> {
  const named = process.env['TRAMPOLINE_QEMU_USER'];
  for (const path of named === undefined ? ['qemu-riscv64-static', 'qemu-riscv64'] : [named]) {
    const version = versionOf(path);
    if (version) return success({ path, version });
  }
  return failure(
    problem(
      'environment',
      'witness.qemu',
      named ?? 'qemu-riscv64-static, qemu-riscv64',
      'QEMU user mode was not found',
      'install it (Debian: apt-get install qemu-user-static; Zicond needs 8.0 or newer, for example from bookworm-backports) or name the program in TRAMPOLINE_QEMU_USER',
    ),
  );
}

function cpuOf({ version: [major, minor] }: Qemu): string {
  return major > 8 || (major === 8 && minor >= 2) ? CPU : OLD_CPU;
}

function inBatches<T>(items: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function writeBatch(writer: ByteWriter, cases: readonly Case[]): void {
  const body = new ByteWriter();
  for (const one of cases) writeCase(body, one);
  writer.u32(cases.length);
  writer.u32(body.length);
  writer.append(body.finish());
}

function runProcess(qemu: Qemu, cases: readonly Case[]): Outcome[] {
  const writer = new ByteWriter();
  for (const batch of inBatches(cases, BATCH_CASES)) writeBatch(writer, batch);
  const { stdout, stderr, status, signal, error } = spawnSync(qemu.path, ['-cpu', cpuOf(qemu), driver], {
    input: writer.finish(),
    maxBuffer: OUTPUT_LIMIT_BYTES,
    timeout: PROCESS_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  if (error) throw error;
  if (status !== 0) {
    throw new Error(`${qemu.path} ended with ${status ?? signal}: ${stderr.toString().trim()}`);
  }
  const reader = new ByteReader(stdout);
  const outcomes = cases.map(() => readOutcome(reader));
  if (reader.position !== stdout.length) throw new Error(`${qemu.path} wrote more than it was asked`);
  return outcomes;
}

export function qemuExecutor(qemu: Qemu): Executor {
  return {
    name: `QEMU ${qemu.version.join('.')} user mode`,
    run: (cases) => inBatches(cases, PROCESS_CASES).flatMap((some) => runProcess(qemu, some)),
  };
}
