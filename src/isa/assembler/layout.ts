/**
 * Addresses and bytes. Passes over the items repeat, each with the addresses of the one before, until nothing
 * moves; instructions only grow, so that it ends. A last pass reports what does not fit.
 */
import { alignUp } from '../../base/bits.ts';
import type { Diagnostics, Place } from './diagnostics.ts';
import type { Dialect } from './dialect.ts';
import type { InstructionScope } from './instruction.ts';
import type { Contents, Item, Program, Section } from './program.ts';

/** A section with its place and contents. */
export interface PlacedSection {
  readonly section: Section;
  readonly address: bigint;
  readonly lengthBytes: number;
  /** Empty for a blank section. */
  readonly bytes: Uint8Array;
}

export interface Layout {
  readonly sections: readonly PlacedSection[];
  readonly symbols: ReadonlyMap<string, bigint>;
}

/** A page: data never shares one with code, whose stores would then look like self-modifying code. */
const PAGE_BYTES = 4096;
const SECTION_ALIGNMENT = 16;
const MAX_PASSES = 40;
const MAX_STORED_BYTES = 64 * 2 ** 20;
const MAX_BLANK_BYTES = 2 ** 31;

const lengthOf = (contents: Contents): number =>
  contents instanceof Uint8Array ? contents.length : contents.lengthBytes;

/** Code first, then constants, data, and what is blank. */
const rank = ({ isExecutable, isWritable, isBlank }: Section): number =>
  isExecutable ? 0 : isBlank ? 3 : isWritable ? 2 : 1;

class LayoutRun {
  private readonly program: Program;
  private readonly dialect: Dialect;
  private readonly diagnostics: Diagnostics;
  private readonly ordered: readonly Section[];
  private bases = new Map<Section, bigint>();
  private lengths = new Map<Section, number>();
  private readonly sizes = new Map<Item, number>();
  private symbols = new Map<string, bigint>();
  private readonly kept = new Map<bigint, bigint>();
  private moved = false;

  constructor(program: Program, dialect: Dialect, diagnostics: Diagnostics) {
    this.program = program;
    this.dialect = dialect;
    this.diagnostics = diagnostics;
    this.ordered = program.sections.toSorted((a, b) => rank(a) - rank(b));
    this.placeSections();
  }

  run(): Layout | undefined {
    for (let pass = 0; ; pass += 1) {
      this.moved = false;
      this.pass();
      if (!this.moved) break;
      if (pass >= MAX_PASSES) {
        const what = 'the sizes depend on one another in a circle';
        this.diagnostics.report(
          { line: 1, column: 1 },
          'layout',
          what,
          'make a .space, .org or .align constant',
        );
        return undefined;
      }
    }
    const images = new Map(this.ordered.map((section) => [section, this.imageOf(section)]));
    this.pass(images);
    return {
      sections: this.ordered.map((section) => ({
        section,
        address: this.bases.get(section) ?? 0n,
        lengthBytes: this.lengths.get(section) ?? 0,
        bytes: images.get(section) ?? new Uint8Array(),
      })),
      symbols: this.symbols,
    };
  }

  private imageOf(section: Section): Uint8Array {
    return new Uint8Array(section.isBlank ? 0 : (this.lengths.get(section) ?? 0));
  }

  /** One pass; the last one gets images to fill. */
  private pass(images?: ReadonlyMap<Section, Uint8Array>): void {
    const offsets = new Map<Section, number>();
    const before = this.symbols;
    this.symbols = new Map(before);
    for (const item of this.program.items) {
      const offset = offsets.get(item.section) ?? 0;
      const here = (this.bases.get(item.section) ?? 0n) + BigInt(offset);
      const scope = this.scope(here, images !== undefined);
      const size = this.sizes.get(item);
      const contents = item.contents(scope, offset, item.onlyGrows ? (size ?? 0) : 0);
      const next = this.bounded(item, offset, contents ? lengthOf(contents) : (size ?? item.leastBytes));
      if (next !== size) this.moved = true;
      this.sizes.set(item, next);
      offsets.set(item.section, offset + next);
      this.define(item, scope, before);
      const image = images?.get(item.section);
      if (image && contents) this.write(item, image, offset, contents);
    }
    this.lengths = offsets;
    this.placeSections();
  }

