/**
 * Records cases with their outcomes under QEMU's user mode into src/testing/recorded/, one file per extension:
 *
 *   npx tsx scripts/record-cases.ts [SEED [CASES]]        defaults: 1 and 3000
 */
import { formatProblem } from '../src/base/problem.ts';
import { Random } from '../src/base/random.ts';
import { drawCases } from '../src/testing/generator/cases.ts';
import { extensionNames, rowsOf } from '../src/testing/generator/rows.ts';
import { writeRecording } from '../src/testing/recording.ts';
import { findQemuUser, qemuExecutor } from '../src/testing/witness/qemu.ts';
import { knowsExtension, quirkOf } from '../src/testing/witness/quirks.ts';

/** Small extensions need fewer; sequences are long, and a file is to stay below 300 KB. */
const CASES_PER_ROW = 300;
const CASES_WITHOUT_ROWS = 2500;

const [seed = 1, wanted = 3000] = process.argv.slice(2).map(Number);
const found = findQemuUser();
if (!found.ok) {
  console.error(formatProblem(found.problem));
  process.exit(2);
}
const witness = qemuExecutor(found.value);
for (const extension of extensionNames()) {
  if (!knowsExtension(found.value, extension)) {
    console.log(`${extension}: ${witness.name} does not know it; the recorded file is left as it is`);
    continue;
  }
  const rows = rowsOf(extension).length;
  const atMost = rows > 0 ? rows * CASES_PER_ROW : CASES_WITHOUT_ROWS;
  const drawn = drawCases(new Random(seed), extension, Math.min(wanted, atMost));
  const cases = drawn.filter((one) => quirkOf(found.value, one) === undefined);
  const outcomes = witness.run(cases);
  const bytes = writeRecording(extension, {
    witness: witness.name,
    seed,
    count: cases.length,
    cases,
    outcomes,
  });
  console.log(`${extension}: ${cases.length} cases, ${Math.round(bytes / 1024)} KB`);
}
