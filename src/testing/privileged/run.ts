/** Runs the witness program on our machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import { command } from '../../cli/command.ts';
import { engine } from '../../cli/engine.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { testContext } from '../command-context.ts';

export function assembleWitness(source: string): Uint8Array {
  const assembled = assembleProgram(source, 'witness.s');
  if (!assembled.ok) throw new Error(`${assembled.problem.where}: ${assembled.problem.what}`);
  return assembled.value.elf;
}

/** What the program prints; Sv57 is allowed. */
export async function runWitness(elf: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  try {
    const path = join(folder, 'witness.elf');
    writeFileSync(path, elf);
    const context = testContext(engine);
    const limits = ['--mode', 'deterministic', '--max-instructions', '200000000'];
    const status = await command(['run', '--elf', path, '--ram', '16M', '--mmu', 'sv57', ...limits], context);
    assert(
      status === 0,
      `the program ended with ${status}: ${context.stderrText()} ${context.stdoutText().slice(-200)}`,
    );
    return context.stdoutText();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
