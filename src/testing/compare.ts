/** Where two outcomes of a case differ, in words; the case itself in words for the report. */
import { hex64 } from '../base/bits.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';
import type { Case, Outcome, Patch, RegisterValue } from './case.ts';
import type { Executor } from './executor.ts';

const registerName = (register: number): string => (register < 32 ? `x${register}` : `f${register - 32}`);

const hexBytes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const patchText = (patch: Patch | undefined): string =>
  patch ? `+${patch.offset}:${hexBytes(patch.bytes)}` : 'unchanged';

function registerDifferences(expected: readonly RegisterValue[], actual: readonly RegisterValue[]): string[] {
  const wanted = new Map(expected.map(({ register, value }) => [register, value]));
  const got = new Map(actual.map(({ register, value }) => [register, value]));
  const text = (value: bigint | undefined): string => (value === undefined ? 'unchanged' : hex64(value));
  return [...new Set([...wanted.keys(), ...got.keys()])]
    .filter((register) => wanted.get(register) !== got.get(register))
    .map((r) => `${registerName(r)}: expected ${text(wanted.get(r))}, got ${text(got.get(r))}`);
}

/** One line for each part of the state that differs; none where the outcomes are the same. */
export function outcomeDifferences(expected: Outcome, actual: Outcome): string[] {
  const parts: readonly [string, string, string][] = [
    ['end', expected.end, actual.end],
    ['pc', hex64(expected.pc), hex64(actual.pc)],
    ['fault address', hex64(expected.faultAddress), hex64(actual.faultAddress)],
    ['fcsr', `0x${expected.fcsr.toString(16)}`, `0x${actual.fcsr.toString(16)}`],
    ['memory', patchText(expected.memory), patchText(actual.memory)],
  ];
  const differing = parts.filter(([, wanted, got]) => wanted !== got);
  return [
    ...differing.map(([name, wanted, got]) => `${name}: expected ${wanted}, got ${got}`),
    ...registerDifferences(expected.changes, actual.changes),
  ];
}

function wordText(word: number): string {
  const decoded = riscv64.decode(word);
  const hex = word.toString(16).padStart(8, '0');
  if (!decoded) return `${hex} (reserved)`;
  const operands = Object.entries(decoded.operands).map(([name, number]) => `${name}=${number}`);
  return `${hex} ${decoded.short?.mnemonic ?? decoded.row.mnemonic} ${operands.join(' ')}`;
}

function caseText({ pc, words, registers, fcsr, patch }: Case): string {
  const state = registers.map(({ register, value }) => `${registerName(register)}=${hex64(value)}`);
  const memory = patch ? [`window${patchText(patch)}`] : [];
  return [
    `${words.map(wordText).join('; ')} at 0x${pc.toString(16)}`,
    `with ${[...state, `fcsr=0x${fcsr.toString(16)}`, ...memory].join(' ')}`,
  ].join(' ');
}

export interface Difference {
  readonly case: Case;
  /** What differed, a line each. */
  readonly lines: readonly string[];
}

/** The cases whose outcome under an executor is not the expected one. */
export function differences(
  cases: readonly Case[],
  expected: readonly Outcome[],
  executor: Executor,
): Difference[] {
  const actual = executor.run(cases);
  return cases.flatMap((one, index) => {
    const wanted = expected[index];
    const got = actual[index];
    const lines = wanted && got ? outcomeDifferences(wanted, got) : [`no outcome for case ${index}`];
    return lines.length > 0 ? [{ case: one, lines }] : [];
  });
}

export const differenceText = ({ case: one, lines }: Difference): string =>
  [caseText(one), ...lines.map((line) => `  ${line}`)].join('\n');
