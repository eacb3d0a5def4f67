/**
 * Reading guest memory by virtual address as a hart would, without changing anything: no accessed bits, no TLB,
 * no device. For debuggers and inspectors.
 */
import { MACHINE } from '../../isa/riscv64/state.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';

const PPN_MASK = (1n << 44n) - 1n;
const PTE = { valid: 1n, leaf: 14n } as const;
const FIRST_MODE = 8;
const FIRST_LEVELS = 3;

function readWord(machine: Machine, physical: bigint): bigint | undefined {
  const { ramStart, ramBytes, ramBase } = machine.memoryPlan;
  const offset = physical - BigInt(ramStart);
  if (offset < 0n || offset + 8n > BigInt(ramBytes)) return undefined;
  return new DataView(machine.buffer, ramBase + Number(offset), 8).getBigUint64(0, true);
}

/** The physical address behind a virtual one for a hart as it is now; undefined where nothing is mapped. */
export function translateFor(machine: Machine, hart: number, virtual: bigint): bigint | undefined {
  const { state } = machine.hart(hart);
  const mode = Number(state.satp >> 60n);
  if (state.privilege === MACHINE || mode < FIRST_MODE) return virtual;
  const levels = mode - FIRST_MODE + FIRST_LEVELS;
  if (BigInt.asUintN(64, BigInt.asIntN(12 + 9 * levels, virtual)) !== virtual) return undefined;
  let table = (state.satp & PPN_MASK) << 12n;
  for (let level = levels - 1; level >= 0; level--) {
    const shift = BigInt(12 + 9 * level);
    const entry = readWord(machine, table + ((virtual >> shift) & 511n) * 8n);
    if (entry === undefined || (entry & PTE.valid) === 0n) return undefined;
    const target = ((entry >> 10n) & PPN_MASK) << 12n;
    const inside = (1n << shift) - 1n;
    if ((entry & PTE.leaf) !== 0n) return (target & ~inside) | (virtual & inside);
    table = target;
  }
  return undefined;
}

/** The bytes at a virtual address, as far as they are mapped to RAM. */
export function lookAt(machine: Machine, hart: number, virtual: bigint, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  const { ramStart, ramBytes, ramBase } = machine.memoryPlan;
  for (let done = 0; done < lengthBytes; ) {
    const address = BigInt.asUintN(64, virtual + BigInt(done));
    const physical = translateFor(machine, hart, address);
    const offset = physical === undefined ? -1 : Number(physical) - ramStart;
    const length = Math.min(lengthBytes - done, PAGE_BYTES - Number(address & 4095n));
    if (offset < 0 || offset + length > ramBytes) return bytes.subarray(0, done);
    bytes.set(new Uint8Array(machine.buffer, ramBase + offset, length), done);
    done += length;
  }
  return bytes;
}
