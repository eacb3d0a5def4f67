/** Reads and writes the file with an image's code. Loaded where there is one, or something to put into it. */
import { formatProblem } from '../../src/base/problem.ts';
import { readCode, writeCode } from '../../src/host/browser/code-store.ts';
import { hasTailCalls } from '../../src/host/browser/web-assembly.ts';
import type { Machine } from '../../src/machine/machine.ts';
import {
  codeCacheName,
  codeEnvironment,
  COLD_START,
  type WarmStart,
} from '../../src/machine/run/warm-start.ts';
import { decodeWarmStart, encodeWarmStart } from '../../src/exec/warm/file.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';

const environmentOf = ({ code, configuration, without }: VcpuStart): string =>
  codeEnvironment(code.build, configuration, hasTailCalls(without));

/** What earlier visits have left; nothing, with a notice for developers, where that cannot be used. */
export async function knownCode(start: VcpuStart): Promise<WarmStart> {
  const name = codeCacheName(start.plan);
  const bytes = await readCode(name);
  if (!bytes) return COLD_START;
  const read = decodeWarmStart(bytes, environmentOf(start), `kept code ${name}`);
  if (!read.ok) console.info(formatProblem(read.problem));
  return read.ok ? read.value : COLD_START;
}

/** Keeps what a machine knows, which is also what is given back. */
export async function keepCode(start: VcpuStart, machine: Machine): Promise<WarmStart> {
  const known = machine.warmStart();
  await writeCode(codeCacheName(start.plan), new Uint8Array(encodeWarmStart(known, environmentOf(start))));
  return known;
}
