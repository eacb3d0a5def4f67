/**
 * GNU objdump as the witness of the decoder: how its text compares with ours, and where the two may differ.
 * `scripts/record-objdump.ts` asks it; `src/isa/riscv64/decoding.test.ts` compares with what was recorded.
 */
import { disassemble } from '../isa/disassembler.ts';
import { csrNumbers } from '../isa/riscv64/csr/numbers.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';

/** One spelling for both: single blanks, no blanks behind commas, numbers as unsigned decimals. */
export const canonical = (text: string): string =>
  text
    .replace(/\s*[#<].*$/, '')
    .trim()
    .replace(/\s+/g, ' ')
    .replaceAll(', ', ',')
    .replace(/(?<![\w.])(-?)(0x[0-9a-f]+|\d+)(?!\w)/g, (_match, sign: string, digits: string) =>
      String(BigInt.asUintN(64, BigInt(digits) * (sign === '-' ? -1n : 1n))),
    );

interface Exclusion {
  readonly reason: string;
  readonly applies: (ours: string, theirs: string) => boolean;
}

const isData = (text: string): boolean => /^\.\d?(byte|half|word)/.test(text);
const mnemonic = (text: string): string => text.split(' ')[0] ?? '';
const head = (text: string, words: readonly string[]): boolean => words.includes(mnemonic(text));
const withoutCsr = (text: string): string => text.split(',').toSpliced(1, 1).join(',');

const exclusions: readonly Exclusion[] = [
  {
    reason: 'binutils 2.40 does not know Zicond',
    applies: (ours, theirs) => head(ours, ['czero.eqz', 'czero.nez']) && isData(theirs),
  },
  {
    reason: 'reserved fields of fences are to be ignored; objdump shows data',
    applies: (ours, theirs) => head(ours, ['fence', 'fence.i']) && isData(theirs),
  },
  {
    reason: 'rounding modes 5 and 6 decode and trap when executed; objdump says "unknown"',
    applies: (ours, theirs) => ours.replace(/,[56]$/, ',unknown') === theirs,
  },
  {
    reason: 'conversions that are always exact ignore the rounding mode; objdump wants 0 and hides it',
    applies: (ours, theirs) =>
      head(ours, ['fcvt.d.w', 'fcvt.d.wu', 'fcvt.d.s']) && (isData(theirs) || ours === `${theirs},rne`),
  },
  {
    reason: 'a CSR that this machine does not have is a number here',
    applies: (ours, theirs) => {
      const name = theirs.split(',')[1] ?? '';
      const isOther = !Object.hasOwn(csrNumbers, name);
      return mnemonic(ours).startsWith('csrr') && isOther && withoutCsr(ours) === withoutCsr(theirs);
    },
  },
  {
    reason: 'instructions of withdrawn drafts',
    applies: (ours, theirs) => isData(ours) && head(theirs, ['uret', 'hret', 'sfence.vm']),
  },
  {
    reason: 'a compressed shift by 0 is a HINT; objdump gives it the name of the RV128 instruction',
    applies: (ours, theirs) => ours.replace(/^(c\.\w+) (\w+),0$/, '$164 $2') === theirs,
  },
  {
    reason: 'the encoding of c.nop is also that of c.addi zero, 0',
    applies: (ours, theirs) => ours === 'c.nop' && theirs === 'c.addi zero,0',
  },
  {
    reason: 'c.addi16sp with 0 is reserved; objdump shows it all the same',
    applies: (ours, theirs) => isData(ours) && theirs === 'c.addi16sp sp,0',
  },
  {
    reason: 'a word of zeros is defined to be illegal; objdump names it c.unimp',
    applies: (ours, theirs) => ours === '.half 0' && theirs === 'c.unimp',
  },
];

/** What is wrong with our text of a word that stands at 0, if anything is; counts exclusions. */
export function differenceFrom(
  theirs: string,
  word: number,
  excluded: Map<string, number>,
): string | undefined {
  const ours = canonical(disassemble(riscv64, word, 0n).text);
  if (ours === theirs || (isData(ours) && isData(theirs))) return undefined;
  const exclusion = exclusions.find((entry) => entry.applies(ours, theirs));
  if (!exclusion) return `0x${word.toString(16)}: ${ours}, objdump: ${theirs}`;
  excluded.set(exclusion.reason, (excluded.get(exclusion.reason) ?? 0) + 1);
  return undefined;
}

export const exclusionReasons: readonly string[] = exclusions.map((entry) => entry.reason);
