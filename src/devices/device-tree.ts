/**
 * The vocabulary of device-tree nodes, so that each device can describe itself. The blob is written by the
 * board (Devicetree Specification 0.4, chapter 2 for values).
 */

export interface TreeNode {
  /** `name@unit-address`, or a plain name. */
  readonly name: string;
  readonly properties: Readonly<Record<string, Uint8Array>>;
  readonly children?: readonly TreeNode[];
}

/** 32-bit big-endian cells. */
export function cells(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value));
  return bytes;
}

/** A list of NUL-terminated strings; characters above 0xff are not expected. */
export function text(...values: readonly string[]): Uint8Array {
  const joined = values.map((value) => `${value}\0`).join('');
  return Uint8Array.from(joined, (character) => character.charCodeAt(0));
}

/** A property that says something by being there. */
export const present: Uint8Array = new Uint8Array(0);

/** A 64-bit quantity as two cells; `value` is below 2^53. */
export const wide = (value: number): readonly [number, number] => [
  Math.floor(value / 0x1_0000_0000),
  value % 0x1_0000_0000,
];

/** `reg` under `#address-cells = <2>`, `#size-cells = <2>`. */
export const reg = (base: number, sizeBytes: number): Uint8Array => cells(...wide(base), ...wide(sizeBytes));

/** Where a device sits on the board, as its node needs it. */
export interface Placement {
  readonly base: number;
  readonly sizeBytes: number;
  /** Source number at the interrupt controller; absent for devices without a wire. */
  readonly irq?: number;
  /** The interrupt controller's phandle. */
  readonly interruptParent?: number;
}

/** The properties that every memory-mapped device has. */
export function placed(compatible: readonly string[], at: Placement): Record<string, Uint8Array> {
  return {
    compatible: text(...compatible),
    reg: reg(at.base, at.sizeBytes),
    ...(at.irq !== undefined && at.interruptParent !== undefined
      ? { 'interrupt-parent': cells(at.interruptParent), interrupts: cells(at.irq) }
      : {}),
  };
}

export const unitName = (name: string, base: number): string => `${name}@${base.toString(16)}`;
