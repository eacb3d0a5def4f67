/** GNU as as the witness of the assembler: sample texts from the rows, and where two outputs part. */
import { Random } from '../base/random.ts';
import { unwrap } from '../base/problem.ts';
import { type Encoding, extractField, insertField } from '../isa/row-language.ts';
import { disassemble } from '../isa/disassembler.ts';
import { assemble } from '../isa/riscv64/assembly.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';

const SAMPLES_PER_ROW = 12;

/** A word with random operands in an encoding. */
export function randomWord(encoding: Encoding, random: Random): number {
  return encoding.fields.reduce((word, field) => {
    const inserted = insertField(field, extractField(field, random.next32()));
    return (word | inserted) >>> 0;
  }, encoding.match);
}

/** What GNU as 2.40 does not take, each with its reason. */
const exclusions: readonly (readonly [reason: string, pattern: RegExp])[] = [
  ['Zicond is newer', /^czero/],
  ['reserved rounding modes have no name', /, 0x[56]$/],
  ['exact conversions get rounding mode 0 there', /^fcvt\.d\.(w|wu|s) /],
  ['an empty set of accesses has no name', /^fence .*0x0/],
  [
    'HINTs are not accepted',
    /^c\.(slli|srli|srai) \w+, 0$|^c\.(lui|li|mv|add|slli) zero|^c\.addi \w+, 0$|^c\.addi zero/,
  ],
];

/** Assembly text of a row's random word, targets relative to the line; nothing where it is excluded. */
function sampleOf(encoding: Encoding, random: Random): string | undefined {
  const word = randomWord(encoding, random);
  if (!riscv64.decode(word)) return undefined;
  const { text } = disassemble(riscv64, word, 0n);
  if (exclusions.some(([, pattern]) => pattern.test(text))) return undefined;
  const isRelative = encoding.fields.some((field) => field.name === 'offset');
  if (!isRelative) return text;
  return text.replace(/0x[0-9a-f]+$/, (target) => `. + ${BigInt.asIntN(64, BigInt(target))}`);
}

/** A program with every row and short row several times. */
export function rowSamples(seed: number): string {
  const random = new Random(seed);
  const lines = ['.text', '.globl _start', '_start:', '.option norvc'];
  const add = (encoding: Encoding): void => {
    for (let round = 0; round < SAMPLES_PER_ROW; round += 1) {
      const text = sampleOf(encoding, random);
      if (text !== undefined) lines.push(`  ${text}`);
    }
  };
  for (const row of riscv64.rows) add(row.encoding);
  lines.push('.option rvc');
  for (const short of riscv64.shortRows) add(short.encoding);
  return `${lines.join('\n')}\n`;
}

/** The bytes of `.text` that we make of a text. */
export function codeOf(source: string): Uint8Array {
  const { sections } = unwrap(assemble(source, 'sample.s'));
  return sections.find((placed) => placed.section.name === '.text')?.bytes ?? new Uint8Array();
}

/** Where two codes part, with both sides disassembled; nothing where they are the same. */
export function firstDifference(ours: Uint8Array, theirs: Uint8Array): string | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let offset = 0; offset < length; offset += 2) {
    if (ours[offset] === theirs[offset] && ours[offset + 1] === theirs[offset + 1]) continue;
    const show = (bytes: Uint8Array): string => {
      const word = [0, 1, 2, 3].reduce(
        (sum, index) => sum | ((bytes[offset + index] ?? 0) << (8 * index)),
        0,
      );
      return `${(word >>> 0).toString(16)} ${disassemble(riscv64, word, BigInt(offset)).text}`;
    };
    return `at ${offset} of ${ours.length}: ${show(ours)}, GNU as: ${show(theirs)}`;
  }
  return undefined;
}
