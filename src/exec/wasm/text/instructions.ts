// table
/**
 * WebAssembly's instructions by opcode, as its text format spells them, with what follows the opcode. It holds the
 * numeric, memory and control instructions of the core specification, bulk memory, threads and tail calls: more than
 * our encoder writes, and no vectors.
 */

/** What stands after an opcode. */
export type Immediate =
  | 'none'
  | 'block'
  | 'label'
  | 'labels'
  | 'function'
  | 'indirect'
  | 'local'
  | 'global'
  /** Alignment and offset. */
  | 'access'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  /** One zero byte for the memory, or two. */
  | 'memory'
  | 'memories';

export interface InstructionText {
  readonly name: string;
  readonly immediate: Immediate;
  /** Of an access: the exponent of the width, which is the alignment that the text leaves out. */
  readonly naturalAlignment?: number;
}

type Entry = readonly [opcode: number, text: InstructionText];

/** Consecutive opcodes. */
const run = (first: number, names: string, immediate: Immediate = 'none'): Entry[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name, index) => [first + index, { name, immediate }]);

const widthOf = (name: string): number => {
  const narrow = /(?:load|store|rmw|wait)(8|16|32|64)/.exec(name)?.[1];
  return Number(narrow ?? (name.endsWith('notify') ? 32 : /^.(\d\d)/.exec(name)?.[1]));
};

/** Consecutive memory accesses. */
const accesses = (first: number, names: string): Entry[] =>
  run(first, names, 'access').map(([opcode, text]) => [
    opcode,
    { ...text, naturalAlignment: Math.log2(widthOf(text.name) / 8) },
  ]);

const compares = (type: string): string =>
  `eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u`.replace(/\w+/g, `${type}.$&`);
const integers = (type: string): string =>
  `clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr`.replace(
    /\w+/g,
    `${type}.$&`,
  );
const floatCompares = (type: string): string => `eq ne lt gt le ge`.replace(/\w+/g, `${type}.$&`);
const floats = (type: string): string =>
  `abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign`.replace(/\w+/g, `${type}.$&`);

const exchanges = (operator: string): string =>
  [
    ...[`i32.atomic.rmw.${operator} i64.atomic.rmw.${operator}`],
    ...[`i32.atomic.rmw8.${operator}_u i32.atomic.rmw16.${operator}_u`],
    ...[`i64.atomic.rmw8.${operator}_u i64.atomic.rmw16.${operator}_u i64.atomic.rmw32.${operator}_u`],
  ].join(' ');

/** Opcodes of one byte. */
export const PLAIN: ReadonlyMap<number, InstructionText> = new Map<number, InstructionText>([
  ...run(0x00, 'unreachable nop'),
  ...run(0x02, 'block loop if', 'block'),
  ...run(0x0c, 'br br_if', 'label'),
  ...run(0x0e, 'br_table', 'labels'),
  ...run(0x0f, 'return'),
  ...run(0x10, 'call', 'function'),
  ...run(0x11, 'call_indirect', 'indirect'),
  ...run(0x12, 'return_call', 'function'),
  ...run(0x13, 'return_call_indirect', 'indirect'),
  ...run(0x1a, 'drop select'),
  ...run(0x20, 'local.get local.set local.tee', 'local'),
  ...run(0x23, 'global.get global.set', 'global'),
  ...accesses(0x28, 'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u'),
  ...accesses(0x30, 'i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u'),
  ...accesses(0x36, 'i32.store i64.store f32.store f64.store i32.store8 i32.store16'),
  ...accesses(0x3c, 'i64.store8 i64.store16 i64.store32'),
  ...run(0x3f, 'memory.size memory.grow', 'memory'),
  [0x41, { name: 'i32.const', immediate: 'i32' }],
  [0x42, { name: 'i64.const', immediate: 'i64' }],
  [0x43, { name: 'f32.const', immediate: 'f32' }],
  [0x44, { name: 'f64.const', immediate: 'f64' }],
  ...run(0x45, compares('i32')),
  ...run(0x50, compares('i64')),
  ...run(0x5b, `${floatCompares('f32')} ${floatCompares('f64')}`),
  ...run(0x67, `${integers('i32')} ${integers('i64')}`),
  ...run(0x8b, `${floats('f32')} ${floats('f64')}`),
  ...run(0xa7, 'i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u'),
  ...run(0xac, 'i64.extend_i32_s i64.extend_i32_u'),
  ...run(0xae, 'i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u'),
  ...run(0xb2, 'f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64'),
  ...run(0xb7, 'f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32'),
  ...run(0xbc, 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'),
  ...run(0xc0, 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s'),
]);

/** After the prefix 0xfc. */
export const BULK: ReadonlyMap<number, InstructionText> = new Map<number, InstructionText>([
  ...run(
    0,
    'i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u ' +
      'i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u',
  ),
  ...run(10, 'memory.copy', 'memories'),
  ...run(11, 'memory.fill', 'memory'),
]);

/** After the prefix 0xfe. */
export const ATOMIC: ReadonlyMap<number, InstructionText> = new Map<number, InstructionText>([
  ...accesses(0x00, 'memory.atomic.notify memory.atomic.wait32 memory.atomic.wait64'),
  ...run(0x03, 'atomic.fence', 'memory'),
  ...accesses(0x10, 'i32.atomic.load i64.atomic.load i32.atomic.load8_u i32.atomic.load16_u'),
  ...accesses(0x14, 'i64.atomic.load8_u i64.atomic.load16_u i64.atomic.load32_u'),
  ...accesses(0x17, 'i32.atomic.store i64.atomic.store i32.atomic.store8 i32.atomic.store16'),
  ...accesses(0x1b, 'i64.atomic.store8 i64.atomic.store16 i64.atomic.store32'),
  ...accesses(
    0x1e,
    ['add', 'sub', 'and', 'or', 'xor', 'xchg', 'cmpxchg'].map((operator) => exchanges(operator)).join(' '),
  ),
]);

export const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
]);
