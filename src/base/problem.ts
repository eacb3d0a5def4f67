/**
 * One taxonomy of errors for the whole project, from loader to page.
 *
 * Bad input is a value, never an exception that crosses a layer unannounced: loaders return a
 * {@link Result}; where unwinding is the simplest way out, a {@link ProblemError} carries the same value.
 * Every problem says what is wrong, where, and what to do; {@link formatProblem} makes the one line that
 * the command line and the page both show. Guest faults are not problems: they are the guest's business.
 */

/** Who can mend it: the kind decides exit status, icon and tone, never the text. */
export type ProblemKind =
  /** An option or argument is wrong. */
  | 'usage'
  /** A file, image, link or program is malformed or does not fit. */
  | 'input'
  /** The input is well formed, but this build cannot do what it asks. */
  | 'unsupported'
  /** A stated limit (size, count, depth) is exceeded. */
  | 'limit'
  /** Reading or writing stored data failed. */
  | 'storage'
  /** Fetching something over the network failed. */
  | 'network'
  /** The browser or host lacks something. */
  | 'environment'
  /** Our own mistake; asks for a report. */
  | 'internal';

export interface Problem {
  readonly kind: ProblemKind;
  /** Stable, dotted, machine-readable: `elf.truncated`, `option.value`. */
  readonly code: string;
  /** What is wrong, a clause without a full stop: `the program header table ends past the file`. */
  readonly what: string;
  /** Where: a file name, option, line, or address. */
  readonly where: string;
  /** What to do about it, an imperative clause: `rebuild the file`. */
  readonly action: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });

export const failure = (problem: Problem): Result<never> => ({ ok: false, problem });

export const problem = (
  kind: ProblemKind,
  code: string,
  where: string,
  what: string,
  action: string,
): Problem => ({ kind, code, what, where, action });

/** One line without line breaks: `WHERE: WHAT; ACTION`. */
export function formatProblem(value: Problem): string {
  return `${value.where}: ${value.what}; ${value.action}`.replace(/\s+/g, ' ');
}

/** A problem on its way up the stack. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(value: Problem) {
    super(formatProblem(value));
    this.name = 'ProblemError';
    this.problem = value;
  }
}

/** The value, or a thrown {@link ProblemError}. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem);
  return result.value;
}
