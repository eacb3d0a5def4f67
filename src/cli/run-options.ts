/** What `run` is asked to do: every option checked, before any file is opened. */
import { failure, type Problem, type Result, success } from '../base/problem.ts';
import { MAX_DISKS } from '../machine/board/address-map.ts';
import {
  checkAppend,
  ISAS,
  type MachineConfiguration,
  MMUS,
  MODES,
  parseConfiguration,
  THREADS,
  TIERS,
  WARMINGS,
} from '../machine/config/configuration.ts';
import { MIB } from '../machine/config/limits.ts';
import { parseSize } from '../machine/config/size.ts';
import { type ConsoleRule, parsePattern, parseTypeRule } from '../machine/console-script.ts';
import { type ParsedArguments, usageProblem } from './arguments.ts';
import { nearest } from './suggest.ts';

export type RunSource =
  | { readonly kind: 'elf'; readonly path: string }
  | { readonly kind: 'kernel'; readonly path: string; readonly initrd: string | undefined }
  | { readonly kind: 'image'; readonly id: string }
  | { readonly kind: 'link'; readonly text: string };

export interface DiskOption {
  readonly path: string;
  readonly access: 'copy' | 'readonly' | 'write';
}

export interface RunOptions {
  readonly source: RunSource;
  readonly firmware: string | undefined;
  readonly append: string | undefined;
  /** What was given; the image's defaults, then the general ones, fill in the rest. */
  readonly overrides: Partial<MachineConfiguration>;
  readonly disks: readonly DiskOption[];
  /** The rules of `--type`, then that of `--until`. */
  readonly rules: readonly ConsoleRule[];
  readonly reboot: boolean;
  readonly maxInstructions: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly json: string | undefined;
  readonly dump: string | undefined;
  /** Snapshot that the machine goes on from, and where its last state goes. */
  readonly fromSnapshot: string | undefined;
  readonly saveSnapshot: string | undefined;
  /** Where the run is written down for a link. */
  readonly record: string | undefined;
  /** Port of the debugger stub; 0 is any. */
  readonly gdbPort: number | undefined;
  /** Where code is kept for the next run; for `--warm cache` alone. */
  readonly cacheDir: string | undefined;
  /** How many bytes of translations may be kept at once. */
  readonly cacheBytes: number | undefined;
  readonly quiet: boolean;
}

const MAX_CACHE_BYTES = 1 << 30;

const SOURCES = ['elf', 'kernel', 'image', 'link'] as const;

/** Options that a link holds itself: giving one of them as well contradicts it. */
const FIXED_BY_LINK = [
  'harts',
  'ram',
  'isa',
  'mmu',
  'mode',
  'seed',
  'append',
  'disk',
  'firmware',
  'type',
  'until',
  'from-snapshot',
  'save-snapshot',
  'record',
  'threads',
];
/** What a run under a debugger has no use for: it ends when the debugger goes. */
const UNUSED_BY_GDB = [
  'json',
  'dump',
  'max-instructions',
  'timeout',
  'from-snapshot',
  'save-snapshot',
  'record',
  'threads',
];

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(usageProblem(code, where, what, action));

function readSource(args: ParsedArguments): Result<RunSource> {
  const given = SOURCES.filter((name) => args.has(name));
  const [first, second] = given;
  if (first === undefined) {
    return refuse('run.nothing', 'run', 'nothing to run is given', 'give --elf, --kernel, --image or --link');
  }
  if (second !== undefined)
    return refuse('run.both', `--${second}`, `it excludes --${first}`, 'give one of them');
  const needsKernel = ['initrd'].find((name) => args.has(name) && first !== 'kernel');
  if (needsKernel)
    return refuse('run.kernel', `--${needsKernel}`, 'it needs --kernel', 'give --kernel FILE too');
  const bootOnly = ['firmware', 'append'].find((name) => args.has(name) && first === 'elf');
  if (bootOnly)
    return refuse('run.kernel', `--${bootOnly}`, 'an ELF program has no use for it', 'leave it out');
  const fixed = first === 'link' ? FIXED_BY_LINK.find((name) => args.has(name)) : undefined;
  if (fixed) return refuse('run.link', `--${fixed}`, 'the link fixes this', 'leave it out');
  const value = args.one(first) ?? '';
  switch (first) {
    case 'elf':
      return success({ kind: 'elf', path: value });
    case 'kernel':
      return success({ kind: 'kernel', path: value, initrd: args.one('initrd') });
    case 'image':
      return success({ kind: 'image', id: value });
    case 'link':
      return success({ kind: 'link', text: value });
  }
}

