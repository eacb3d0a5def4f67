/** Entry point of the headless command: bin/trampoline.mjs runs the bundle of this module. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { command } from './command.ts';
import { engine } from './engine.ts';

// A reader that goes away (`trampoline … | head`) ends the output, not the process with a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exitCode = await command(process.argv.slice(2), {
  engine,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  nowMs: () => performance.now(),
  build: () =>
    createHash('sha256')
      .update(readFileSync(fileURLToPath(import.meta.url)))
      .digest('hex'),
});
