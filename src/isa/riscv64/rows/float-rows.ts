/**
 * The meanings that F and D have in common, by format. Rows that take a rounding mode, raise flags or call the
 * library are outlined: their work is in the library's functions.
 */
import type { Value } from '../../../ir/builder.ts';
import type { RiscvBuilder } from '../builder.ts';
import {
  float,
  type FormatName,
  readFloat,
  requireFlags,
  requireFloat,
  roundingMode,
  writeFloat,
} from '../float.ts';

type Meaning<O> = (b: RiscvBuilder, o: O) => void;

interface Destination {
  readonly fd: Value;
}
interface One extends Destination {
  readonly fs1: Value;
}
interface Two extends One {
  readonly fs2: Value;
}
interface Three extends Two {
  readonly fs3: Value;
}
interface Rounded {
  readonly rm: Value;
}

export const outlined = { placement: 'outlined' } as const;

/** `fadd` to `fdiv`. */
export const arithmetic =
  (format: FormatName, operation: 'add' | 'sub' | 'mul' | 'div'): Meaning<Two & Rounded> =>
  (b, o) => {
    requireFloat(b);
    const mode = roundingMode(b, o.rm);
    const [x, y] = [readFloat(b, format, o.fs1), readFloat(b, format, o.fs2)];
    writeFloat(b, format, o.fd, float[format].inline[operation](b, x, y, mode));
  };

export const squareRoot =
  (format: FormatName): Meaning<One & Rounded> =>
  (b, o) => {
    requireFloat(b);
    const mode = roundingMode(b, o.rm);
    writeFloat(b, format, o.fd, float[format].inline.sqrt(b, readFloat(b, format, o.fs1), mode));
  };

const flipped = (b: RiscvBuilder, format: FormatName, x: Value): Value =>
  format === 'f32' ? b.xor(x, b.i32(-0x8000_0000)) : b.xor(x, b.i64(1n << 63n));

/** `fmadd` and its variants: ±(fs1 · fs2) ± fs3 in one rounding, the signs flipped beforehand. */
export const fused =
  (format: FormatName, negateProduct: boolean, negateAddend: boolean): Meaning<Three & Rounded> =>
  (b, o) => {
    requireFloat(b);
    const mode = roundingMode(b, o.rm);
    const [x, y, z] = [o.fs1, o.fs2, o.fs3].map((index) => readFloat(b, format, index)) as [
      Value,
      Value,
      Value,
    ];
    const left = negateProduct ? flipped(b, format, x) : x;
    const addend = negateAddend ? flipped(b, format, z) : z;
    writeFloat(b, format, o.fd, b.call(float[format].fusedMultiplyAdd, left, y, addend, mode));
  };

/** The magnitude of fs1 with a sign made from both. */
export const signInjection =
  (format: FormatName, sign: 'same' | 'inverse' | 'product'): Meaning<Two> =>
  (b, o) => {
    requireFloat(b);
    const [x, y] = [readFloat(b, format, o.fs1), readFloat(b, format, o.fs2)];
    const signBit = format === 'f32' ? b.i32(-0x8000_0000) : b.i64(1n << 63n);
    const source = sign === 'inverse' ? b.not(y) : y;
    const taken = b.and(source, signBit);
    const magnitude = sign === 'product' ? x : b.and(x, b.not(signBit));
    writeFloat(b, format, o.fd, sign === 'product' ? b.xor(magnitude, taken) : b.or(magnitude, taken));
  };

export const extremum =
  (format: FormatName, operation: 'min' | 'max'): Meaning<Two> =>
  (b, o) => {
    requireFloat(b);
    const [x, y] = [readFloat(b, format, o.fs1), readFloat(b, format, o.fs2)];
    writeFloat(b, format, o.fd, b.call(float[format][operation], x, y));
  };

export const comparison =
  (format: FormatName, operation: 'eq' | 'lt' | 'le'): Meaning<{ rd: Value; fs1: Value; fs2: Value }> =>
  (b, o) => {
    requireFlags(b);
    const [x, y] = [readFloat(b, format, o.fs1), readFloat(b, format, o.fs2)];
    b.setX(o.rd, b.extendU(float[format].inline[operation](b, x, y)));
  };

export const classification =
  (format: FormatName): Meaning<{ rd: Value; fs1: Value }> =>
  (b, o) => {
    requireFloat(b);
    b.setX(o.rd, b.extendU(b.call(float[format].classify, readFloat(b, format, o.fs1))));
  };

type IntegerName = 'I32' | 'U32' | 'I64' | 'U64';

/** To an integer register; 32-bit results are sign-extended, unsigned ones too. */
export const toInteger =
  (format: FormatName, kind: IntegerName): Meaning<{ rd: Value; fs1: Value } & Rounded> =>
  (b, o) => {
    requireFlags(b);
    const mode = roundingMode(b, o.rm);
    const result = b.call(float[format][`to${kind}`], readFloat(b, format, o.fs1), mode);
    b.setX(o.rd, result.type === 'i64' ? result : b.extendS(result));
  };

export const fromInteger =
  (format: FormatName, kind: IntegerName): Meaning<{ rs1: Value } & Destination & Rounded> =>
  (b, o) => {
    requireFloat(b);
    const mode = roundingMode(b, o.rm);
    const source = b.x(o.rs1);
    const isWord = kind === 'I32' || kind === 'U32';
    writeFloat(b, format, o.fd, b.call(float[format][`from${kind}`], isWord ? b.wrap(source) : source, mode));
  };

/** `flw`, `fld`. */
export const load =
  (format: FormatName): Meaning<{ imm: Value; rs1: Value } & Destination> =>
  (b, o) => {
    requireFloat(b);
    const value = b.load(format === 'f32' ? 4 : 8, b.add(b.x(o.rs1), o.imm));
    writeFloat(b, format, o.fd, format === 'f32' ? b.wrap(value) : value);
  };

/** `fsw`, `fsd`: the register's low bits as they are, boxed or not. */
export const store =
  (format: FormatName): Meaning<{ imm: Value; rs1: Value; fs2: Value }> =>
  (b, o) => {
    requireFloat(b);
    b.store(format === 'f32' ? 4 : 8, b.add(b.x(o.rs1), o.imm), b.f(o.fs2));
  };
