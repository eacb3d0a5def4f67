/** From source text to a program: labels, assignments, directives and instructions, statement by statement. */
import type { Diagnostics, Place } from './diagnostics.ts';
import type { Dialect } from './dialect.ts';
import { type DirectiveTarget, directives, splitAtCommas } from './directives.ts';
import { type Expression, ExpressionReader, evaluate } from './expression.ts';
import { type Forms, formsOf } from './forms.ts';
import { InstructionReader } from './instruction.ts';
import { LineExpander } from './lines.ts';
import { type Item, type Program, type Section, sizeSymbol } from './program.ts';
import { type Token, tokenize } from './tokens.ts';

/** What a section is when nothing else is said: by the beginning of its name. */
const CONVENTIONS: readonly (readonly [RegExp, string])[] = [
  [/^\.text/, 'ax'],
  [/^\.rodata|^\.srodata/, 'a'],
  [/^\.s?bss/, 'aw@nobits'],
];

function makeSection(name: string, flags: string | undefined, type: string | undefined): Section {
  const usual = CONVENTIONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'aw';
  const given = flags ?? usual;
  return {
    name,
    isExecutable: given.includes('x'),
    isWritable: given.includes('w'),
    isBlank: type === undefined ? usual.includes('nobits') : type.includes('nobits'),
    alignment: 1,
  };
}

const nothing = new Uint8Array();

export class SourceReader implements DirectiveTarget {
  private readonly diagnostics: Diagnostics;
  private readonly forms: Forms;
  private readonly instructions: InstructionReader;
  private readonly sections = new Map<string, Section>();
  private readonly items: Item[] = [];
  private readonly labels = new Map<string, Place>();
  private readonly assigned = new Set<string>();
  private readonly globals = new Set<string>();
  /** How often each numeric label has been defined so far. */
  private readonly numeric = new Map<string, number>();
  section: Section;
  shorten = true;
  readonly shortenStack: boolean[] = [];

  constructor(dialect: Dialect, diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
    this.forms = formsOf(dialect);
    this.instructions = new InstructionReader(dialect, this.forms, diagnostics);
    this.section = makeSection('.text', undefined, undefined);
    this.sections.set('.text', this.section);
  }

  read(source: string): Program {
    for (const { text, line, column } of new LineExpander(this.diagnostics).expand(source)) {
      for (const statement of tokenize(text, line, this.diagnostics, column)) this.readStatement(statement);
    }
    const { items, labels, globals } = this;
    return { sections: [...this.sections.values()], items, labels, globals };
  }

  private readStatement(tokens: readonly Token[]): void {
    let rest = tokens;
    while (rest[1]?.text === ':' && rest[1].kind === 'punctuation' && rest[0]) {
      this.label(rest[0]);
      rest = rest.slice(2);
    }
    const [head, second] = rest;
    if (!head) return;
    if (head.kind !== 'name') {
      this.report(head, `${head.text} is not an instruction or a directive`, 'remove it');
    } else if (second?.kind === 'punctuation' && second.text === '=') {
      const reader = new ExpressionReader(rest, 2);
      const value = reader.read();
      if (value && reader.position === rest.length) this.assign(head, value);
      else this.report(second, 'expected a value', 'correct the expression');
    } else if (head.text.startsWith('.')) {
      this.directive(
        head,
        rest.slice(1).map((token) => this.resolveLocal(token)),
      );
    } else {
      this.instruction(rest.map((token) => this.resolveLocal(token)));
    }
  }

  /** `1f` and `1b` become the names of the definitions that they mean. */
  private resolveLocal(token: Token): Token {
    if (token.kind !== 'local') return token;
    const number = token.text.slice(0, -1);
    const count = this.numeric.get(number) ?? 0;
    return { ...token, kind: 'name', text: `${number}@${token.text.endsWith('f') ? count + 1 : count}` };
  }

  private label(token: Token): void {
    let name = token.text;
    if (token.kind === 'number' && /^\d+$/.test(name)) {
      const count = (this.numeric.get(name) ?? 0) + 1;
      this.numeric.set(name, count);
      name = `${name}@${count}`;
    } else if (token.kind !== 'name' || this.forms.register(name) !== undefined || name === '.') {
      this.report(token, `${name} cannot be a label`, 'choose another name');
      return;
    }
    const earlier = this.labels.get(name);
    if (earlier || this.assigned.has(name)) {
      const where = earlier ? ` (line ${earlier.line})` : '';
      this.report(token, `${name} is defined twice${where}`, 'rename one of them');
      return;
    }
    this.labels.set(name, token);
    this.add(token, { contents: () => nothing, defines: { name, value: (scope) => scope.here } });
  }

  private directive(head: Token, tokens: readonly Token[]): void {
    const directive = directives.get(head.text.toLowerCase());
    if (directive) directive({ target: this, head, arguments: splitAtCommas(tokens) });
    else this.report(head, `${head.text} is not a directive`, 'remove or correct it');
  }

  private instruction(tokens: readonly Token[]): void {
    const parsed = this.instructions.parse(tokens);
    if (!parsed) return;
    const { shorten } = this;
    this.section.alignment = Math.max(this.section.alignment, 4);
    this.add(parsed.place, {
      leastBytes: this.instructions.leastBytes(parsed, shorten),
      onlyGrows: true,
      contents: (scope, _offset, minimumBytes) =>
        this.instructions.emit(parsed, scope, shorten, minimumBytes),
    });
  }

  // What directives do

  add(place: Place, item: Pick<Item, 'contents'> & Partial<Item>): void {
    this.items.push({ leastBytes: 0, onlyGrows: false, ...item, place, section: this.section });
  }

  enter(name: string, flags: string | undefined, type: string | undefined): void {
    this.section = this.sections.get(name) ?? makeSection(name, flags, type);
    this.sections.set(name, this.section);
  }

  assign(token: Token, value: Expression): void {
    const name = token.text;
    if (this.labels.has(name) || this.forms.register(name) !== undefined || name === '.') {
      this.report(token, `${name} cannot be given a value`, 'choose another name');
      return;
    }
    this.assigned.add(name);
    this.add(token, { contents: () => nothing, defines: { name, value: (scope) => evaluate(value, scope) } });
  }

  makeGlobal(name: string): void {
    this.globals.add(name);
  }

  setSize(token: Token, value: Expression): void {
    const name = sizeSymbol(token.text);
    this.add(token, { contents: () => nothing, defines: { name, value: (scope) => evaluate(value, scope) } });
  }

  filler(lengthBytes: number): Uint8Array {
    return this.instructions.filler(lengthBytes);
  }

  report(place: Place, what: string, action: string): void {
    this.diagnostics.report(place, 'statement', what, action);
  }
}
