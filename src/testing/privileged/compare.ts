/**
 * Compares the witness program's output on our machine with QEMU's. What the two decide differently, where the
 * manual leaves the choice or QEMU keeps fields of extensions that we do not have, stands here with its
 * reason.
 */
import type { SweepCase, WitnessCases } from './cases.ts';

/** CSRs that QEMU has and we do not. */
const ONLY_THEIRS: ReadonlySet<number> = new Set([
  // Debug triggers.
  ...[0x7a0, 0x7a1, 0x7a2, 0x7a3, 0x7a4, 0x7a8],
  // The advanced interrupt architecture: without it QEMU takes the interrupt with the lowest number first.
  ...[0x150, 0x151, 0x15c, 0xdb0, 0x308, 0x309, 0x350, 0x351, 0x35c, 0xfb0],
]);

const ALL = (1n << 64n) - 1n;

/** The bits that are compared, where that is not all. */
const COMPARED: Readonly<Record<string, readonly [mask: bigint, reason: string]>> = {
  mie: [0xaaan, 'bits of the hypervisor and of counter overflow'],
  sie: [0x222n, 'bits of counter overflow'],
  mip: [0x222n, 'bits of the hypervisor; MTIP of a timer at reset'],
  sip: [0x222n, 'bits of counter overflow'],
  mideleg: [0x222n, 'bits of the hypervisor and of counter overflow'],
  medeleg: [0xb3ffn, 'QEMU delegates calls of machine mode and faults of the hypervisor'],
  mepc: [ALL - 1n, 'QEMU clears bit 0 when it is used'],
  sepc: [ALL - 1n, 'QEMU clears bit 0 when it is used'],
  menvcfg: [(1n << 63n) | (1n << 61n) | 1n, 'cache-block operations, Svpbmt and Ssdbltrp'],
  senvcfg: [1n, 'cache-block operations'],
  mcountinhibit: [5n, 'we have no counters beyond the three'],
};

function comparedBits(name: string): bigint {
  if (name.startsWith('pmpaddr')) return (1n << 54n) - 1n; // QEMU keeps bits above the 56 of an address.
  return COMPARED[name]?.[0] ?? ALL;
}

/** QEMU keeps the reserved bits 5 and 6. */
const PMP_FIELDS = 0x9f9f_9f9f_9f9f_9f9fn;

/** Bytes of a `pmpcfg` where QEMU has stored W without R, which is reserved. */
function reservedBytes(values: readonly bigint[]): bigint {
  let mask = 0n;
  for (let shift = 0n; shift < 64n; shift += 8n) {
    if (values.some((value) => ((value >> shift) & 3n) === 2n)) mask |= 0xffn << shift;
  }
  return mask;
}

const numbers = (line: string): bigint[] =>
  line
    .trim()
    .split(' ')
    .filter((text) => text !== '')
    .map((text) => BigInt(`0x${text}`));

const show = (values: readonly bigint[]): string => values.map((value) => value.toString(16)).join(' ');

function compareExistence(ours: string, theirs: string): string[] {
  const both = [new Set(numbers(ours)), new Set(numbers(theirs))] as const;
  const found: string[] = [];
  for (let number = 0; number < 4096; number++) {
    const [mine, other] = both.map((set) => set.has(BigInt(number)));
    if (mine === other || (other === true && ONLY_THEIRS.has(number))) continue;
    found.push(`CSR 0x${number.toString(16)}: ${mine === true ? 'only ours' : 'only QEMU'}`);
  }
  return found;
}

function compareSweep({ name, operands }: SweepCase, ours: string, theirs: string): string | undefined {
  const [mine, other] = [numbers(ours), numbers(theirs)];
  let mask = comparedBits(name);
  if (name.startsWith('pmpcfg')) mask &= PMP_FIELDS & ~reservedBytes(other);
  const same =
    mine.length === 3 && mine.every((value, index) => (value & mask) === ((other[index] ?? ~value) & mask));
  return same ? undefined : `${name} ${show(operands)}: ours ${ours}, QEMU ${theirs}`;
}

const ILLEGAL = 2n;

/**
 * Lines of traps: cause, pc, value, mstatus, slot, count, and the same of the supervisor without a status. An
 * illegal instruction's trap value may be 0 or the instruction (3.1.16): either is accepted.
 */
function compareTrap(word: number, ours: string, theirs: string): boolean {
  const [mine, other] = [numbers(ours), numbers(theirs)];
  if (mine.length !== other.length) return false;
  return mine.every((value, index) => {
    const isValue = index === 2 || index === 8;
    const cause = mine[index - 2];
    if (isValue && cause === ILLEGAL && (value === 0n || value === BigInt(word))) return true;
    return value === other[index];
  });
}

/** One line for each difference. */
export function differences(cases: WitnessCases, ours: string, theirs: string): string[] {
  const [mine, other] = [ours.split('\n'), theirs.split('\n')];
  const line = (index: number): [string, string] => [mine[index] ?? '', other[index] ?? ''];
  const expected = cases.sweep.length + cases.traps.length + 2;
  if (mine.length !== expected || other.length !== expected) {
    return [`${expected} lines expected, ours has ${mine.length}, QEMU ${other.length}`];
  }
  const found = compareExistence(...line(0));
  cases.sweep.forEach((row, index) => {
    const difference = compareSweep(row, ...line(1 + index));
    if (difference !== undefined) found.push(difference);
  });
  cases.traps.forEach((row, index) => {
    const both = line(1 + cases.sweep.length + index);
    if (compareTrap(row.word, ...both)) return;
    const shown = row.registers.map((value) => (typeof value === 'bigint' ? value.toString(16) : value));
    found.push(`0x${row.word.toString(16)} with ${shown.join(' ')}:\n  ours ${both[0]}\n  QEMU ${both[1]}`);
  });
  return found;
}
