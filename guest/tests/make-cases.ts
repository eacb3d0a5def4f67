/**
 * Writes instructions.cases, one recorded case of each row and short encoding with its outcome (the format of
 * src/testing/codec.ts), which build.sh puts into instructions.elf:
 *
 *   npx tsx guest/tests/make-cases.ts
 */
import { writeFileSync } from 'node:fs';
import { riscv64 } from '../../src/isa/riscv64/instruction-set.ts';
import type { Case, Outcome } from '../../src/testing/case.ts';
import { ByteWriter, writeCase, writeOutcome } from '../../src/testing/codec.ts';
import { extensionNames } from '../../src/testing/generator/rows.ts';
import { readRecording } from '../../src/testing/recording.ts';

const chosen = new Map<string, { one: Case; outcome: Outcome }>();
for (const extension of extensionNames()) {
  if (extension === 'sequences') continue;
  const { cases, outcomes } = readRecording(extension);
  for (const [index, one] of cases.entries()) {
    const decoded = riscv64.decode(one.words.at(-1) ?? 0);
    const outcome = outcomes[index];
    if (!decoded || !outcome) continue;
    const name = decoded.short?.mnemonic ?? decoded.row.mnemonic;
    const known = chosen.get(name);
    // One that changes something tells the most.
    const weight = ({ end, changes, memory }: Outcome): number =>
      (end === 'next' ? 2 : 0) + (changes.length > 0 || memory ? 1 : 0);
    if (!known || weight(outcome) > weight(known.outcome)) chosen.set(name, { one, outcome });
  }
}

const writer = new ByteWriter();
writer.u32(chosen.size);
for (const { one, outcome } of chosen.values()) {
  writeCase(writer, one);
  writeOutcome(writer, outcome);
}
writeFileSync(new URL('instructions.cases', import.meta.url), writer.finish());
console.log(`${chosen.size} cases, ${writer.length} bytes`);
