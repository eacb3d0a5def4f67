// table
/**
 * The directives, by name. Each reads its arguments and adds items to the program; values are computed at
 * layout, except where the comment says that they have to be known at once.
 */
import type { Place } from './diagnostics.ts';
import { type Expression, ExpressionReader, evaluate, type Scope } from './expression.ts';
import type { InstructionScope } from './instruction.ts';
import { gapTo } from './layout.ts';
import type { Contents, Item, Section } from './program.ts';
import type { Token } from './tokens.ts';

/** What a directive may do to the program that is being read. */
export interface DirectiveTarget {
  readonly section: Section;
  /** Whether instructions may take short encodings. */
  shorten: boolean;
  readonly shortenStack: boolean[];
  add(place: Place, item: Pick<Item, 'contents'> & Partial<Item>): void;
  enter(name: string, flags: string | undefined, type: string | undefined): void;
  assign(name: Token, value: Expression): void;
  makeGlobal(name: string): void;
  /** What the symbol table says about the size of what a name names. */
  setSize(name: Token, value: Expression): void;
  /** Instructions without effect. */
  filler(lengthBytes: number): Uint8Array;
  report(place: Place, what: string, action: string): void;
}

interface Call {
  readonly target: DirectiveTarget;
  /** The directive itself, for its place. */
  readonly head: Token;
  /** The arguments: the tokens between commas. */
  readonly arguments: readonly (readonly Token[])[];
}

type Directive = (call: Call) => void;

/** Splits at top-level commas. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const mark = token.kind === 'punctuation' ? token.text : '';
    if (mark === '(') depth += 1;
    if (mark === ')') depth -= 1;
    if (mark === ',' && depth === 0) pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  return pieces;
}

/** The whole of an argument as an expression; reports what is none. */
function expressionOf(call: Call, tokens: readonly Token[] | undefined): Expression | undefined {
  const reader = new ExpressionReader(tokens ?? [], 0);
  const expression = reader.read();
  if (expression && reader.position === tokens?.length) return expression;
  const token = tokens?.[expression ? reader.position : 0] ?? call.head;
  call.target.report(token, `${call.head.text}: expected a value`, 'correct the expression');
  return undefined;
}

const numberOf = (expression: Expression | undefined, scope: Scope, otherwise: bigint): bigint | undefined =>
  expression ? evaluate(expression, scope) : otherwise;

const littleBytes = (value: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));

function fitsBytes(value: bigint, count: number): boolean {
  const bits = 8 * count;
  return value === BigInt.asUintN(bits, value) || value === BigInt.asIntN(bits, value);
}

/** `.byte`, `.word` …: one number of `count` bytes for each argument. */
const data =
  (count: number): Directive =>
  (call) => {
    for (const tokens of call.arguments) {
      const expression = expressionOf(call, tokens);
      const place = tokens[0] ?? call.head;
      if (!expression) continue;
      call.target.add(place, {
        leastBytes: count,
        contents: (scope) => {
          const value = evaluate(expression, scope);
          if (value === undefined) return undefined;
          if (scope.final && !fitsBytes(value, count)) {
            call.target.report(place, `${value} does not fit ${count} bytes`, 'use a wider directive');
          }
          return Uint8Array.from(littleBytes(value, count));
        },
      });
    }
  };

const text =
  (ending: readonly number[]): Directive =>
  (call) => {
    for (const tokens of call.arguments) {
      const [token] = tokens;
      if (token?.bytes === undefined || tokens.length > 1) {
        call.target.report(
          token ?? call.head,
          `${call.head.text}: expected a quoted text`,
          'write it as "text"',
        );
        continue;
      }
      const bytes = Uint8Array.from([...token.bytes, ...ending]);
      call.target.add(token, { leastBytes: bytes.length, contents: () => bytes });
    }
  };

/** The largest run that one directive makes: what is larger is a mistake. */
const MAX_RUN_BYTES = 2 ** 31;

function runLength(call: Call, value: bigint, scope: InstructionScope): number {
  if (value >= 0n && value <= BigInt(MAX_RUN_BYTES)) return Number(value);
  if (scope.final) {
    call.target.report(call.head, `${call.head.text} of ${value} bytes`, `give 0 to ${MAX_RUN_BYTES}`);
  }
  return 0;
}

