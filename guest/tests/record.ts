/**
 * Runs the test programs under QEMU's system mode and writes what they print to recorded/:
 *
 *   TRAMPOLINE_QEMU_SYSTEM=path/to/qemu-system-riscv64 npx tsx guest/tests/record.ts [NAME…]
 *
 * QEMU 10.0 or newer: older ones lack Svadu and a bare `rv64i`. On Debian 12 it is in bookworm-backports.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROGRAMS, QEMU_CPU } from './programs.ts';

const qemu = process.env['TRAMPOLINE_QEMU_SYSTEM'] ?? 'qemu-system-riscv64';
const wanted = process.argv.slice(2);
const LIMIT_MS = 60_000;
const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

for (const { name, cpu, harts = 1 } of PROGRAMS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const processor = cpu === undefined ? QEMU_CPU : `${QEMU_CPU},${cpu}`;
  const { stdout, status, error } = spawnSync(
    qemu,
    [
      ...[
        '-M',
        'virt',
        '-smp',
        String(harts),
        '-cpu',
        processor,
        '-m',
        '64M',
        '-display',
        'none',
        '-monitor',
        'none',
        '-serial',
        'stdio',
      ],
      ...['-bios', 'none', '-kernel', pathOf(`${name}.elf`)],
    ],
    { timeout: LIMIT_MS, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`${name}: QEMU ended with ${status}`);
  const text = stdout.replaceAll('\r', '');
  writeFileSync(pathOf(`recorded/${name}.txt`), text);
  console.log(`${name}: ${text.split('\n').length - 1} lines`);
}
