/**
 * An instruction statement: which form it is, and its bytes for given addresses.
 *
 * Where short encodings are allowed an instruction starts as the shortest that fits and only ever grows, so
 * that layout settles.
 */
import type { Dialect } from './dialect.ts';
import { type Encoded, encode, encodeShort, type Misfit, shortRowsOf } from './encode.ts';
import { evaluate, type Scope } from './expression.ts';
import type { Form, Forms } from './forms.ts';
import { type Arguments, matchForm } from './match.ts';
import type { Diagnostics, Place } from './diagnostics.ts';
import { type Token, tokenize } from './tokens.ts';

/** A statement whose form is known. */
export interface Parsed {
  readonly form: Form;
  readonly arguments: Arguments;
  readonly place: Place;
  /** Of a pseudo-instruction: what it stands for. */
  readonly expansion: readonly Parsed[];
  /** Of a pseudo-instruction: what it may be instead where short encodings are allowed. */
  readonly short?: Parsed | undefined;
}

/** Where a scope's address may be moved along a sequence of instructions. */
export interface InstructionScope extends Scope {
  at(here: bigint): InstructionScope;
  /** Where values are not final yet, misfits and unknown values are no mistakes. */
  readonly final: boolean;
}

/** Pseudo-instructions may stand for others; a table that makes a circle is our mistake and stops here. */
const MAX_EXPANSION_DEPTH = 8;

export class InstructionReader {
  private readonly dialect: Dialect;
  private readonly forms: Forms;
  private readonly diagnostics: Diagnostics;

  constructor(dialect: Dialect, forms: Forms, diagnostics: Diagnostics) {
    this.dialect = dialect;
    this.forms = forms;
    this.diagnostics = diagnostics;
  }

  /** Finds the form that a statement has; reports why where there is none. */
  parse(tokens: readonly Token[], depth = 0): Parsed | undefined {
    const head = tokens[0];
    if (!head || depth > MAX_EXPANSION_DEPTH) return undefined;
    const candidates = this.forms.of(head.text.toLowerCase());
    if (candidates.length === 0) {
      const what = `${head.text} is not an instruction of ${this.dialect.set.name}`;
      this.diagnostics.report(head, 'mnemonic', what, 'correct the mnemonic');
      return undefined;
    }
    let furthest = { failedAt: -1, expected: '', syntax: '' };
    for (const form of candidates) {
      const match = matchForm(this.forms, form, tokens);
      if ('arguments' in match) return this.finish(form, match.arguments, head, depth);
      if (match.failedAt > furthest.failedAt) furthest = { ...match, syntax: form.syntax };
    }
    const found = tokens[furthest.failedAt];
    const what = `${furthest.syntax}: expected ${furthest.expected}, found ${found?.text ?? 'the end of the line'}`;
    this.diagnostics.report(found ?? tokens.at(-1) ?? head, 'operands', what, 'correct the operands');
    return undefined;
  }

  /** A line of an expansion, with the operands written in place of their names. */
  expand(text: string, given: Arguments, place: Place, depth: number): Parsed | undefined {
    const [template = []] = tokenize(text, place.line, this.diagnostics, place.column);
    const tokens = template.flatMap((token, index) => {
      const argument = index > 0 && token.kind === 'name' ? given.get(token.text) : undefined;
      return argument ? argument.tokens : [token];
    });
    return this.parse(tokens, depth);
  }

  private finish(form: Form, given: Arguments, place: Place, depth: number): Parsed | undefined {
    if (!('pseudo' in form.target)) return { form, arguments: given, place, expansion: [] };
    const { expansion, short } = form.target.pseudo;
    const lines = expansion.map((text) => this.expand(text, given, place, depth + 1));
    const parsed = lines.filter((line) => line !== undefined);
    if (parsed.length < lines.length) return undefined;
    return {
      form,
      arguments: given,
      place,
      expansion: parsed,
      short: short === undefined ? undefined : this.expand(short, given, place, depth + 1),
    };
  }

  /**
   * The bytes of an instruction at `scope.here`, or nothing where a value is not known or does not fit (which
   * is reported where the scope is final).
   *
   * @param minimumBytes what it took before; it will not take less
   */
  emit(
    parsed: Parsed,
    scope: InstructionScope,
    shorten: boolean,
    minimumBytes: number,
  ): Uint8Array | undefined {
    const { target } = parsed.form;
    if ('computed' in target) return this.emitComputed(parsed, scope, shorten, minimumBytes);
    if ('pseudo' in target) {
      const short = shorten && minimumBytes <= 2 && parsed.short && this.encode(parsed.short, scope, false);
      if (short && 'word' in short) return bytesOf(short.word, short.lengthBytes);
      // In a sequence one part's value depends on another's address: nothing may move.
      return this.emitAll(parsed.expansion, scope, shorten && parsed.expansion.length === 1, minimumBytes);
    }
    const encoded = this.encode(parsed, scope, shorten && minimumBytes <= 2);
    if (!encoded) return undefined;
    if ('word' in encoded) return bytesOf(encoded.word, encoded.lengthBytes);
    // Addresses still move: it may fit in the end, and takes its place until then.
    if (!scope.final) return new Uint8Array(this.leastBytes(parsed, false));
    this.reportMisfit(parsed, encoded.misfit);
    return undefined;
  }

