/** Where a QEMU is known to be wrong or to lack something; such cases are left out when that QEMU is asked. */
import { startRegisters, type Case } from '../case.ts';
import type { ExtensionName } from '../generator/cases.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import type { Qemu } from './qemu.ts';

interface Quirk {
  readonly mnemonic: string;
  /** QEMU's major versions below this one have it. */
  readonly before: number;
  readonly reason: string;
  /** Of the value of `rs1`. */
  readonly applies: (rs1: bigint) => boolean;
}

export const QUIRKS: readonly Quirk[] = [
  {
    mnemonic: 'ctzw',
    before: 8,
    reason: 'counts into the upper word where the lower one is 0; the manual and later versions give 32',
    applies: (rs1) => BigInt.asUintN(32, rs1) === 0n,
  },
];

/** Extensions that a QEMU has; Zicond came with 8.0. */
export const knowsExtension = ({ version: [major] }: Qemu, extension: ExtensionName): boolean =>
  extension !== 'zicond' || major >= 8;

/** Whether a case shows a known mistake of this QEMU. */
export function hasQuirk({ version: [major] }: Qemu, one: Case): boolean {
  const registers = startRegisters(one);
  return one.words.some((word) => {
    const decoded = riscv64.decode(word);
    const rs1 = registers[decoded?.operands['rs1'] ?? 0] ?? 0n;
    return QUIRKS.some((q) => decoded?.row.mnemonic === q.mnemonic && major < q.before && q.applies(rs1));
  });
}
