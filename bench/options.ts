/** The command line of `npm run bench`, as a value; `HELP` is what it says about itself. */
import { parseArgs } from 'node:util';
import { shellWord } from './child.ts';

export type Opponent = 'qemu' | 'native';

export interface BenchOptions {
  /** Benchmark or group names; all if empty. */
  readonly names: readonly string[];
  readonly against: readonly Opponent[];
  readonly browser: boolean;
  readonly samples: number;
  /** The run takes about so long: fewer samples are taken where there is no time for all. */
  readonly minutes: number | undefined;
  readonly harts: number;
  readonly ram: string;
  /** Execution tiers of ours in Node, as `run --tiers` takes them or `all`, one contender for each list; none: all. */
  readonly tiers: readonly string[];
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly history: string | undefined;
  readonly budgets: boolean;
  readonly list: boolean;
}

/** Stands for no `--tiers` at all. */
export const ALL_TIERS = 'all';
export const DEFAULT_SAMPLES = 7;
const DEFAULT_RAM = '256M';
const MAX_SAMPLES = 1000;
const MAX_MINUTES = 24 * 60;

export const HELP = `npm run bench -- [NAME…] [options]      measure, all benchmarks or the named ones and groups

  --against LIST    also measure qemu, native or both, in turn with ours, and report ratios
  --browser         also measure the production build in Chromium
  --samples N       samples of each benchmark and contender (${DEFAULT_SAMPLES})
  --minutes N       fewer samples, down to 5, so that the run takes about so long
  --harts N         harts of every machine (1)
  --ram SIZE        memory of every machine (256M)
  --tiers LIST      tiers of ours in Node, as "run --tiers" takes them, or all (all); repeated, each list takes part
  --json FILE       the report as JSON; - is standard output
  --html FILE       the report as a page
  --history FILE    add this run to FILE; the page then also shows how medians went
  --budgets         also say which promises of docs/SPECIFICATION.md are kept; status 1 if one is broken
  --list            names and groups
`;

const split = (list: string | undefined): string[] => (list ?? '').split(',').filter((word) => word !== '');

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} ${text}: give a whole number from 1 to ${most}`);
}

function opponents(list: string | undefined): Opponent[] {
  return split(list).map((word) => {
    if (word === 'qemu' || word === 'native') return word;
    throw new Error(`--against ${word}: there are qemu and native`);
  });
}

/** Undefined when help was asked for. Throws an error of one line on bad usage. */
export function readOptions(words: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      browser: { type: 'boolean', default: false },
      samples: { type: 'string', default: String(DEFAULT_SAMPLES) },
      minutes: { type: 'string' },
      harts: { type: 'string', default: '1' },
      ram: { type: 'string', default: DEFAULT_RAM },
      tiers: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      html: { type: 'string' },
      history: { type: 'string' },
      budgets: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    names: positionals.flatMap(split),
    against: opponents(values.against),
    browser: values.browser,
    samples: whole('samples', values.samples, MAX_SAMPLES),
    minutes: values.minutes === undefined ? undefined : whole('minutes', values.minutes, MAX_MINUTES),
    harts: whole('harts', values.harts, 8),
    ram: values.ram,
    tiers: values.tiers,
    json: values.json,
    html: values.html,
    history: values.history,
    budgets: values.budgets,
    list: values.list,
  };
}

/** The command line that asks for the same again, of one benchmark or all that were asked for. */
export function benchCommand(options: BenchOptions, names: readonly string[] = options.names): string {
  const { browser, against, samples, minutes, harts, ram, tiers } = options;
  const words = [
    ...names,
    ...(browser ? ['--browser'] : []),
    ...(against.length > 0 ? ['--against', against.join(',')] : []),
    ...tiers.flatMap((list) => ['--tiers', list]),
    ...(samples === DEFAULT_SAMPLES ? [] : ['--samples', String(samples)]),
    ...(minutes === undefined ? [] : ['--minutes', String(minutes)]),
    ...(harts === 1 ? [] : ['--harts', String(harts)]),
    ...(ram === DEFAULT_RAM ? [] : ['--ram', ram]),
  ];
  return words.length === 0 ? 'npm run bench' : `npm run bench -- ${words.map(shellWord).join(' ')}`;
}
