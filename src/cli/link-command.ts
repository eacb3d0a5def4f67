/** `trampoline link encode|decode`: share links from and to JSON. */
import { failure, problem, type Result, success } from '../base/problem.ts';
import { readText } from './read-text.ts';
import { MAX_LINK_FILE_BYTES } from '../machine/config/limits.ts';
import { decodeLink, encodeLink, SOFT_LIMIT_CHARACTERS } from '../share/link.ts';
import { type ParsedArguments, usageProblem } from './arguments.ts';
import { STATUS } from './report.ts';
import type { CommandContext } from './run.ts';
import { nearest } from './suggest.ts';

const ACTIONS = ['encode', 'decode'];

function parseJson(text: string, where: string): Result<unknown> {
  try {
    return success(JSON.parse(text));
  } catch {
    return failure(problem('input', 'link.json', where, 'it is not JSON', 'give what "link decode" writes'));
  }
}

/** Only a page's address: no fragment, and nothing that a browser would run. */
function checkBase(base: string | undefined): Result<string> {
  if (base === undefined) return success('');
  const isPage = /^https?:\/\/[^\s#?]+$/.test(base);
  if (isPage) return success(base);
  return failure(
    usageProblem('link.base', '--base', `"${base}" is not a page's address`, 'give http(s)://HOST/PATH'),
  );
}

function encode(args: ParsedArguments, operand: string, context: CommandContext): Result<number> {
  const base = checkBase(args.one('base'));
  if (!base.ok) return base;
  const text = readText(operand, MAX_LINK_FILE_BYTES);
  if (!text.ok) return text;
  const content = parseJson(text.value, operand);
  if (!content.ok) return content;
  const encoded = encodeLink(content.value);
  if (!encoded.ok) return encoded;
  context.stdout.write(`${base.value}${encoded.value.suffix}\n`);
  if (encoded.value.isOverSoftLimit) {
    context.stderr.write(
      `trampoline: the link is longer than ${SOFT_LIMIT_CHARACTERS} characters; some programs cut it\n`,
    );
  }
  return success(STATUS.success);
}

function decode(operand: string, context: CommandContext): Result<number> {
  const isLink = /(^|#)v\d+\./.test(operand);
  const text = isLink ? success(operand) : readText(operand, MAX_LINK_FILE_BYTES);
  if (!text.ok) return text;
  const content = decodeLink(text.value);
  if (!content.ok) return content;
  context.stdout.write(`${JSON.stringify(content.value, null, 2)}\n`);
  return success(STATUS.success);
}

export function linkCommand(args: ParsedArguments, context: CommandContext): Result<number> {
  const [action = '', operand = ''] = args.operands;
  if (action === 'encode') return encode(args, operand, context);
  if (action === 'decode') return decode(operand, context);
  const near = nearest(action, ACTIONS);
  const advice = near ? `did you mean ${near}?` : 'give encode or decode';
  return failure(usageProblem('link.action', 'link', `"${action}" is not known`, advice));
}
