// table
/** WebAssembly opcodes and type codes that the lowering writes besides those in the IR's operation table. */
import type { AccessBytes, Type } from '../../ir/node.ts';

export const TYPE_CODE: Readonly<Record<Type, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32GtU: 0x4b,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32Or: 0x72,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i64LtU: 0x54,
  i64LtS: 0x53,
  i64GtS: 0x55,
  i64GtU: 0x56,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  i64Extend32S: 0xc4,
  /** Prefixes. */
  bulk: 0xfc,
  atomic: 0xfe,
} as const;

export const BLOCK_VOID = 0x40;

interface LoadOpcode {
  readonly opcode: number;
  readonly bytes: AccessBytes;
}

/** Plain load opcode by result type, width and sign. */
export function loadOpcode(type: 'i32' | 'i64', bytes: AccessBytes, signed: boolean): number {
  const key = `${type}.${bytes}${signed ? 's' : 'u'}`;
  const found = LOADS[key];
  if (!found) throw new Error(`no load ${key}`);
  return found.opcode;
}

const LOADS: Readonly<Record<string, LoadOpcode>> = {
  'i32.1s': { opcode: 0x2c, bytes: 1 },
  'i32.1u': { opcode: 0x2d, bytes: 1 },
  'i32.2s': { opcode: 0x2e, bytes: 2 },
  'i32.2u': { opcode: 0x2f, bytes: 2 },
  'i32.4s': { opcode: 0x28, bytes: 4 },
  'i32.4u': { opcode: 0x28, bytes: 4 },
  'i64.1s': { opcode: 0x30, bytes: 1 },
  'i64.1u': { opcode: 0x31, bytes: 1 },
  'i64.2s': { opcode: 0x32, bytes: 2 },
  'i64.2u': { opcode: 0x33, bytes: 2 },
  'i64.4s': { opcode: 0x34, bytes: 4 },
  'i64.4u': { opcode: 0x35, bytes: 4 },
  'i64.8s': { opcode: 0x29, bytes: 8 },
  'i64.8u': { opcode: 0x29, bytes: 8 },
};

/** Plain store opcode by value type and width. */
export function storeOpcode(type: 'i32' | 'i64', bytes: AccessBytes): number {
  if (type === 'i32') return { 1: 0x3a, 2: 0x3b, 4: 0x36, 8: -1 }[bytes];
  return { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 }[bytes];
}

/** Alignment exponent of a natural access. */
export const alignmentOf = (bytes: AccessBytes): number => ({ 1: 0, 2: 1, 4: 2, 8: 3 })[bytes];

/** Atomic read-modify-write sub-opcodes on i64 values (threads proposal): the zero-extending 32-bit form, and 64. */
export const ATOMIC_RMW = {
  add: { 4: 0x24, 8: 0x1f },
  and: { 4: 0x32, 8: 0x2d },
  or: { 4: 0x39, 8: 0x34 },
  xor: { 4: 0x40, 8: 0x3b },
  swap: { 4: 0x47, 8: 0x42 },
} as const;

/** Sub-opcodes of compare-and-exchange, by the type of its operands; `narrow` takes i64 operands and 4 bytes. */
export const COMPARE_EXCHANGE = { i32: 0x48, i64: 0x49, narrow: 0x4e } as const;