/** One of a few names, with a suggestion for a misspelt one. */
function readName<T extends string>(
  args: ParsedArguments,
  name: string,
  known: readonly T[],
): Result<T | undefined> {
  const value = args.one(name);
  const match = known.find((candidate) => candidate === value);
  if (value === undefined || match !== undefined) return success(match);
  return unknownName(`--${name}`, value, known);
}

function unknownName(where: string, value: string, known: readonly string[]): Result<never> {
  const near = nearest(value, known);
  const action = near
    ? `did you mean ${near}?`
    : `give ${known.length > 1 ? 'one of ' : ''}${known.join(', ')}`;
  return refuse('option.name', where, `"${value}" is not known`, action);
}

function readTiers(args: ParsedArguments): Result<MachineConfiguration['tiers'] | undefined> {
  const value = args.one('tiers');
  if (value === undefined) return success(undefined);
  const names = value.split(',');
  const unknown = names.find((name) => !TIERS.some((tier) => tier === name));
  if (unknown !== undefined) return unknownName('--tiers', unknown, TIERS);
  if (new Set(names).size < names.length) {
    return refuse('option.value', '--tiers', 'it names a tier twice', 'name each once');
  }
  return success(TIERS.filter((tier) => names.includes(tier)));
}

function readCount(args: ParsedArguments, name: string): Result<number | undefined> {
  const text = args.one(name);
  if (text === undefined) return success(undefined);
  const value = /^\d+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    return refuse(
      'option.number',
      `--${name}`,
      `"${text}" is not a whole number up to 2^53 - 1`,
      'correct it',
    );
  }
  return success(value);
}

function readPort(args: ParsedArguments): Result<number | undefined> {
  const port = readCount(args, 'gdb');
  if (!port.ok || port.value === undefined || port.value < 65536) return port;
  return refuse(
    'option.number',
    '--gdb',
    `"${args.one('gdb')}" is not a port`,
    'give 1 to 65535, or 0 for any',
  );
}

function readTimeout(args: ParsedArguments): Result<number | undefined> {
  const text = args.one('timeout');
  if (text === undefined) return success(undefined);
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : 0;
  if (!(seconds > 0 && seconds <= 1e6)) {
    return refuse(
      'option.number',
      '--timeout',
      `"${text}" is not a time in seconds above 0`,
      'give it as in 60',
    );
  }
  return success(seconds * 1000);
}

/** The first problem among results, or all their values. */
function collect<T extends Record<string, unknown>>(results: { [K in keyof T]: Result<T[K]> }): Result<T> {
  const values: Partial<T> = {};
  for (const name of Object.keys(results) as (keyof T)[]) {
    const result = results[name];
    if (!result.ok) return result;
    values[name] = result.value;
  }
  return success(values as T);
}

function readOverrides(args: ParsedArguments): Result<Partial<MachineConfiguration>> {
  const ram = args.one('ram');
  const read = collect({
    isa: readName(args, 'isa', ISAS),
    harts: readCount(args, 'harts'),
    ramBytes: ram === undefined ? success(undefined) : parseSize(ram, '--ram'),
    mmu: readName(args, 'mmu', MMUS),
    tiers: readTiers(args),
    warm: readName(args, 'warm', WARMINGS),
    mode: readName(args, 'mode', MODES),
    seed: readCount(args, 'seed'),
    count: readName(args, 'count', ['detail'] as const),
    tlbEntries: readCount(args, 'tlb-entries'),
    threads: readName(args, 'threads', THREADS),
  });
  if (!read.ok) return read;
  const given = Object.fromEntries(Object.entries(read.value).filter(([, value]) => value !== undefined));
  const checked = parseConfiguration(given, 'run');
  return checked.ok ? success(given) : refuseField(checked.problem);
}

/** `parseConfiguration` names a field; the command line names its option. */
function refuseField({ where, what }: Problem): Result<never> {
  const field = where.replace(/^run, /, '');
  const option = new Map([
    ['ramBytes', 'ram'],
    ['tlbEntries', 'tlb-entries'],
  ]).get(field);
  return refuse(
    'option.value',
    `--${option ?? field}`,
    `it does not fit: ${what.replace('ramBytes', 'RAM').replace('tlbEntries', 'the number of entries')}`,
    'give a value that does',
  );
}

