/**
 * A program between parsing and layout: sections and the items in them, in source order. An item's bytes
 * depend on addresses, so they are asked for again in every layout pass.
 */
import type { Place } from './diagnostics.ts';
import type { InstructionScope } from './instruction.ts';

/** Bytes, or a run of one byte (which a section without contents needs no memory for). */
export type Contents = Uint8Array | { readonly lengthBytes: number; readonly fill: number };

export interface Section {
  readonly name: string;
  readonly isExecutable: boolean;
  readonly isWritable: boolean;
  /** Takes memory but no place in the file. */
  readonly isBlank: boolean;
  /** Largest alignment asked for, in bytes. */
  alignment: number;
}

export interface Item {
  readonly place: Place;
  readonly section: Section;
  /**
   * The contents at `scope.here`; nothing where a value is not known yet. `offset` counts from the start of
   * the section.
   */
  contents(scope: InstructionScope, offset: number, minimumBytes: number): Contents | undefined;
  /** How long it is taken to be until it is known. */
  readonly leastBytes: number;
  /** Never becomes shorter from pass to pass. */
  readonly onlyGrows: boolean;
  /** Names that stand for its address, or for a value. */
  readonly defines?: { readonly name: string; value(scope: InstructionScope): bigint | undefined };
}

export interface Program {
  readonly sections: readonly Section[];
  readonly items: readonly Item[];
  /** Labels, by name: the places where they are defined. */
  readonly labels: ReadonlyMap<string, Place>;
  readonly globals: ReadonlySet<string>;
}

/** The symbol that keeps the size of what another names; no text can spell it. */
export const sizeSymbol = (name: string): string => `${name}@size`;
