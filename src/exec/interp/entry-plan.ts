/**
 * How one encoding becomes an entry, prepared once so that decoding allocates nothing: where each operand's bits
 * are, where they go, and which handler runs.
 */
import { assert, at } from '../../base/assert.ts';
import { extractField, type Field, type Pattern } from '../../isa/define.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { DecodingTable, OperandSlot } from './entries.ts';

/** A field of the encoding, or a number that the short encoding implies. */
type Source = Field | number;

const numberOf = (source: Source, word: number): number =>
  typeof source === 'number' ? source : extractField(source, word);

interface Placed {
  readonly source: Source;
  readonly form: OperandSlot['form'];
  /** Which half of the entry, and the shift inside it. */
  readonly high: boolean;
  readonly shift: number;
  readonly isRelative: boolean;
}

/** Entry bytes per byte of guest code. */
const ENTRY_SCALE = 4;

export class EntryPlan {
  private readonly placed: readonly Placed[];
  private readonly destinations: readonly Source[];
  private readonly relative: Source | undefined;
  /** Handler numbers by zeroed (2) and local (1). */
  private readonly numbers: readonly number[];

  constructor(pattern: Pattern, handlers: DecodingTable) {
    const { row, short, encoding } = pattern;
    const layout = at(handlers.layouts, row.index);
    const source = (name: string): Source => {
      const mapped = short?.sources[name];
      if (mapped && 'number' in mapped) return mapped.number;
      const field = encoding.fields.find((one) => one.name === (mapped ? mapped.field : name));
      assert(field !== undefined, `${row.syntax} has no field for ${name}`);
      return field;
    };
    this.placed = layout.slots.map(({ name, offset, form }) => ({
      source: source(name),
      form,
      high: offset >= 4,
      shift: form === 'word' ? 0 : (offset % 4) * 8,
      isRelative: name === layout.relative,
    }));
    this.destinations = layout.destinations.map(source);
    this.relative = layout.relative === undefined ? undefined : source(layout.relative);
    const { lengthBytes } = encoding;
    this.numbers = [0, 1, 2, 3].map((index) => {
      const zeroed = index >= 2 && this.destinations.length > 0;
      const local = index % 2 === 1 && this.relative !== undefined;
      return handlers.number(row, { zeroed, local, lengthBytes });
    });
  }

  private isZeroed(word: number): boolean {
    if (this.destinations.length === 0) return false;
    for (const source of this.destinations) if (numberOf(source, word) !== 0) return false;
    return true;
  }

  private isLocal(word: number, pageOffset: number): boolean {
    if (this.relative === undefined || pageOffset < 0) return false;
    const target = pageOffset + numberOf(this.relative, word);
    return target >= 0 && target < PAGE_BYTES && (target & 1) === 0;
  }

  /** Writes the entry as two words; `pageOffset` is -1 where the target may not be local. */
  write(word: number, pageOffset: number, words: Int32Array, index: number): void {
    const local = this.isLocal(word, pageOffset);
    let low = at(this.numbers, (this.isZeroed(word) ? 2 : 0) + (local ? 1 : 0));
    let high = 0;
    for (const { source, form, high: isHigh, shift, isRelative } of this.placed) {
      const number = numberOf(source, word);
      if (form === 'word') high = local && isRelative ? number * ENTRY_SCALE : number;
      else {
        const byte = (form === 'register' ? number * 8 : number) << shift;
        if (isHigh) high |= byte;
        else low |= byte;
      }
    }
    words[index] = low;
    words[index + 1] = high;
  }
}