function readDisks(args: ParsedArguments): Result<DiskOption[]> {
  const disks: DiskOption[] = [];
  for (const text of args.all('disk')) {
    const match = /^([^]*?)(?:,(readonly|write))?$/.exec(text);
    const path = match?.[1] ?? '';
    if (path === '')
      return refuse('disk.path', '--disk', 'the file name is missing', 'give it as FILE,write');
    const suffix = /,([a-z]+)$/.exec(path)?.[1];
    const near = suffix && nearest(suffix, ['readonly', 'write']);
    if (near) return refuse('disk.access', '--disk', `",${suffix}" is not known`, `did you mean ",${near}"?`);
    const access = match?.[2] === 'readonly' || match?.[2] === 'write' ? match[2] : 'copy';
    disks.push({ path, access });
  }
  if (disks.length > MAX_DISKS) {
    return refuse('disk.many', '--disk', `${disks.length} disks are given`, `give at most ${MAX_DISKS}`);
  }
  return success(disks);
}

function readRules(args: ParsedArguments): Result<ConsoleRule[]> {
  const rules: ConsoleRule[] = [];
  for (const text of args.all('type')) {
    const rule = parseTypeRule(text, '--type');
    if (!rule.ok) return rule;
    rules.push(rule.value);
  }
  const until = args.one('until');
  if (until !== undefined) {
    const pattern = parsePattern(until, '--until');
    if (!pattern.ok) return pattern;
    rules.push({ pattern: pattern.value, answer: 'stop' });
  }
  return success(rules);
}

/** Below a mebibyte a few regions would push each other out for ever. */
function readCacheSize(args: ParsedArguments): Result<number | undefined> {
  const text = args.one('cache-size');
  if (text === undefined) return success(undefined);
  const size = parseSize(text, '--cache-size');
  if (!size.ok || (size.value >= MIB && size.value <= MAX_CACHE_BYTES)) return size;
  return refuse('option.value', '--cache-size', `"${text}" is not between 1M and 1G`, 'give a size that is');
}

/** The options of `run`, all checked. */
export function readRunOptions(args: ParsedArguments): Result<RunOptions> {
  const append = args.one('append');
  const read = collect({
    source: readSource(args),
    append: append === undefined ? success(undefined) : checkAppend(append, '--append'),
    overrides: readOverrides(args),
    disks: readDisks(args),
    rules: readRules(args),
    maxInstructions: readCount(args, 'max-instructions'),
    gdbPort: readPort(args),
    timeoutMs: readTimeout(args),
    cacheBytes: readCacheSize(args),
  });
  if (!read.ok) return read;
  if (read.value.gdbPort !== undefined) {
    // While a debugger looks, no wall clock may run.
    const { overrides, source } = read.value;
    if (overrides.mode === 'realtime')
      return refuse('run.gdb', '--gdb', 'it runs in deterministic mode', 'leave --mode out');
    const unused = UNUSED_BY_GDB.find((name) => args.has(name));
    if (unused) return refuse('run.gdb', `--${unused}`, '--gdb has no use for it', 'leave one of them out');
    if (source.kind !== 'link') read.value.overrides = { ...overrides, mode: 'deterministic' };
  }
  const { warm } = read.value.overrides;
  if (warm === 'patterns' || warm === 'profile') {
    return refuse('run.warm', '--warm', `this build has no ${warm}`, 'use cache, or leave it out');
  }
  if (warm === 'cache' && !args.has('cache-dir')) {
    return refuse('run.cache', '--warm cache', 'it needs a directory', 'give --cache-dir DIR too');
  }
  if (warm !== 'cache' && args.has('cache-dir')) {
    return refuse('run.cache', '--cache-dir', 'it is for --warm cache alone', 'leave it out');
  }
  return success({
    ...read.value,
    firmware: args.one('firmware'),
    reboot: !args.has('no-reboot'),
    json: args.one('json'),
    dump: args.one('dump'),
    fromSnapshot: args.one('from-snapshot'),
    saveSnapshot: args.one('save-snapshot'),
    record: args.one('record'),
    cacheDir: args.one('cache-dir'),
    quiet: args.has('quiet'),
  });
}
