/**
 * Machine code that nobody would write: drawn from the rows, with what decides privilege, translation and
 * control flow more often than chance would have it, and with words of no row at all.
 */
import type { Random } from '../../base/random.ts';
import { csrNumbers } from '../../isa/riscv64/csr/numbers.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { bytesOf } from '../case.ts';
import { drawWord } from '../generator/words.ts';

const CSRS = Object.values(csrNumbers);
/** Those that change what every later instruction means. */
const WEIGHTY = [
  ...(['satp', 'mstatus', 'sstatus', 'pmpcfg0', 'pmpaddr0', 'menvcfg', 'medeleg', 'mideleg'] as const),
  ...(['mie', 'sie', 'mip', 'mtvec', 'stvec', 'sepc', 'mepc', 'stimecmp', 'fcsr', 'minstret'] as const),
];
const SYSTEM = 0x73;
const SYSTEM_WORDS = {
  ecall: 0x0000_0073,
  mret: 0x3020_0073,
  sret: 0x1020_0073,
  wfi: 0x1050_0073,
  sfence: 0x1200_0073,
  fenceI: 0x0000_100f,
} as const;
const CSR_FUNCTIONS = [1, 2, 3, 5, 6, 7];
const BRANCH = 0x63;
const JAL = 0x6f;
/** The high bits of a branch's and of a jump's distance: all alike, the target is near. */
const BRANCH_FAR_BITS = 0xf000_0080;
const JAL_FAR_BITS = 0xe01f_f000;
const CSR_SHARE = 12;
const SYSTEM_SHARE = 40;
const RAW_SHARE = 40;
const FAR_SHARE = 8;

function csrWord(random: Random): number {
  const known = random.oneIn(2) ? (csrNumbers[random.pick(WEIGHTY)] ?? 0) : random.pick(CSRS);
  const number = random.oneIn(16) ? random.below(4096) : known;
  const fields = (random.pick(CSR_FUNCTIONS) << 12) | (random.below(32) << 15) | (random.below(32) << 7);
  return ((number << 20) | fields | SYSTEM) >>> 0;
}

/** Most branches go some way up or down; a random distance would nearly always leave RAM. */
function nearer(random: Random, word: number): number {
  if (random.oneIn(FAR_SHARE)) return word;
  const opcode = word & 0x7f;
  const far = opcode === BRANCH ? BRANCH_FAR_BITS : opcode === JAL ? JAL_FAR_BITS : 0;
  return (random.oneIn(2) ? word & ~far : word | far) >>> 0;
}

function drawOne(random: Random): number {
  if (random.oneIn(CSR_SHARE)) return csrWord(random);
  if (random.oneIn(SYSTEM_SHARE)) return random.pick(Object.values(SYSTEM_WORDS));
  if (random.oneIn(RAW_SHARE)) return random.next32();
  const row = random.oneIn(4) ? random.pick(riscv64.shortRows) : random.pick(riscv64.rows);
  return nearer(random, drawWord(random, row).word);
}

/** At least so many bytes of code, without a gap. */
export function drawCode(random: Random, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes + 4);
  const view = new DataView(bytes.buffer);
  for (let offset = 0; offset < sizeBytes; ) {
    const word = drawOne(random);
    view.setUint32(offset, word, true);
    offset += bytesOf(word);
  }
  return bytes.subarray(0, sizeBytes);
}