const space: Directive = (call) => {
  const length = expressionOf(call, call.arguments[0]);
  const fill = call.arguments[1] && expressionOf(call, call.arguments[1]);
  if (!length) return;
  call.target.add(call.head, {
    contents: (scope) => {
      const lengthBytes = evaluate(length, scope);
      const byte = numberOf(fill, scope, 0n);
      if (lengthBytes === undefined || byte === undefined) return undefined;
      return { lengthBytes: runLength(call, lengthBytes, scope), fill: Number(byte & 0xffn) };
    },
  });
};

/** `.fill COUNT, BYTES, VALUE`. */
const fill: Directive = (call) => {
  const [count, size, value] = call.arguments.map((tokens) => expressionOf(call, tokens));
  if (!count) return;
  call.target.add(call.head, {
    contents: (scope) => {
      const repeat = evaluate(count, scope);
      const bytes = numberOf(size, scope, 1n);
      const what = numberOf(value, scope, 0n);
      if (repeat === undefined || bytes === undefined || what === undefined) return undefined;
      const unit = littleBytes(what, Math.min(runLength(call, bytes, scope), 8));
      const length = runLength(call, repeat * BigInt(unit.length), scope);
      if (unit.every((byte) => byte === unit[0])) return { lengthBytes: length, fill: unit[0] ?? 0 };
      if (length > MAX_PATTERN_BYTES) {
        call.target.report(
          call.head,
          `.fill of ${length} bytes`,
          `repeat at most ${MAX_PATTERN_BYTES} bytes`,
        );
        return undefined;
      }
      return Uint8Array.from({ length }, (_, index) => unit[index % unit.length] ?? 0);
    },
  });
};
const MAX_PATTERN_BYTES = 2 ** 22;

const MAX_ALIGNMENT = 2 ** 21;

/** The value has to be known at once: numbers, without symbols. */
function constantOf(call: Call, tokens: readonly Token[] | undefined): number | undefined {
  const expression = expressionOf(call, tokens);
  if (!expression) return undefined;
  let isConstant = true;
  const unknown = (): undefined => {
    isConstant = false;
    return undefined;
  };
  const report = (place: Place, _code: string, what: string, action: string): void =>
    call.target.report(place, what, action);
  const value = evaluate(expression, {
    here: 0n,
    diagnostics: { report },
    lookup: unknown,
    modify: unknown,
  });
  if (!isConstant) {
    call.target.report(call.head, `${call.head.text} takes a number without symbols`, 'write the number out');
  }
  return value === undefined ? undefined : Number(value);
}

/** `.align` and `.p2align` take the exponent, `.balign` the number of bytes. */
const align =
  (isExponent: boolean): Directive =>
  (call) => {
    const given = constantOf(call, call.arguments[0]);
    const fillTokens = call.arguments[1];
    const fillByte = fillTokens?.length ? constantOf(call, fillTokens) : undefined;
    if (given === undefined) return;
    const bytes = isExponent ? 2 ** given : given;
    if (!(Number.isInteger(bytes) && bytes >= 1 && bytes <= MAX_ALIGNMENT && (bytes & (bytes - 1)) === 0)) {
      const what = `${call.head.text} ${given} is not a power of two up to ${MAX_ALIGNMENT} bytes`;
      call.target.report(call.head, what, 'correct the alignment');
      return;
    }
    const { target } = call;
    const { section } = target;
    section.alignment = Math.max(section.alignment, bytes);
    call.target.add(call.head, {
      onlyGrows: false,
      contents: (_scope, offset): Contents => {
        const gap = gapTo(offset, bytes);
        if (section.isExecutable && fillByte === undefined) return target.filler(gap);
        return { lengthBytes: gap, fill: (fillByte ?? 0) & 0xff };
      },
    });
  };

