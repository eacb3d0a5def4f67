/**
 * Reads a statement's operands by a form's syntax. Only the shape is looked at (register or expression);
 * values come when the layout is known.
 */
import type { OperandKind } from '../row-language.ts';
import { type Expression, ExpressionReader } from './expression.ts';
import type { Form, Forms } from './forms.ts';
import type { Token } from './tokens.ts';

export interface Argument {
  readonly value: Expression;
  /** What was written, for expansions. */
  readonly tokens: readonly Token[];
}

export type Arguments = ReadonlyMap<string, Argument>;

export type Match =
  | { readonly arguments: Arguments }
  /** Where it went wrong (an index into the tokens), and what was expected there. */
  | { readonly failedAt: number; readonly expected: string };

const number = (value: number): Expression => ({ kind: 'number', value: BigInt(value) });

const registerNumber = (kind: OperandKind, name: string): number =>
  kind.kind === 'register' ? kind.names.findIndex((names) => names.includes(name)) : -1;

function describe(name: string, kind: OperandKind): string {
  if (kind.kind !== 'register') return kind.words ? `${name} (a number or a name)` : `${name} (a number)`;
  return `${name} (a register, ${kind.names[0]?.[0]} to ${kind.names.at(-1)?.[0]})`;
}

class Matcher {
  private readonly forms: Forms;
  private readonly tokens: readonly Token[];
  private position: number;
  private readonly found = new Map<string, Argument>();

  constructor(forms: Forms, tokens: readonly Token[], position: number) {
    this.forms = forms;
    this.tokens = tokens;
    this.position = position;
  }

  match(form: Form): Match {
    for (const [index, part] of form.parts.entries()) {
      if ('literal' in part) {
        this.skipZeroOffset(part.literal);
        if (this.takeLiteral(part.literal)) continue;
        if (part.literal === ',' && this.atEnd() && this.takeImplied(form, index + 1)) break;
        return this.fail(this.atEnd() ? `"${part.literal}"` : `"${part.literal}" here`);
      }
      const kind = this.forms.kind(part.operand);
      if (!kind) return this.fail(part.operand);
      const start = this.position;
      const value = this.takeOperand(kind, form, index);
      if (!value) {
        this.position = start;
        return this.fail(describe(part.operand, kind));
      }
      this.found.set(part.operand, { value, tokens: this.tokens.slice(start, this.position) });
    }
    return this.atEnd() ? { arguments: this.found } : this.fail('the end of the instruction');
  }

  private atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  private fail(expected: string): Match {
    return { failedAt: this.position, expected };
  }

  /** `0(a0)` where the syntax says `(rs1)`: an offset of 0 may be written. */
  private skipZeroOffset(literal: string): void {
    const isZero = this.tokens[this.position]?.value === 0n;
    if (literal === '(' && isZero && this.tokens[this.position + 1]?.text === '(') this.position += 1;
  }

  private takeLiteral(literal: string): boolean {
    const token = this.tokens[this.position];
    if (token === undefined) return false;
    const register = this.forms.register(token.text);
    const same =
      token.text === literal || (register !== undefined && register === this.forms.register(literal));
    if (same) this.position += 1;
    return same;
  }

  /** The rest of the syntax is one operand that may be left out, and is. */
  private takeImplied(form: Form, index: number): boolean {
    const part = form.parts[index];
    if (!part || !('operand' in part) || index !== form.parts.length - 1) return false;
    const kind = this.forms.kind(part.operand);
    if (kind?.kind !== 'immediate' || kind.implied === undefined) return false;
    this.found.set(part.operand, { value: number(kind.implied), tokens: [] });
    return true;
  }

  private takeOperand(kind: OperandKind, form: Form, index: number): Expression | undefined {
    const token = this.tokens[this.position];
    if (token === undefined) return undefined;
    if (kind.kind === 'register') {
      const register = token.kind === 'name' ? registerNumber(kind, token.text) : -1;
      if (register < 0) return undefined;
      this.position += 1;
      return number(register);
    }
    const hasWord =
      token.kind === 'name' && kind.words !== undefined && Object.hasOwn(kind.words, token.text);
    const word = hasWord ? kind.words[token.text] : undefined;
    if (word !== undefined) {
      this.position += 1;
      return number(word);
    }
    if (this.isBareBase(form, index)) return number(0);
    if (token.kind === 'name' && this.forms.register(token.text) !== undefined) return undefined;
    const reader = new ExpressionReader(this.tokens, this.position);
    const value = reader.read();
    this.position = reader.position;
    return value;
  }

  /** `(a0)` where the syntax says `imm(rs1)`: the offset is 0. */
  private isBareBase(form: Form, index: number): boolean {
    const next = form.parts[index + 1];
    const [open, base] = [this.tokens[this.position], this.tokens[this.position + 1]];
    if (!next || !('literal' in next) || next.literal !== '(' || open?.text !== '(') return false;
    return base?.kind === 'name' && this.forms.register(base.text) !== undefined;
  }
}

/** Matches the tokens behind the mnemonic. */
export const matchForm = (forms: Forms, form: Form, tokens: readonly Token[]): Match =>
  new Matcher(forms, tokens, 1).match(form);
