/**
 * WebAssembly text for the modules that our encoder writes: one line for each instruction, indented by nesting, with
 * names for functions and labels, and for locals where the caller knows them. What it prints assembles to the same
 * module again.
 *
 *   moduleText(bytes).map(({ depth, text }) => '  '.repeat(depth) + text).join('\n')
 */
import { at } from '../../../base/assert.ts';
import { ATOMIC, BULK, type InstructionText, PLAIN } from './instructions.ts';
import type { ByteReader } from './byte-reader.ts';
import { type Body, readSections, type Sections, type Signature, typeName } from './sections.ts';

export interface TextLine {
  readonly text: string;
  readonly depth: number;
  /** Where its instruction stands, from its function's first one; -1 for a line that is none. */
  readonly offset: number;
}

export interface ModuleNames {
  /** The name of a local of an own function, both counted from 0; names of one function may repeat. */
  readonly local?: (ownFunction: number, local: number) => string | undefined;
}

const OPCODE = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  bulk: 0xfc,
  atomic: 0xfe,
} as const;
const NO_RESULT = 0x40;

const listed = (word: string, types: readonly string[]): string =>
  types.length === 0 ? '' : ` (${word} ${types.join(' ')})`;

/** Only the first use of a name has it plain. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}.${count}`;
  });
}

interface Names {
  readonly functions: readonly string[];
  readonly locals: (ownFunction: number) => readonly string[];
}

function nameAll(sections: Sections, names: ModuleNames): Names {
  const imported = sections.imports.filter(({ what }) => what.kind === 'function').map(({ name }) => name);
  const own = sections.functions.map((_, index) => {
    const number = imported.length + index;
    const exported = sections.exports.find((one) => one.kind === 'func' && one.index === number);
    return exported?.name ?? `function${number}`;
  });
  return {
    functions: distinct([...imported, ...own]),
    locals: (ownFunction) => {
      const { parameters } = at(sections.types, at(sections.functions, ownFunction));
      const types = [...parameters, ...at(sections.bodies, ownFunction).locals];
      return distinct(types.map((type, local) => names.local?.(ownFunction, local) ?? `${type}_${local}`));
    },
  };
}

/** The bits of a float constant, exactly. */
function floatText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (!Number.isNaN(value)) return value < 0 ? '-inf' : 'inf';
  const bits = bytes.length === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
  const width = bytes.length === 4 ? 23n : 52n;
  const sign = bits >> (bytes.length === 4 ? 31n : 63n) === 0n ? '' : '-';
  return `${sign}nan:0x${(bits & ((1n << width) - 1n)).toString(16)}`;
}

class BodyPrinter {
  private readonly functions: readonly string[];
  private readonly locals: readonly string[];
  private readonly reader: ByteReader;
  private readonly lines: TextLine[];
  private readonly codeStart: number;
  /** Names of the open labels, outermost first. */
  private readonly labels: string[] = [];
  private labelCount = 0;

  constructor(sections: Sections, names: Names, ownFunction: number, lines: TextLine[]) {
    this.functions = names.functions;
    this.locals = names.locals(ownFunction);
    const body = at<Body>(sections.bodies, ownFunction);
    this.reader = body.code;
    this.codeStart = body.code.position;
    this.lines = lines;
  }

  private line(text: string, offset: number, outdent = 0): void {
    this.lines.push({ text, depth: 2 + this.labels.length - outdent, offset: offset - this.codeStart });
  }

  print(): void {
    for (;;) {
      const { position } = this.reader;
      const opcode = this.reader.byte();
      if (opcode === OPCODE.end) {
        const label = this.labels.at(-1);
        // The body's own end is the function's closing bracket.
        if (label === undefined) return;
        this.line(`end $${label}`, position, 1);
        this.labels.pop();
      } else if (opcode === OPCODE.else) this.line('else', position, 1);
      else this.instruction(opcode, position);
    }
  }

  private instruction(opcode: number, position: number): void {
    const { name, immediate, naturalAlignment } = this.lookUp(opcode, position);
    if (immediate === 'block') return this.open(name, opcode, position);
    const after = this.immediate(immediate, naturalAlignment);
    this.line(after === '' ? name : `${name} ${after}`, position);
  }