  /** The encoding of a row or short row, or nothing where a value is not known. */
  private encode(parsed: Parsed, scope: Scope, shorten: boolean): Encoded | undefined {
    const { target } = parsed.form;
    const values = this.valuesOf(parsed, scope);
    if (!values) return undefined;
    if ('short' in target) return encode(this.dialect.set, target.short, values);
    if (!('row' in target)) return undefined;
    const short = shorten ? encodeShort(this.dialect.set, target.row, values) : undefined;
    return short ?? encode(this.dialect.set, target.row, values);
  }

  private emitAll(
    lines: readonly Parsed[],
    scope: InstructionScope,
    shorten: boolean,
    minimumBytes: number,
  ): Uint8Array | undefined {
    const bytes: number[] = [];
    let isComplete = true;
    for (const line of lines) {
      const piece = this.emit(line, scope.at(scope.here + BigInt(bytes.length)), shorten, minimumBytes);
      if (!piece) isComplete = false;
      else bytes.push(...piece);
    }
    return isComplete ? Uint8Array.from(bytes) : undefined;
  }

  /** A sequence that depends on a value is padded where an earlier pass needed more. */
  private emitComputed(
    parsed: Parsed,
    scope: InstructionScope,
    shorten: boolean,
    minimumBytes: number,
  ): Uint8Array | undefined {
    const { target } = parsed.form;
    const argument = 'computed' in target ? parsed.arguments.get(target.computed.operand) : undefined;
    const value = argument && evaluate(argument.value, scope);
    if (!('computed' in target) || value === undefined) return undefined;
    const lines = target.computed
      .expand(value)
      .map((text) => this.expand(text, parsed.arguments, parsed.place, 1))
      .filter((line) => line !== undefined);
    const bytes = this.emitAll(lines, scope, shorten, 0);
    if (!bytes || bytes.length >= minimumBytes) return bytes;
    return Uint8Array.from([...bytes, ...this.filler(minimumBytes - bytes.length)]);
  }

  /** The least that an instruction can take, for the first pass, which does not know all values. */
  leastBytes(parsed: Parsed, shorten: boolean): number {
    const { target } = parsed.form;
    if ('short' in target) return target.short.encoding.lengthBytes;
    if ('pseudo' in target) {
      if (shorten && parsed.short) return this.leastBytes(parsed.short, false);
      const single = parsed.expansion.length === 1;
      return parsed.expansion.reduce((sum, line) => sum + this.leastBytes(line, shorten && single), 0);
    }
    if (!('row' in target)) return 0;
    const [short] = shorten ? shortRowsOf(this.dialect.set, target.row) : [];
    return (short ?? target.row).encoding.lengthBytes;
  }

  /** Instructions without effect that fill a gap; zeros where the gap is odd. */
  filler(lengthBytes: number): Uint8Array {
    const place: Place = { line: 0, column: 0 };
    const filler = this.expand(this.dialect.filler, new Map(), place, 0);
    const scope: InstructionScope = {
      here: 0n,
      diagnostics: this.diagnostics,
      final: false,
      lookup: () => undefined,
      modify: () => undefined,
      at: () => scope,
    };
    const long = (filler && this.emit(filler, scope, false, 0)) ?? new Uint8Array(1);
    const short = (filler && this.emit(filler, scope, true, 0)) ?? long;
    const bytes: number[] = [];
    while (lengthBytes - bytes.length >= long.length) bytes.push(...long);
    while (lengthBytes - bytes.length >= short.length) bytes.unshift(...short);
    while (bytes.length < lengthBytes) bytes.unshift(0);
    return Uint8Array.from(bytes);
  }

  private valuesOf(parsed: Parsed, scope: Scope): Map<string, bigint> | undefined {
    const values = new Map(parsed.form.modifiers);
    let isKnown = true;
    for (const [name, argument] of parsed.arguments) {
      const value = evaluate(argument.value, scope);
      if (value === undefined) {
        isKnown = false;
        continue;
      }
      const kind = this.forms.kind(name);
      const isRelative = kind?.kind === 'immediate' && kind.relative === true;
      values.set(name, isRelative ? value - scope.here : value);
    }
    return isKnown ? values : undefined;
  }

  private reportMisfit(parsed: Parsed, misfit: Misfit): void {
    const token = misfit.operand === undefined ? undefined : parsed.arguments.get(misfit.operand)?.tokens[0];
    const mnemonic = parsed.form.syntax.split(' ')[0] ?? '';
    const what = `${mnemonic}: ${misfit.what}`;
    this.diagnostics.report(token ?? parsed.place, 'range', what, 'choose an operand that fits');
  }
}

const bytesOf = (word: number, lengthBytes: number): Uint8Array =>
  Uint8Array.from({ length: lengthBytes }, (_, index) => (word >>> (8 * index)) & 0xff);
