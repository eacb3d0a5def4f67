/**
 * Decoded entries: what one instruction becomes in memory, and which handler runs it.
 *
 * An entry has 8 bytes: a 16-bit handler number, then the operands where the row's layout puts them. Register
 * operands are stored as number × 8, ready to be an address; one immediate wider than a byte takes the upper
 * four bytes; everything else takes a byte. A row has up to four handlers: by instruction length, by whether
 * its destination is the register that swallows writes, and by whether its target lies in the same page.
 */
import { assert } from '../../base/assert.ts';
import type { Builder, Value } from '../../ir/builder.ts';
import { type Block, type Node, nestedBlocks } from '../../ir/node.ts';
import type { Guest, Row } from '../../isa/define.ts';
import { ENTRY_BYTES } from '../../memory/layout.ts';

/** Handlers that belong to no row. */
export const BUILT_IN = {
  /** Nothing decoded yet. Zero, so that cleared memory means this. */
  decode: 0,
  pageEnd: 1,
  /** A four-byte instruction that starts in the page's last halfword. */
  straddle: 2,
  /** A reserved encoding; the immediate holds the word. */
  illegal: 3,
  nop2: 4,
  nop4: 5,
  /** A breakpoint may be here: back to the driver, with nothing retired. */
  stop: 6,
  /** Translated code begins here; the handler it stands before is in the region index. */
  region: 7,
} as const;
export const FIRST_ROW_HANDLER = 8;
const VARIANTS_PER_ROW = 8;

/** Where an operand stands in the entry. */
export interface OperandSlot {
  readonly name: string;
  /** Byte offset in the entry. */
  readonly offset: number;
  readonly form: 'register' | 'byte' | 'word';
}

export interface RowVariant {
  /** The destination is the zero register. */
  readonly zeroed: boolean;
  /** The target lies in the same page: the immediate holds the distance in entry bytes. */
  readonly local: boolean;
  readonly lengthBytes: number;
}

export interface RowHandler extends RowVariant {
  readonly row: Row;
  readonly number: number;
  readonly block: Block;
}

export interface RowLayout {
  readonly row: Row;
  readonly slots: readonly OperandSlot[];
  /** Operands that name a register written by the row in a file with a zero register. */
  readonly destinations: readonly string[];
  /** The operand that is a distance from the instruction, if there is one. */
  readonly relative: string | undefined;
}

const WIDE_OFFSET = 4;
const FIRST_BYTE_OFFSET = 2;

export function visitNodes(block: Block, visit: (node: Node) => void): void {
  for (const node of block.items) {
    visit(node);
    for (const nested of nestedBlocks(node)) visitNodes(nested, visit);
  }
}

function layOut(row: Row, guest: Guest): OperandSlot[] {
  const { kinds } = guest.instructionSet;
  let nextByte = FIRST_BYTE_OFFSET;
  let hasWord = false;
  const slots = row.operands.map((name): OperandSlot => {
    const kind = kinds[name];
    assert(kind !== undefined, `no operand kind ${name}`);
    if (kind.kind === 'immediate' && (kind.width > 8 || kind.signed)) {
      assert(!hasWord, `${row.syntax} has two wide immediates`);
      hasWord = true;
      return { name, offset: WIDE_OFFSET, form: 'word' };
    }
    return { name, offset: nextByte++, form: kind.kind === 'register' ? 'register' : 'byte' };
  });
  assert(nextByte <= (hasWord ? WIDE_OFFSET : ENTRY_BYTES), `${row.syntax} does not fit an entry`);
  return slots;
}

/** The row's meaning as IR, with unknown operands. */
export function buildRow(guest: Guest, row: Row, zeroOperands: readonly string[]): Block {
  const b: Builder = guest.makeBuilder();
  const operands: Record<string, Value> = {};
  for (const name of row.operands) {
    const kind = guest.instructionSet.kinds[name];
    assert(kind !== undefined, `no operand kind ${name}`);
    const type = kind.kind === 'register' ? 'i32' : kind.type;
    operands[name] = zeroOperands.includes(name) ? b.constant(type, 0n) : b.operand(name, type);
  }
  row.meaning(b, operands);
  return b.root;
}

function destinationsOf(block: Block): string[] {
  const names = new Set<string>();
  visitNodes(block, (node) => {
    if (node.op !== 'writeRegister' || node.file.zero === undefined) return;
    const index = node.args[0];
    if (index?.op === 'operand') names.add(index.name);
  });
  return [...names];
}