  private lookUp(opcode: number, position: number): InstructionText {
    const table = opcode === OPCODE.bulk ? BULK : opcode === OPCODE.atomic ? ATOMIC : PLAIN;
    const number = table === PLAIN ? opcode : this.reader.unsigned();
    const known = table.get(number);
    if (known) return known;
    throw new Error(`byte ${position}: opcode 0x${opcode.toString(16)} ${number} is not known`);
  }

  private open(name: string, opcode: number, position: number): void {
    const { block, loop } = OPCODE;
    const label = `${opcode === block ? 'block' : opcode === loop ? 'loop' : 'if'}${++this.labelCount}`;
    const type = this.reader.byte();
    const result = type === NO_RESULT ? '' : ` (result ${typeName(type)})`;
    this.line(`${name} $${label}${result}`, position);
    this.labels.push(label);
  }

  private label(): string {
    const label = this.labels.at(-1 - this.reader.unsigned());
    // The function's own label has no name.
    return label === undefined ? String(this.labels.length) : `$${label}`;
  }

  private immediate(kind: InstructionText['immediate'], naturalAlignment = 0): string {
    const { reader } = this;
    switch (kind) {
      case 'none':
      case 'block':
        return '';
      case 'label':
        return this.label();
      case 'labels':
        return [...reader.list(() => this.label()), this.label()].join(' ');
      case 'function':
        return `$${at(this.functions, reader.unsigned())}`;
      case 'indirect': {
        const type = reader.unsigned();
        reader.unsigned();
        return `(type ${type})`;
      }
      case 'local':
        return `$${at(this.locals, reader.unsigned())}`;
      case 'global':
        return String(reader.unsigned());
      case 'access':
        return this.access(naturalAlignment);
      case 'i32':
      case 'i64':
        return String(reader.signed());
      case 'f32':
      case 'f64':
        return floatText(reader.take(kind === 'f32' ? 4 : 8));
      case 'memory':
        reader.byte();
        return '';
      case 'memories':
        reader.take(2);
        return '';
    }
  }

  private access(naturalAlignment: number): string {
    const alignment = this.reader.unsigned();
    const offset = this.reader.unsigned();
    const parts = offset === 0 ? [] : [`offset=${offset}`];
    if (alignment !== naturalAlignment) parts.push(`align=${2 ** alignment}`);
    return parts.join(' ');
  }

  head(signature: Signature): string {
    const { parameters, results } = signature;
    const named = parameters.map((type, index) => ` (param $${at(this.locals, index)} ${type})`);
    return named.join('') + listed('result', results);
  }

  declarations(locals: readonly string[], parameterCount: number): string[] {
    return locals.map((type, index) => `(local $${at(this.locals, parameterCount + index)} ${type})`);
  }
}

/** The text of a module, line by line. */
export function moduleText(bytes: Uint8Array, names: ModuleNames = {}): TextLine[] {
  const sections = readSections(bytes);
  const all = nameAll(sections, names);
  const lines: TextLine[] = [];
  const add = (depth: number, text: string): void => void lines.push({ depth, text, offset: -1 });
  add(0, '(module');
  for (const { parameters, results } of sections.types) {
    add(1, `(type (func${listed('param', parameters)}${listed('result', results)}))`);
  }
  let imported = 0;
  for (const { module, name, what } of sections.imports) {
    const kind =
      what.kind === 'function'
        ? `func $${at(all.functions, imported++)} (type ${what.type})`
        : `${what.kind} ${what.text}`;
    add(1, `(import "${module}" "${name}" (${kind}))`);
  }
  for (const { type, isMutable, value } of sections.globals) {
    add(1, `(global ${isMutable ? `(mut ${type})` : type} (${type}.const ${value}))`);
  }
  for (const { name, kind, index } of sections.exports) {
    add(1, `(export "${name}" (${kind} ${kind === 'func' ? `$${at(all.functions, index)}` : index}))`);
  }
  sections.functions.forEach((type, index) => {
    const signature = at(sections.types, type);
    const printer = new BodyPrinter(sections, all, index, lines);
    add(1, `(func $${at(all.functions, imported + index)} (type ${type})${printer.head(signature)}`);
    const { locals } = at<Body>(sections.bodies, index);
    for (const text of printer.declarations(locals, signature.parameters.length)) add(2, text);
    printer.print();
    add(1, ')');
  });
  add(0, ')');
  return lines;
}
