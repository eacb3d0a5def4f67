/**
 * Runs the soft-float library as WebAssembly over arrays of cases.
 *
 * Each operation gets a driver, itself IR, that walks the cases in memory: cases are cheap enough to run
 * them by the hundred thousand. Shared-memory layout: the flags at 0, operands from {@link OPERANDS} (three
 * 8-byte slots a case), results from {@link RESULTS} (8 bytes of value, 8 of flags).
 */
import { FunctionTable } from '../../exec/wasm/functions.ts';
import { WasmModule } from '../../exec/wasm/module.ts';
import { type Builder, defineFunction, type Value } from '../../ir/builder.ts';
import type { InlineArithmetic } from '../../ir/float/inline.ts';
import { canonicalNan, type FloatOptions, makeFloatLibrary } from '../../ir/float/library.ts';
import type { FunctionDefinition, StatePlace } from '../../ir/node.ts';

const MAXIMUM_CASES = 8192;
const OPERANDS = 64;
const RESULTS = OPERANDS + MAXIMUM_CASES * 24;
const PAGES = 8;

const flags: StatePlace = { name: 'flags', offset: 0, bits: 8 };

export type OperandKind = 'f32' | 'f64' | 'i32' | 'u32' | 'i64' | 'u64' | 'boolean';

export interface FloatOperation {
  /** As `f64.add`: the format, then the library's name. */
  readonly name: string;
  readonly definition: FunctionDefinition;
  readonly operands: readonly OperandKind[];
  readonly result: OperandKind;
  /** False where the function takes no rounding mode. */
  readonly rounds: boolean;
}

type Shape = readonly [operands: string, result: string, rounds: boolean];

/** Operand and result kinds by function name; F is the format itself. */
const SHAPES: Readonly<Record<string, Shape>> = {
  add: ['F F', 'F', true],
  sub: ['F F', 'F', true],
  mul: ['F F', 'F', true],
  div: ['F F', 'F', true],
  sqrt: ['F', 'F', true],
  fusedMultiplyAdd: ['F F F', 'F', true],
  min: ['F F', 'F', false],
  max: ['F F', 'F', false],
  eq: ['F F', 'boolean', false],
  lt: ['F F', 'boolean', false],
  le: ['F F', 'boolean', false],
  classify: ['F', 'boolean', false],
  toI32: ['F', 'i32', true],
  toU32: ['F', 'u32', true],
  toI64: ['F', 'i64', true],
  toU64: ['F', 'u64', true],
  fromI32: ['i32', 'F', true],
  fromU32: ['u32', 'F', true],
  fromI64: ['i64', 'F', true],
  fromU64: ['u64', 'F', true],
  fromF64: ['f64', 'F', true],
  fromF32: ['f32', 'F', false],
};

function describe(format: 'f32' | 'f64', name: string, definition: FunctionDefinition): FloatOperation {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`no shape for ${name}`);
  const kind = (text: string): OperandKind => (text === 'F' ? format : text) as OperandKind;
  const [operands, result, rounds] = shape;
  return {
    name: `${format}.${name}`,
    definition,
    operands: operands.split(' ').map(kind),
    result: kind(result),
    rounds,
  };
}

export function floatOperations(options: Partial<FloatOptions> = {}): FloatOperation[] {
  const library = makeFloatLibrary({ flags, nan: canonicalNan, tininess: 'afterRounding', ...options });
  return (['f32', 'f64'] as const).flatMap((format) =>
    Object.entries(library[format]).flatMap(([name, definition]) =>
      name === 'inline'
        ? inlineOperations(format, library[format].inline)
        : [describe(format, name, definition as FunctionDefinition)],
    ),
  );
}

/** Takes as many operands as there are. */
const emitted = (emit: InlineArithmetic[keyof InlineArithmetic], b: Builder, operands: Value[]): Value =>
  Reflect.apply(emit, undefined, [b, ...operands]) as Value;

