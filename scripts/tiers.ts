/**
 * Linux and the whole of vmbench in every combination of tiers: the checksums of another machine, and one state hash.
 *
 *   npm run tiers -- [--scale N] [--harts N] [--kernels NAME,…] [--only TIER,…]
 *
 * Boots in deterministic mode, runs the kernels at `--scale` (1 is the full work, billions of instructions; 0.01 by
 * default) and powers off. At full scale the checksums have to be those of guest/bench/checksums.json, at another
 * those of the first combination, the interpreter alone. After the combinations comes a run whose tiers change at random
 * under way. Ends with status 1 where a checksum or the hash differs.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { at } from '../src/base/assert.ts';
import { formatProblem, problem } from '../src/base/problem.ts';
import { Random } from '../src/base/random.ts';
import { AVAILABLE_TIERS, type Tier } from '../src/machine/config/configuration.ts';
import { linuxGuest } from '../src/testing/machines.ts';

const MIB = 1 << 20;
const PIECE_INSTRUCTIONS = 50_000_000;
/** At random, so that tiers change in the middle of everything. */
const SWITCHED_PIECE_INSTRUCTIONS = 4_000_000;
const MAX_INSTRUCTIONS = 200e9;
const DEFAULT_SCALE = '0.01';

interface Outcome {
  readonly name: string;
  readonly sums: Readonly<Record<string, string>>;
  readonly stateHash: string;
  readonly end: string;
  readonly instructions: number;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        scale: { type: 'string', default: DEFAULT_SCALE },
        harts: { type: 'string', default: '1' },
        kernels: { type: 'string' },
        only: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const action = 'npm run tiers -- [--scale N] [--harts N] [--kernels NAME,…] [--only TIER,…]';
    console.error(formatProblem(problem('usage', 'tiers.option', 'tiers', what, action)));
    return process.exit(2);
  }
}

const options = readArguments();
const recorded = JSON.parse(
  readFileSync(new URL('../guest/bench/checksums.json', import.meta.url), 'utf8'),
) as { readonly threads: number; readonly checksums: Readonly<Record<string, string>> };
const kernels = options.kernels?.split(',') ?? Object.keys(recorded.checksums);
const append = `console=ttyS0 vmb.threads=${recorded.threads} vmb.scale=${options.scale} vmb.run=${kernels.join(',')}`;

/** Every subset that is not empty; the interpreter alone is the first. */
const combinations = Array.from({ length: 2 ** AVAILABLE_TIERS.length - 1 }, (_, index) =>
  AVAILABLE_TIERS.filter((_tier, bit) => ((index + 1) >>> bit) & 1),
);

/** `NAME,seconds,checksum`, as vmbench prints it. */
const sumsIn = (console: string): Record<string, string> =>
  Object.fromEntries(
    [...console.matchAll(/^([a-z0-9]+),[0-9.]+,(\d+)\r?$/gm)].map(([, name, sum]) => [name, sum]),
  );

function run(name: string, tiers: readonly Tier[], switches?: Random): Outcome {
  const guest = linuxGuest({ harts: Number(options.harts), ramBytes: 256 * MIB, tiers, append });
  const { machine } = guest;
  let end = 'a limit';
  while (machine.retired() < MAX_INSTRUCTIONS) {
    const piece = switches ? 1 + switches.below(SWITCHED_PIECE_INSTRUCTIONS) : PIECE_INSTRUCTIONS;
    const slice = machine.run(piece);
    if (slice.kind !== 'budget') {
      end = slice.kind === 'ended' ? `${slice.reason} ${slice.code}` : slice.kind;
      break;
    }
    if (switches) machine.tiers.set(switches.pick(combinations));
  }
  const sums = sumsIn(guest.console());
  return { name, sums, stateHash: machine.stateHash(), end, instructions: machine.retired() };
}

function complaints(outcome: Outcome, first: Outcome): string[] {
  const expected = isFull ? recorded.checksums : first.sums;
  const wrong = kernels.filter(
    (kernel) => outcome.sums[kernel] === undefined || outcome.sums[kernel] !== expected[kernel],
  );
  return [
    ...wrong.map(
      (kernel) =>
        `${kernel} gives ${outcome.sums[kernel] ?? 'nothing'}, not ${expected[kernel] ?? 'a checksum'}`,
    ),
    ...(outcome.stateHash === first.stateHash ? [] : [`the state hash is ${outcome.stateHash}`]),
    ...(/^(?:poweroff|finisher) 0$/.test(outcome.end) ? [] : [`it ended by ${outcome.end}`]),
  ];
}

const isFull = Number(options.scale) === 1;
const only = options.only?.split(',') as readonly Tier[] | undefined;
/** What is compared with at another scale comes first. */
const wanted = only ? [...(isFull ? [] : [at(combinations, 0)]), only] : combinations;
let first: Outcome | undefined;
let failures = 0;
function report(outcome: Outcome, startedMs: number): void {
  first ??= outcome;
  const found = complaints(outcome, first);
  failures += found.length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const what =
    found.length === 0 ? `${kernels.length} checksums, ${outcome.stateHash.slice(0, 16)}` : found.join('; ');
  console.log(
    `${outcome.name}: ${(outcome.instructions / 1e6).toFixed(0)} million instructions, ${seconds} s: ${what}`,
  );
}

for (const tiers of wanted) {
  const startedMs = performance.now();
  report(run(tiers.join('+'), tiers), startedMs);
}
if (!only) {
  const startedMs = performance.now();
  report(run('changing under way', AVAILABLE_TIERS, new Random(1)), startedMs);
}
process.exitCode = failures === 0 ? 0 : 1;
