/** The state that a case starts from: values for the registers that its instructions read. */
import type { Random } from '../../base/random.ts';
import type { Patch } from '../case.ts';
import { kindOf } from './rows.ts';
import { DOUBLE, type FloatFormat, floatRegister, integerValue, SINGLE } from './values.ts';
import type { RiscvDecoded, RiscvRow } from './words.ts';

/** The format of a row's float operands: the last part of its name that is a format (`fcvt.s.d` reads doubles). */
function formatOf({ mnemonic }: RiscvRow): FloatFormat {
  if (/\.s$|\.w\.x$|\.x\.w$|w$/.test(mnemonic)) return SINGLE;
  return DOUBLE;
}

export interface State {
  readonly registers: Map<number, bigint>;
  patch?: Patch;
}

export function drawRegisters(random: Random, { row, operands }: RiscvDecoded, state: State): void {
  const format = formatOf(row);
  let lastFloat: bigint | undefined;
  let lastInteger: bigint | undefined;
  for (const name of row.operands) {
    const kind = kindOf(name);
    const number = operands[name] ?? 0;
    if (kind?.kind !== 'register' || name === 'rd' || name === 'fd') continue;
    if (kind.file.name === 'f') {
      lastFloat = floatRegister(format, random, lastFloat);
      state.registers.set(32 + number, lastFloat);
    } else {
      const near = lastInteger !== undefined && random.oneIn(6) ? lastInteger : integerValue(random);
      lastInteger = near;
      state.registers.set(number, near);
    }
  }
}

export const littleEndian = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
};