/** The arithmetic in place, each as a function of its own: `f64.add.inline`. */
function inlineOperations(format: 'f32' | 'f64', inline: InlineArithmetic): FloatOperation[] {
  const type = format === 'f32' ? 'i32' : 'i64';
  return Object.entries(inline).map(([name, emit]) => {
    const operation = describe(format, name, { name, parameters: [], results: [] });
    const values = [...operation.operands.map(() => type), ...(operation.rounds ? ['i32' as const] : [])];
    const result = operation.result === 'boolean' ? 'i32' : type;
    const definition = defineFunction(`${format}.${name}.inline`, values, [result], (b, ...operands) =>
      b.return(
        emitted(
          emit,
          b,
          operands.map((one) => one.get()),
        ),
      ),
    );
    return { ...operation, name: `${operation.name}.inline`, definition };
  });
}

function loadOperand(b: Builder, base: Value, kind: OperandKind, position: number): Value {
  const wide = kind === 'f64' || kind === 'i64' || kind === 'u64';
  return b.hostLoad(wide ? 'i64' : 'i32', wide ? 8 : 4, base, OPERANDS + position * 8);
}

/** (count, mode, flags before each case): runs the operation on the first `count` cases. */
function defineDriver(operation: FloatOperation): FunctionDefinition {
  const { name, definition, operands, rounds } = operation;
  return defineFunction(`${name}.run`, ['i32', 'i32', 'i32'], [], (b, count, mode, before) => {
    const index = b.variable('index', b.i32(0));
    b.while(
      () => b.ltS(index.get(), count.get()),
      () => {
        b.writeState(flags, before.get());
        const base = b.mul(index.get(), b.i32(24));
        const loaded = operands.map((kind, position) => loadOperand(b, base, kind, position));
        const result = b.call(definition, ...loaded, ...(rounds ? [mode.get()] : []));
        const out = b.mul(index.get(), b.i32(16));
        b.hostStore(8, out, result.type === 'i64' ? result : b.extendU(result), RESULTS);
        b.hostStore(8, out, b.extendU(b.readState(flags)), RESULTS + 8);
        index.set(b.add(index.get(), b.i32(1)));
      },
    );
  });
}

export interface FloatMachine {
  /** Operand slots, three to a case. */
  readonly operands: BigUint64Array;
  /** The same memory as 32-bit words: six to a case. */
  readonly operandWords: Uint32Array;
  /** Result and flags, two to a case. */
  readonly results: BigUint64Array;
  /** Four words to a case: result low, result high, flags, 0. */
  readonly resultWords: Uint32Array;
  run(operation: FloatOperation, count: number, mode: number, flagsBefore: number): void;
}

type Driver = (count: number, mode: number, flagsBefore: number) => void;

export function makeFloatMachine(operations: readonly FloatOperation[]): FloatMachine {
  const module = new WasmModule(PAGES);
  const drivers = new Map(operations.map((operation) => [operation, defineDriver(operation)]));
  const table = new FunctionTable(module, 0, drivers.values());
  for (const driver of drivers.values()) module.export(driver.name, table.index(driver));
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const bytes = new Uint8Array(module.encode());
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    operands: new BigUint64Array(memory.buffer, OPERANDS, MAXIMUM_CASES * 3),
    operandWords: new Uint32Array(memory.buffer, OPERANDS, MAXIMUM_CASES * 6),
    results: new BigUint64Array(memory.buffer, RESULTS, MAXIMUM_CASES * 2),
    resultWords: new Uint32Array(memory.buffer, RESULTS, MAXIMUM_CASES * 4),
    run(operation, count, mode, flagsBefore) {
      const driver = exports[drivers.get(operation)?.name ?? ''] as Driver | undefined;
      if (!driver) throw new Error(`${operation.name} is not part of this machine`);
      driver(count, mode, flagsBefore);
    },
  };
}
