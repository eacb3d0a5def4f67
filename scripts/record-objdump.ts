/**
 * Compares our disassembly with GNU objdump (binutils for riscv64, 2.40 or newer), and records its answers.
 *
 *   npx tsx scripts/record-objdump.ts [SEED]            compare all 16-bit words and 100,000 32-bit words
 *   npx tsx scripts/record-objdump.ts --record          and write src/isa/riscv64/recorded/objdump-*.txt.gz
 *
 * 32-bit words: a third random, a third random operands in each row's encoding, a third of those with one bit
 * flipped. Every word is shown as if it stood at address 0.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Random } from '../src/base/random.ts';
import { riscv64 } from '../src/isa/riscv64/instruction-set.ts';
import { canonical, differenceFrom } from '../src/testing/objdump.ts';

const LONG_WORDS = 100_000;
const RECORDED_WORDS = 20_000;
const arch = 'rv64gc_zba_zbb_zbs';
const tool = (name: string): string => `riscv64-linux-gnu-${name}`;

/** objdump's text for each word. Targets of jumps are brought to address 0. */
function ask(words: readonly number[], bytesEach: 2 | 4): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'objdump-'));
  try {
    const bytes = new Uint8Array(words.length * bytesEach);
    const view = new DataView(bytes.buffer);
    words.forEach((word, index) => {
      if (bytesEach === 2) view.setUint16(index * 2, word, true);
      else view.setUint32(index * 4, word, true);
    });
    writeFileSync(join(folder, 'words.bin'), bytes);
    // A leading instruction, because what follows data is shown as data.
    writeFileSync(join(folder, 'words.s'), '.option norelax\nnop\n.balign 16\nwords: .incbin "words.bin"\n');
    const run = (name: string, ...args: string[]): string =>
      execFileSync(tool(name), args, { cwd: folder, maxBuffer: 2 ** 30, encoding: 'utf8' });
    run('as', `-march=${arch}`, '-o', 'with.o', 'words.s');
    run('objcopy', '-w', '-N', '$*', '-N', 'words', 'with.o', 'without.o');
    const listing = run('objdump', '-D', '-z', '-j', '.text', '-M', 'no-aliases', 'without.o');
    const texts = new Map<number, string>();
    for (const line of listing.split('\n')) {
      const parts = /^\s*([0-9a-f]+):\t[0-9a-f]+\s+(.*)$/.exec(line);
      if (parts) texts.set(Number.parseInt(parts[1] ?? '', 16) - 16, parts[2] ?? '');
    }
    return words.map((_, index) =>
      relocated(texts.get(index * bytesEach) ?? 'MISSING', index * bytesEach + 16),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const relative = /^(?:c\.)?(?:j|jal|beq|bne|blt|bge|bltu|bgeu|beqz|bnez) /;

function relocated(text: string, address: number): string {
  const plain = canonical(text);
  if (!relative.test(plain)) return plain;
  return plain.replace(/\d+$/, (target) => String(BigInt.asUintN(64, BigInt(target) - BigInt(address))));
}

function longWords(random: Random): number[] {
  return Array.from({ length: LONG_WORDS + LONG_WORDS / 5 }, (_, index) => {
    const noise = random.next32();
    const { mask, match } = random.pick(riscv64.rows).encoding;
    const inRow = ((noise & ~mask) | match) >>> 0;
    const flipped = (inRow ^ (4 << random.below(30))) >>> 0;
    const word = [noise, inRow, flipped][index % 3] ?? noise;
    return (word | 3) >>> 0;
  })
    .filter((word) => (word & 0x1c) !== 0x1c)
    .slice(0, LONG_WORDS);
}

function compare(name: string, words: readonly number[], texts: readonly string[]): number {
  const excluded = new Map<string, number>();
  const differences = words.flatMap(
    (word, index) => differenceFrom(texts[index] ?? '', word, excluded) ?? [],
  );
  console.log(`${name}: ${words.length} words, ${differences.length} differences`);
  for (const line of differences.slice(0, 20)) console.log(`  ${line}`);
  for (const [reason, count] of excluded) console.log(`  ${count} excluded: ${reason}`);
  return differences.length;
}

const isRecording = process.argv.includes('--record');
const seed = BigInt(process.argv.find((argument) => /^\d+$/.test(argument)) ?? '1');
const short = Array.from({ length: 65_536 }, (_, word) => word).filter((word) => (word & 3) !== 3);
const long = longWords(new Random(seed));
const shortTexts = ask(short, 2);
const longTexts = ask(long, 4);
const differences = compare('16-bit', short, shortTexts) + compare('32-bit', long, longTexts);
if (isRecording) {
  const hex = (word: number): string => word.toString(16).padStart(8, '0');
  const folder = 'src/isa/riscv64/recorded';
  writeFileSync(join(folder, 'objdump-16.txt.gz'), gzipSync(shortTexts.join('\n'), { level: 9 }));
  const lines = long.slice(0, RECORDED_WORDS).map((word, index) => `${hex(word)} ${longTexts[index]}`);
  writeFileSync(join(folder, 'objdump-32.txt.gz'), gzipSync(lines.join('\n'), { level: 9 }));
}
if (differences > 0) process.exitCode = 1;
