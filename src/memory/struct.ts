/**
 * The declaration language of shared memory: a struct is declared once, and every reader (TypeScript
 * accessors, IR state offsets, snapshots, the state hash) derives from that declaration.
 *
 * All values are little-endian and naturally aligned, as WebAssembly and every host we run on have them.
 * Declaration order is memory order and hash order; fields are never reordered.
 *
 * Example:
 *   const uart = struct('uart', { ier: 'u8', scratch: 'u8', fifo: array('u8', 16) });
 *   const state = uart.bind(memory.buffer, base);
 *   state.ier = 1;
 */
import { alignUp } from '../base/bits.ts';

export type ScalarType = 'u8' | 'u16' | 'u32' | 'u64';

export interface ArrayType {
  readonly element: ScalarType;
  readonly length: number;
}

export type FieldType = ScalarType | ArrayType;
export type Fields = Readonly<Record<string, FieldType>>;

export const array = <const E extends ScalarType>(
  element: E,
  length: number,
): { element: E; length: number } => ({
  element,
  length,
});

type ScalarValue<T extends ScalarType> = T extends 'u64' ? bigint : number;
type ArrayValue<T> = T extends { element: 'u8' }
  ? Uint8Array
  : T extends { element: 'u16' }
    ? Uint16Array
    : T extends { element: 'u32' }
      ? Uint32Array
      : BigUint64Array;

/** A struct in memory: scalars read and write through, arrays are views (not assignable). */
export type Bound<F extends Fields> = {
  -readonly [K in keyof F as F[K] extends ScalarType ? K : never]: F[K] extends ScalarType
    ? ScalarValue<F[K]>
    : never;
} & {
  readonly [K in keyof F as F[K] extends ScalarType ? never : K]: ArrayValue<F[K]>;
};

export interface FieldPlace {
  readonly name: string;
  /** Bytes from the start of the struct. */
  readonly offset: number;
  readonly type: FieldType;
  readonly sizeBytes: number;
}

export interface Struct<F extends Fields> {
  readonly name: string;
  readonly fields: F;
  /** Every field's place, in declaration order. */
  readonly places: readonly FieldPlace[];
  /** Byte offset of each field from the start of the struct. */
  readonly offsets: { readonly [K in keyof F]: number };
  /** Size in bytes, a multiple of 8. */
  readonly sizeBytes: number;
  /** Accessors over a buffer; `base` is a byte offset, 8-aligned. */
  bind(buffer: ArrayBufferLike, base: number): Bound<F>;
}

const SCALAR_BYTES: Readonly<Record<ScalarType, number>> = { u8: 1, u16: 2, u32: 4, u64: 8 };

const isArray = (type: FieldType): type is ArrayType => typeof type === 'object';

function place(fields: Fields): { places: FieldPlace[]; sizeBytes: number } {
  const places: FieldPlace[] = [];
  let offset = 0;
  for (const [name, type] of Object.entries(fields)) {
    const elementBytes = SCALAR_BYTES[isArray(type) ? type.element : type];
    const sizeBytes = isArray(type) ? elementBytes * type.length : elementBytes;
    offset = alignUp(offset, elementBytes);
    places.push({ name, offset, type, sizeBytes });
    offset += sizeBytes;
  }
  return { places, sizeBytes: alignUp(offset, 8) };
}

function arrayView(buffer: ArrayBufferLike, offset: number, type: ArrayType): ArrayLike<number | bigint> {
  switch (type.element) {
    case 'u8':
      return new Uint8Array(buffer, offset, type.length);
    case 'u16':
      return new Uint16Array(buffer, offset, type.length);
    case 'u32':
      return new Uint32Array(buffer, offset, type.length);
    case 'u64':
      return new BigUint64Array(buffer, offset, type.length);
  }
}

function scalarAccess(view: DataView, offset: number, type: ScalarType): PropertyDescriptor {
  switch (type) {
    case 'u8':
      return { get: () => view.getUint8(offset), set: (v: number) => view.setUint8(offset, v) };
    case 'u16':
      return { get: () => view.getUint16(offset, true), set: (v: number) => view.setUint16(offset, v, true) };
    case 'u32':
      return { get: () => view.getUint32(offset, true), set: (v: number) => view.setUint32(offset, v, true) };
    case 'u64':
      return {
        get: () => view.getBigUint64(offset, true),
        set: (v: bigint) => view.setBigUint64(offset, v, true),
      };
  }
}

export function struct<const F extends Fields>(name: string, fields: F): Struct<F> {
  const { places, sizeBytes } = place(fields);
  const offsets = Object.fromEntries(places.map((p) => [p.name, p.offset]));
  return {
    name,
    fields,
    places,
    offsets: offsets as { [K in keyof F]: number },
    sizeBytes,
    bind(buffer, base) {
      const view = new DataView(buffer, base, sizeBytes);
      const bound = {};
      for (const { name: field, offset, type } of places) {
        Object.defineProperty(bound, field, {
          enumerable: true,
          ...(isArray(type)
            ? { value: arrayView(buffer, base + offset, type) }
            : scalarAccess(view, offset, type)),
        });
      }
      return bound as Bound<F>;
    },
  };
}
