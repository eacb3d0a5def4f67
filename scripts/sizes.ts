/**
 * How long files and functions are. Small pieces can be read alone; the limits keep the tail short, and what is
 * over them today is written down in scripts/ratchet.json and can only shrink.
 *
 * Tables (instruction rows, opcode lists) are as long as what they describe: a file whose head holds the line
 * comment `// table` is exempt. So are the callbacks of `describe`, which are lists of tests.
 */
import { parseSync, Visitor } from 'oxc-parser';
import type { Node } from 'oxc-parser';

export const fileLimit = 400;
export const functionLimit = 70;

/** Sizes over a limit: `path` for a file, `path#name` for a function; values are lines. */
export type Oversizes = Record<string, number>;

interface Span {
  readonly start: number;
  readonly end: number;
}

const isTable = (text: string): boolean => /^\/\/ table\b/m.test(text.slice(0, 4000));

/** Offsets of line starts, so that a span's length in lines is two binary searches, not two scans. */
function lineCounter(text: string): (span: Span) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  return ({ start, end }) => lineOf(end) - lineOf(start) + 1;
}

interface FunctionSpan extends Span {
  readonly name: string;
}

/** Every function of a module with the best name the syntax gives it. */
export function functionsOf(path: string, text: string): FunctionSpan[] {
  const found: FunctionSpan[] = [];
  const names = new Map<number, string>();
  const exempt = new Set<number>();
  const nameValue = (key: Node, value: Node | null): void => {
    if (value !== null && (key.type === 'Identifier' || key.type === 'PrivateIdentifier')) {
      names.set(value.start, key.name);
    }
  };
  const add = (node: Span & { id?: { name: string } | null }): void => {
    if (exempt.has(node.start)) return;
    const name = node.id?.name ?? names.get(node.start) ?? 'anonymous';
    found.push({ name, start: node.start, end: node.end });
  };
  new Visitor({
    VariableDeclarator: (node) => nameValue(node.id, node.init),
    Property: (node) => nameValue(node.key, node.value),
    MethodDefinition: (node) => nameValue(node.key, node.value),
    CallExpression: (node) => {
      if (!/^describe\b/.test(text.slice(node.callee.start, node.callee.end))) return;
      for (const argument of node.arguments) exempt.add(argument.start);
    },
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(parseSync(path, text).program);
  return found;
}

/** What of one module is over the limits. */
export function oversizesOf(path: string, text: string): Oversizes {
  if (isTable(text)) return {};
  const over: Oversizes = {};
  const lines = lineCounter(text);
  const total = lines({ start: 0, end: text.trimEnd().length });
  if (total > fileLimit) over[path] = total;
  for (const span of functionsOf(path, text)) {
    const key = `${path}#${span.name}`;
    const length = lines(span);
    if (length > functionLimit) over[key] = Math.max(over[key] ?? 0, length);
  }
  return over;
}

/** One line for each size that is neither within the limits nor within what the ratchet allows. */
export function growthOver(allowed: Readonly<Record<string, number>>, actual: Oversizes): string[] {
  return Object.entries(actual)
    .filter(([key, length]) => length > (allowed[key] ?? 0))
    .map(([key, length]) => {
      const limit = key.includes('#') ? functionLimit : fileLimit;
      return `${key}: ${length} lines, ${allowed[key] ?? limit} are allowed`;
    });
}

/** The ratchet after a run: what shrank stays small, what is gone is forgotten, nothing grows or is added. */
export function tighten(allowed: Readonly<Record<string, number>>, actual: Oversizes): Oversizes {
  const next: Oversizes = {};
  for (const [key, length] of Object.entries(allowed)) {
    const now = actual[key];
    if (now !== undefined) next[key] = Math.min(now, length);
  }
  return next;
}