  private define(item: Item, scope: InstructionScope, before: ReadonlyMap<string, bigint>): void {
    if (!item.defines) return;
    const value = item.defines.value(scope);
    if (value === undefined) return;
    this.symbols.set(item.defines.name, value);
    if (before.get(item.defines.name) !== value) this.moved = true;
  }

  /** The length, cut to nothing where the section would pass its limit. */
  private bounded(item: Item, offset: number, lengthBytes: number): number {
    const { isBlank, name } = item.section;
    const limit = isBlank ? MAX_BLANK_BYTES : MAX_STORED_BYTES;
    if (offset + lengthBytes <= limit) return lengthBytes;
    const what = `section ${name} has more than ${limit / 2 ** 20} MiB`;
    this.diagnostics.report(
      item.place,
      'size',
      what,
      isBlank ? 'make it smaller' : 'move blank data to .bss',
    );
    return 0;
  }

  private write(item: Item, image: Uint8Array, offset: number, contents: Contents): void {
    if (item.section.isBlank) {
      const isZero =
        contents instanceof Uint8Array ? contents.every((byte) => byte === 0) : contents.fill === 0;
      if (isZero) return;
      const what = `section ${item.section.name} holds only zeros`;
      this.diagnostics.report(item.place, 'section', what, 'put initialised data into .data');
    } else if (offset + lengthOf(contents) <= image.length) {
      if (contents instanceof Uint8Array) image.set(contents, offset);
      else image.fill(contents.fill, offset, offset + contents.lengthBytes);
    }
  }

  private placeSections(): void {
    let address = this.dialect.baseAddress;
    const align = (bytes: number): void => {
      const unit = BigInt(bytes);
      address = ((address + unit - 1n) / unit) * unit;
    };
    const bases = new Map<Section, bigint>();
    let previous: Section | undefined;
    for (const section of this.ordered) {
      const startsPage = previous !== undefined && previous.isWritable !== section.isWritable;
      align(Math.max(section.alignment, startsPage ? PAGE_BYTES : SECTION_ALIGNMENT));
      if (this.bases.get(section) !== address) this.moved = true;
      bases.set(section, address);
      address += BigInt(this.lengths.get(section) ?? 0);
      previous = section;
    }
    this.bases = bases;
  }

  private scope(here: bigint, final: boolean): InstructionScope {
    return {
      here,
      final,
      diagnostics: this.diagnostics,
      lookup: (name, place) => {
        const value = this.symbols.get(name);
        if (value === undefined && final) this.reportUndefined(name, place);
        return value;
      },
      modify: (name, value, place) => this.modify(name, value, place, here, final),
      at: (address) => this.scope(address, final),
    };
  }

  private modify(
    name: string,
    value: bigint,
    place: Place,
    here: bigint,
    final: boolean,
  ): bigint | undefined {
    const { modifiers } = this.dialect;
    const modifier = Object.hasOwn(modifiers, name) ? modifiers[name] : undefined;
    if (!modifier) {
      const action = `use one of ${Object.keys(modifiers)
        .map((known) => `%${known}`)
        .join(', ')}`;
      this.diagnostics.report(place, 'modifier', `%${name} is not known`, action);
      return undefined;
    }
    const result = modifier.apply(value, {
      here,
      remember: (kept) => {
        if (this.kept.get(here) !== kept) this.moved = true;
        this.kept.set(here, kept);
      },
      recall: (address) => this.kept.get(address),
    });
    if (result === undefined && final && modifier.failure) {
      this.diagnostics.report(place, 'modifier', modifier.failure.what, modifier.failure.action);
    }
    return result;
  }

  private reportUndefined(name: string, place: Place): void {
    const local = /^(\d+)@/.exec(name)?.[1];
    const what =
      local === undefined ? `${name} is not defined` : `there is no label ${local}: in that direction`;
    this.diagnostics.report(place, 'undefined', what, 'define it, or correct the name');
  }
}

/** Lays a program out; nothing where that does not settle (which is reported). */
export function layOut(program: Program, dialect: Dialect, diagnostics: Diagnostics): Layout | undefined {
  return new LayoutRun(program, dialect, diagnostics).run();
}

/** Bytes up to the next multiple of `alignment`. */
export const gapTo = (offset: number, alignment: number): number => alignUp(offset, alignment) - offset;
