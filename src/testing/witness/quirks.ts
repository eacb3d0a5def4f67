/** Where a QEMU is known to be wrong or to lack something; such cases are left out when that QEMU is asked. */
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { type Case, startRegisters } from '../case.ts';
import type { ExtensionName } from '../generator/rows.ts';
import type { Qemu } from './qemu.ts';

interface Quirk {
  readonly name: string;
  /** QEMU's major versions below this one have it. */
  readonly before: number;
  readonly reason: string;
  readonly applies: (word: number, rs1: bigint) => boolean;
}

const mnemonicOf = (word: number): string | undefined => riscv64.decode(word)?.row.mnemonic;

/** Widths of float loads and stores that are the vector extension's. */
const isVectorAccess = (word: number): boolean =>
  [0x07, 0x27].includes(word & 0x7f) && [0, 5, 6, 7].includes((word >>> 12) & 7);

const QUIRKS: readonly Quirk[] = [
  {
    name: 'ctzw',
    before: 8,
    reason: 'counts into the upper word where the lower one is 0; the manual and later versions give 32',
    applies: (word, rs1) => mnemonicOf(word) === 'ctzw' && BigInt.asUintN(32, rs1) === 0n,
  },
  {
    name: 'vector accesses',
    before: Number.POSITIVE_INFINITY,
    reason: 'user mode runs whole-register vector loads and stores although the guest has no vectors',
    applies: isVectorAccess,
  },
];

/** Zicond came with 8.0; what is reserved can be asked only of a guest without extensions that we lack (9.0),
 * and sequences draw from every extension. */
const SINCE: Partial<Record<ExtensionName, number>> = { zicond: 8, reserved: 9, sequences: 9 };

/** Whether this QEMU can say anything about an extension. */
export const knowsExtension = ({ version: [major] }: Qemu, extension: ExtensionName): boolean =>
  major >= (SINCE[extension] ?? 0);

/** The known mistake of this QEMU that a case shows, if it shows one. */
export function quirkOf({ version: [major] }: Qemu, one: Case): string | undefined {
  const registers = startRegisters(one);
  for (const word of one.words) {
    const rs1 = registers[riscv64.decode(word)?.operands['rs1'] ?? 0] ?? 0n;
    const quirk = QUIRKS.find(({ before, applies }) => major < before && applies(word, rs1));
    if (quirk) return quirk.name;
  }
  return undefined;
}