const relativeOf = (row: Row, guest: Guest): string | undefined =>
  row.operands.find((name) => {
    const kind = guest.instructionSet.kinds[name];
    return kind?.kind === 'immediate' && kind.relative;
  });

export const layOutRow = (row: Row, guest: Guest): RowLayout => ({
  row,
  slots: layOut(row, guest),
  destinations: destinationsOf(buildRow(guest, row, [])),
  relative: relativeOf(row, guest),
});

/** Operations that do something besides giving a value. */
const EFFECTS_WITH_VALUE: ReadonlySet<string> = new Set([
  ...['load', 'call', 'atomic', 'loadReserved', 'storeConditional', 'hostCompareExchange'],
]);

const hasEffects = (block: Block): boolean => {
  let found = false;
  visitNodes(block, (node) => {
    if (node.type === 'none' || EFFECTS_WITH_VALUE.has(node.op)) found = true;
  });
  return found;
};

/** What decoding needs to know of handlers. */
export interface DecodingTable {
  readonly layouts: readonly RowLayout[];
  number(row: Row, variant: RowVariant): number;
}

/** As much of a {@link HandlerTable} as takes long to find out, as plain data. */
export interface SavedHandlers {
  readonly numbers: readonly number[];
  readonly destinations: readonly (readonly string[])[];
}

const slotOf = (row: Row, { lengthBytes, zeroed, local }: RowVariant): number =>
  row.index * VARIANTS_PER_ROW + (lengthBytes === 2 ? 4 : 0) + (zeroed ? 2 : 0) + (local ? 1 : 0);

function numberIn(numbers: ArrayLike<number>, row: Row, variant: RowVariant): number {
  const number = numbers[slotOf(row, variant)] ?? 0;
  assert(number !== 0, `no handler for ${row.syntax}`);
  return number;
}

/** The numbers of handlers that were generated before. */
export class KnownHandlers implements DecodingTable {
  readonly layouts: readonly RowLayout[];
  private readonly numbers: readonly number[];

  constructor(guest: Guest, { numbers, destinations }: SavedHandlers) {
    this.numbers = numbers;
    this.layouts = guest.instructionSet.rows.map((row, index) => ({
      row,
      slots: layOut(row, guest),
      destinations: destinations[index] ?? [],
      relative: relativeOf(row, guest),
    }));
  }

  number(row: Row, variant: RowVariant): number {
    return numberIn(this.numbers, row, variant);
  }
}

/** All handlers of a guest's rows, numbered. */
export class HandlerTable implements DecodingTable {
  readonly handlers: readonly RowHandler[];
  readonly layouts: readonly RowLayout[];
  /** Handler numbers by row and variant; 0 where there is none. */
  private readonly numbers: Uint16Array;

  constructor(guest: Guest) {
    const shortened = new Set(guest.instructionSet.shortRows.map((short) => short.row));
    this.layouts = guest.instructionSet.rows.map((row) => layOutRow(row, guest));
    const handlers: RowHandler[] = [];
    this.numbers = new Uint16Array(this.layouts.length * VARIANTS_PER_ROW);
    for (const layout of this.layouts) {
      for (const variant of this.variants(layout, shortened.has(layout.row))) {
        const block = buildRow(guest, layout.row, variant.zeroed ? layout.destinations : []);
        const slot = slotOf(layout.row, variant);
        if (!hasEffects(block)) {
          this.numbers[slot] = variant.lengthBytes === 2 ? BUILT_IN.nop2 : BUILT_IN.nop4;
          continue;
        }
        const number = FIRST_ROW_HANDLER + handlers.length;
        this.numbers[slot] = number;
        handlers.push({ ...variant, row: layout.row, number, block });
      }
    }
    this.handlers = handlers;
  }

  private variants(layout: RowLayout, hasShort: boolean): RowVariant[] {
    const lengths = [layout.row.encoding.lengthBytes, ...(hasShort ? [2] : [])];
    const zeroings = layout.destinations.length > 0 ? [false, true] : [false];
    const localities = layout.relative === undefined ? [false] : [false, true];
    return lengths.flatMap((lengthBytes) =>
      zeroings.flatMap((zeroed) => localities.map((local) => ({ lengthBytes, zeroed, local }))),
    );
  }

  number(row: Row, variant: RowVariant): number {
    return numberIn(this.numbers, row, variant);
  }

  get saved(): SavedHandlers {
    return {
      numbers: Array.from(this.numbers),
      destinations: this.layouts.map(({ destinations }) => destinations),
    };
  }
}