/** Moves on to an offset from the start of the section. */
const org: Directive = (call) => {
  const wanted = expressionOf(call, call.arguments[0]);
  if (!wanted) return;
  const { name } = call.target.section;
  call.target.add(call.head, {
    onlyGrows: false,
    contents: (scope, offset): Contents | undefined => {
      const value = evaluate(wanted, scope);
      if (value === undefined) return undefined;
      // An address inside the section counts from its start.
      const start = scope.here - BigInt(offset);
      const target = value >= start && start > 0n ? value - start : value;
      if (target < BigInt(offset)) {
        if (scope.final) {
          call.target.report(
            call.head,
            `.org ${value} lies behind offset ${offset} of ${name}`,
            'move it forward',
          );
        }
        return new Uint8Array();
      }
      return { lengthBytes: runLength(call, target - BigInt(offset), scope), fill: 0 };
    },
  });
};

const section: Directive = (call) => {
  const [name, flags, type] = call.arguments;
  const spelled = name?.map((token) => (token.bytes ? token.text.slice(1, -1) : token.text)).join('') ?? '';
  if (spelled === '') call.target.report(call.head, '.section without a name', 'write .section NAME');
  else call.target.enter(spelled, flags?.[0]?.text.slice(1, -1), type?.at(-1)?.text);
};

const enter =
  (name: string): Directive =>
  (call) =>
    call.target.enter(name, undefined, undefined);

const set: Directive = (call) => {
  const name = call.arguments[0]?.[0];
  const value = expressionOf(call, call.arguments[1]);
  if (name?.kind !== 'name')
    call.target.report(call.head, `${call.head.text}: expected a name`, 'write NAME, VALUE');
  else if (value) call.target.assign(name, value);
};

const size: Directive = (call) => {
  const name = call.arguments[0]?.[0];
  const value = expressionOf(call, call.arguments[1]);
  if (name?.kind !== 'name') call.target.report(call.head, '.size: expected a name', 'write NAME, VALUE');
  else if (value) call.target.setSize(name, value);
};

const globl: Directive = (call) => {
  for (const [name] of call.arguments) {
    if (name?.kind === 'name') call.target.makeGlobal(name.text);
    else call.target.report(call.head, `${call.head.text}: expected a name`, 'write the name of a label');
  }
};

const option: Directive = (call) => {
  const { target, head } = call;
  switch (call.arguments[0]?.[0]?.text) {
    case 'rvc':
      target.shorten = true;
      return;
    case 'norvc':
      target.shorten = false;
      return;
    case 'push':
      target.shortenStack.push(target.shorten);
      return;
    case 'pop': {
      const saved = target.shortenStack.pop();
      if (saved === undefined) target.report(head, '.option pop without a push', 'remove it');
      else target.shorten = saved;
      return;
    }
    // Nothing is relaxed or position-independent here: these ask for what is so already.
    case 'norelax':
    case 'relax':
    case 'nopic':
      return;
    default:
      target.report(head, 'an unknown .option', 'use rvc, norvc, push or pop');
  }
};

/** For debuggers and linkers; without meaning here. */
const ignored: Directive = () => {};

export const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['.text', enter('.text')],
  ['.data', enter('.data')],
  ['.rodata', enter('.rodata')],
  ['.bss', enter('.bss')],
  ['.section', section],
  ['.globl', globl],
  ['.global', globl],
  ['.weak', globl],
  ['.local', ignored],
  ['.align', align(true)],
  ['.p2align', align(true)],
  ['.balign', align(false)],
  ['.byte', data(1)],
  ['.half', data(2)],
  ['.short', data(2)],
  ['.2byte', data(2)],
  ['.word', data(4)],
  ['.long', data(4)],
  ['.4byte', data(4)],
  ['.dword', data(8)],
  ['.quad', data(8)],
  ['.8byte', data(8)],
  ['.ascii', text([])],
  ['.asciz', text([0])],
  ['.string', text([0])],
  ['.space', space],
  ['.skip', space],
  ['.zero', space],
  ['.fill', fill],
  ['.equ', set],
  ['.set', set],
  ['.org', org],
  ['.option', option],
  ['.type', ignored],
  ['.size', size],
  ['.file', ignored],
  ['.ident', ignored],
  ['.attribute', ignored],
]);
