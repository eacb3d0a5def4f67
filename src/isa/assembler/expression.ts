/**
 * Constant expressions: parsed once, evaluated in every layout pass. Precedence is C's (not the GNU
 * assembler's, where `|` and `&` bind tighter than `+`). Numbers are exact in 128 bits; who uses a value takes
 * the bits it needs.
 */
import type { Diagnostics, Place } from './diagnostics.ts';
import type { Token } from './tokens.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'symbol'; readonly name: string; readonly place: Place }
  /** `.`, the address of the instruction or datum. */
  | { readonly kind: 'here' }
  | { readonly kind: 'unary'; readonly operator: string; readonly argument: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly place: Place;
    }
  | {
      readonly kind: 'modifier';
      readonly name: string;
      readonly argument: Expression;
      readonly place: Place;
    };

/** What names mean while a statement is assembled. */
export interface Scope {
  /** The address of the statement. */
  readonly here: bigint;
  readonly diagnostics: Pick<Diagnostics, 'report'>;
  /** A symbol's value; nothing while it is not known yet. Reports an undefined one where that is final. */
  lookup(name: string, place: Place): bigint | undefined;
  /** Applies a guest's modifier (`%lo`). */
  modify(name: string, value: bigint, place: Place): bigint | undefined;
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  '|': 1,
  '^': 2,
  '&': 3,
  '<<': 4,
  '>>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Parentheses and prefixes deeper than this are refused rather than recursed into. */
const MAX_DEPTH = 64;
const MAX_OPERATORS = 1000;

/** Reads expressions out of a statement's tokens. */
export class ExpressionReader {
  private readonly tokens: readonly Token[];
  private depth = 0;
  private operators = 0;
  position: number;

  constructor(tokens: readonly Token[], position: number) {
    this.tokens = tokens;
    this.position = position;
  }

  private get next(): Token | undefined {
    return this.tokens[this.position];
  }

  private take(text: string): boolean {
    if (this.next?.kind !== 'punctuation' || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  /** The expression at the position, which moves behind it; nothing where none stands. */
  read(minimum = 1): Expression | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    this.depth += 1;
    let left = this.readPrimary();
    while (left) {
      const operator: Token | undefined = this.next;
      const precedence = operator?.kind === 'punctuation' ? PRECEDENCE[operator.text] : undefined;
      if (operator === undefined || precedence === undefined || precedence < minimum) break;
      this.position += 1;
      this.operators += 1;
      const right = this.operators > MAX_OPERATORS ? undefined : this.read(precedence + 1);
      left = right && { kind: 'binary', operator: operator.text, left, right, place: operator };
    }
    this.depth -= 1;
    return left;
  }

  private readPrimary(): Expression | undefined {
    const token = this.next;
    if (token === undefined) return undefined;
    this.position += 1;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value ?? 0n };
      case 'local':
        return { kind: 'symbol', name: token.text, place: token };
      case 'name':
        return token.text === '.' ? { kind: 'here' } : { kind: 'symbol', name: token.text, place: token };
      case 'modifier': {
        const argument = this.take('(') ? this.read() : undefined;
        if (!argument || !this.take(')')) return undefined;
        return { kind: 'modifier', name: token.text.slice(1), argument, place: token };
      }
      case 'punctuation':
        return this.readPrefix(token);
      case 'string':
        return undefined;
    }
  }

  private readPrefix(token: Token): Expression | undefined {
    if (token.text === '(') {
      const inner = this.read();
      return inner && this.take(')') ? inner : undefined;
    }
    if (!['-', '+', '~'].includes(token.text)) return undefined;
    const argument = this.depth < MAX_DEPTH ? this.read(7) : undefined;
    return argument && { kind: 'unary', operator: token.text, argument };
  }
}

const clip = (value: bigint): bigint => BigInt.asIntN(128, value);

function applyBinary(
  operator: string,
  left: bigint,
  right: bigint,
  place: Place,
  scope: Scope,
): bigint | undefined {
  switch (operator) {
    case '+':
      return clip(left + right);
    case '-':
      return clip(left - right);
    case '*':
      return clip(left * right);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '/':
    case '%':
      if (right === 0n) {
        scope.diagnostics.report(place, 'expression', 'division by zero', 'correct the divisor');
        return undefined;
      }
      return operator === '/' ? left / right : left % right;
    default:
      if (right < 0n || right > 127n) {
        const what = `a shift by ${right}`;
        scope.diagnostics.report(place, 'expression', what, 'shift by 0 to 127');
        return undefined;
      }
      return operator === '<<' ? clip(left << right) : left >> right;
  }
}

/** The value, or nothing where a part is not known (yet) or was reported. */
export function evaluate(expression: Expression, scope: Scope): bigint | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'here':
      return scope.here;
    case 'symbol':
      return scope.lookup(expression.name, expression.place);
    case 'unary': {
      const value = evaluate(expression.argument, scope);
      if (value === undefined || expression.operator === '+') return value;
      return expression.operator === '-' ? clip(-value) : ~value;
    }
    case 'binary': {
      const left = evaluate(expression.left, scope);
      const right = evaluate(expression.right, scope);
      if (left === undefined || right === undefined) return undefined;
      return applyBinary(expression.operator, left, right, expression.place, scope);
    }
    case 'modifier': {
      const value = evaluate(expression.argument, scope);
      return value === undefined ? undefined : scope.modify(expression.name, value, expression.place);
    }
  }
}
