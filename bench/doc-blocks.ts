/**
 * The measured tables of the documentation, each made of the file that holds the figures. They stand between markers,
 * `npm run bench:docs` writes them, and a test holds text and file together.
 */
import type { BenchmarkReport, BenchmarkRow } from '../src/protocol/benchmarks.ts';
import {
  amountText,
  cpuText,
  measurementOf,
  pairsOf,
  ratioText,
  rowRatioText,
  wallText,
} from '../src/ui/benchmarks/figures.ts';
import { BENCHMARKS } from './benchmarks.ts';
import { readReport } from './report-file.ts';
import { readSelfTest, type SelfTest } from './self-test-file.ts';
import { markdownTable, notesOf } from './table.ts';
import { readTuning, type Tuning, tuningTable } from './tuning-file.ts';

export interface DocBlock {
  /** Path of the document from the root of the checkout. */
  readonly document: string;
  readonly name: string;
  readonly text: string;
}

/** CPU time, and wall time in brackets. */
const timesText = (row: BenchmarkRow, contender: string): string =>
  measurementOf(row, contender) ? `${cpuText(row, contender)} (${wallText(row, contender)})` : '–';

/** The whole race: times of all, ratios to others of whatever is ours. */
export function raceText(report: BenchmarkReport): string {
  const names = report.contenders.map(({ name }) => name);
  const others = ['qemu', 'native'];
  const pairs = pairsOf(report).filter(
    ({ of, to }) => others.includes(to) && of !== 'trampoline interpreter',
  );
  const first = names[0] ?? '';
  const head = ['benchmark', ...names, ...pairs.map(({ of, to }) => `${of} ÷ ${to}`), `${first}: MIPS, each`];
  const rows = report.rows.map((row) => [
    row.name,
    ...names.map((name) => timesText(row, name)),
    ...pairs.map((pair) => rowRatioText(row, pair)),
    [measurementOf(row, first)?.mips?.toFixed(0) ?? '–', amountText(row, first)].join(', '),
  ]);
  const samples = Math.max(
    0,
    ...report.rows.flatMap(({ measurements }) => measurements.map((each) => each.samples.length)),
  );
  const taken = `${report.startedAt.slice(0, 10)}, up to ${samples} samples of each: \`${report.command}\`.`;
  const notes = notesOf(report).filter((note) => !note.startsWith('Each row again'));
  return `${taken}\n\n${markdownTable([head, ...rows])}\n${notes.map((note) => `- ${note}\n`).join('')}`;
}

const benchmarksText = (): string =>
  markdownTable([
    ['name', 'group', 'what'],
    ...BENCHMARKS.map(({ name, group, what }) => [`\`${name}\``, group, what]),
  ]);

const originText = (
  of: Pick<SelfTest, 'commit' | 'runtime' | 'cpu' | 'loadBefore' | 'loadAfter' | 'samples'>,
): string => {
  const load = [of.loadBefore, of.loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  return `Commit ${of.commit}, ${of.runtime}, ${of.cpu}, ${of.samples} samples of each, load ${load}.`;
};

export const selfTestText = (result: SelfTest): string =>
  `\`${result.command}\`, ${result.startedAt.slice(0, 10)}. ${originText(result)}\n\n${markdownTable([
    ['what has to be', 'benchmark', 'ratio', 'verdict', 'is it so'],
    ...result.cases.map((each) => [
      each.what,
      each.benchmark,
      ratioText(each),
      each.verdict,
      each.passed ? 'yes' : 'NO',
    ]),
  ])}`;

const tuningText = (result: Tuning): string =>
  `\`npx tsx bench/tuning.ts --samples ${result.samples}\`. ${originText(result)}\n\n${markdownTable(tuningTable(result))}`;

/** All of them, from the files of this checkout. */
export function docBlocks(): DocBlock[] {
  const file = (path: string): URL => new URL(`../${path}`, import.meta.url);
  const document = 'docs/BENCHMARKS.md';
  return [
    { document, name: 'benchmarks', text: benchmarksText() },
    { document, name: 'race', text: raceText(readReport(file('public/benchmarks/latest.json'))) },
    { document, name: 'self-test', text: selfTestText(readSelfTest(file('bench/results/self-test.json'))) },
    {
      document: 'docs/TUNING.md',
      name: 'options',
      text: tuningText(readTuning(file('bench/results/tuning.json'))),
    },
  ];
}

const startOf = (name: string): string => `<!-- measured: ${name} -->\n`;
const endOf = (name: string): string => `\n<!-- end: ${name} -->`;

interface Place {
  readonly from: number;
  readonly to: number;
}

function placeOf(document: string, name: string): Place | undefined {
  const start = document.indexOf(startOf(name));
  const from = start + startOf(name).length;
  const to = document.indexOf(endOf(name), from - 1);
  return start < 0 || to < 0 ? undefined : { from, to };
}

/** What stands between a block's markers; undefined where a marker is missing. */
export function blockIn(document: string, name: string): string | undefined {
  const place = placeOf(document, name);
  return place && document.slice(place.from, place.to).trim();
}

/** The document with a block's text between its markers. */
export function withBlock(document: string, { name, text }: DocBlock): string {
  const place = placeOf(document, name);
  if (!place) throw new Error(`${startOf(name)}and${endOf(name)} have to stand in the document`);
  return document.slice(0, place.from) + text.trim() + document.slice(place.to);
}
