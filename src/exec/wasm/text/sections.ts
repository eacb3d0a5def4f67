/** The parts of a module that our encoder writes: what is imported, declared and exported, and where bodies stand. */
import { at } from '../../../base/assert.ts';
import { ByteReader } from './byte-reader.ts';
import { TYPE_NAMES } from './instructions.ts';

export interface Signature {
  readonly parameters: readonly string[];
  readonly results: readonly string[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  /** As the text format says what it is, without its own name. */
  readonly what:
    | { readonly kind: 'function'; readonly type: number }
    | { readonly kind: 'table' | 'memory'; readonly text: string };
}

export interface Global {
  readonly type: string;
  readonly isMutable: boolean;
  readonly value: bigint;
}

export interface Export {
  readonly name: string;
  readonly kind: 'func' | 'table' | 'memory' | 'global';
  readonly index: number;
}

export interface Body {
  readonly locals: readonly string[];
  /** Stands at the first instruction. */
  readonly code: ByteReader;
}

export interface Sections {
  readonly types: readonly Signature[];
  readonly imports: readonly Import[];
  /** Type of each own function. */
  readonly functions: readonly number[];
  readonly globals: readonly Global[];
  readonly exports: readonly Export[];
  readonly bodies: readonly Body[];
}

const HEADER_BYTES = 8;
const SECTION = { custom: 0, type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 } as const;
const EXPORT_KINDS = ['func', 'table', 'memory', 'global'] as const;

export function typeName(code: number): string {
  const name = TYPE_NAMES.get(code);
  if (name === undefined) throw new Error(`0x${code.toString(16)} is not a type of values`);
  return name;
}

const readType = (reader: ByteReader): string => typeName(reader.byte());

function readSignature(reader: ByteReader): Signature {
  reader.byte();
  return { parameters: reader.list(readType), results: reader.list(readType) };
}

/** Least and perhaps greatest size; memory may be shared. */
function readLimits(reader: ByteReader): string {
  const flags = reader.byte();
  const least = reader.unsigned();
  const most = (flags & 1) === 0 ? '' : ` ${reader.unsigned()}`;
  return `${least}${most}${(flags & 2) === 0 ? '' : ' shared'}`;
}

function readImport(reader: ByteReader): Import {
  const module = reader.name();
  const name = reader.name();
  const kind = reader.byte();
  if (kind === 0) return { module, name, what: { kind: 'function', type: reader.unsigned() } };
  if (kind === 2) return { module, name, what: { kind: 'memory', text: readLimits(reader) } };
  reader.byte();
  return { module, name, what: { kind: 'table', text: `${readLimits(reader)} funcref` } };
}

function readGlobal(reader: ByteReader): Global {
  const type = readType(reader);
  const isMutable = reader.byte() === 1;
  // A constant, then the end of the expression.
  reader.byte();
  const value = reader.signed();
  reader.byte();
  return { type, isMutable, value };
}

function readBody(reader: ByteReader): Body {
  const code = reader.part(reader.unsigned());
  const locals = code.list((body) => {
    const count = body.unsigned();
    return Array.from<string>({ length: count }).fill(readType(body));
  });
  return { locals: locals.flat(), code };
}

/** Reads a module; sections that say nothing about the code are passed over. */
export function readSections(bytes: Uint8Array): Sections {
  const sections: { -readonly [K in keyof Sections]: Sections[K] } = {
    types: [],
    imports: [],
    functions: [],
    globals: [],
    exports: [],
    bodies: [],
  };
  const reader = new ByteReader(bytes, HEADER_BYTES);
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const content = reader.part(reader.unsigned());
    if (id === SECTION.type) sections.types = content.list(readSignature);
    else if (id === SECTION.import) sections.imports = content.list(readImport);
    else if (id === SECTION.function) sections.functions = content.list((one) => one.unsigned());
    else if (id === SECTION.global) sections.globals = content.list(readGlobal);
    else if (id === SECTION.export) {
      sections.exports = content.list((one) => {
        const name = one.name();
        return { name, kind: at(EXPORT_KINDS, one.byte()), index: one.unsigned() };
      });
    } else if (id === SECTION.code) sections.bodies = content.list(readBody);
    else if (id !== SECTION.custom) throw new Error(`section ${id} is not one that we write`);
  }
  return sections;
}
