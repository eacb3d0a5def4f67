/** Inspections as text for a terminal. */
import type {
  BlockEdge,
  CodeLine,
  Hottest,
  InspectedBlock,
  InspectedExit,
  Inspection,
} from '../machine/inspect/views.ts';

/** What can be shown of a region, in the order in which it is. */
export const STAGES = ['assembly', 'ir', 'wasm', 'all'] as const;
export type StageName = (typeof STAGES)[number];

const ADDRESS_COLUMN = 72;

export const grouped = (value: number): string => value.toLocaleString('en-US');

const times = (count: number | null): string =>
  count === null ? 'not counted' : `${grouped(count)} ${count === 1 ? 'time' : 'times'}`;

const milliseconds = (ns: number | null): string => (ns === null ? '-' : `${(ns / 1e6).toFixed(2)} ms`);

function headOf({ address, physical, start, hart, region, others }: Inspection): string[] {
  const lines = [`${address} (physical ${physical}), hart ${hart}`];
  if (!region) {
    lines.push(`no translated code holds it: below is what would be made from ${start} on`);
    return lines;
  }
  const { tier, origin, bytes, instructions, pages, entries, translationNs, ageNs, isSame } = region;
  const made = origin === 'warmed' ? 'from an earlier run' : `translated in ${milliseconds(translationNs)}`;
  lines.push(
    `region at ${start}: ${tier}, ${instructions} instructions, ${bytes} bytes, in ${pages} RAM ` +
      `${pages === 1 ? 'page' : 'pages'}, ${made}, ${milliseconds(ageNs)} old, entered ${times(entries)}`,
  );
  if (!isSame) lines.push('made again it comes out otherwise: this build differs from the one that made it');
  if (others.length > 0) lines.push(`it lies in other regions too, which begin at ${others.join(', ')}`);
  return lines;
}

function edgeText({ when, block, target }: BlockEdge): string {
  const prefix = when === 'always' ? '' : `${when}: `;
  if (target === null) return `${prefix}leaves to a computed address`;
  return block === null ? `${prefix}leaves to ${target}` : `${prefix}block ${block} at ${target}`;
}

function blockText({ address, instructions, edges, executions, samples }: InspectedBlock, index: number) {
  const found = samples > 0 ? `, found there ${times(samples)}` : '';
  return [
    `  block ${index} at ${address}: executed ${times(executions)}${found}`,
    ...instructions.map(({ address: at, word, text }) => `    ${at}  ${word.padEnd(8)}  ${text}`),
    `    -> ${edges.map(edgeText).join('; ')}`,
  ];
}

const EXIT_REASONS: Readonly<Record<InspectedExit['how'], string>> = {
  static: 'to a known address',
  dynamic: 'to a computed address',
  page: 'to a page that is not fetched from yet, or not mapped as it was',
  irreducible: 'to a block of this region that no nest of loops reaches',
  budget: 'where the budget may end before the next check',
  instruction:
    'before an instruction that the interpreter makes (fault, device, page crossing, watched store)',
};

const exitText = ({ how, block, target, executions }: InspectedExit): string =>
  `    block ${block}${target === null ? '' : ` -> ${target}`}: ${EXIT_REASONS[how]}, ${times(executions)}`;

/** Lines with the guest's address at the right, where it changes. */
function codeText(lines: readonly CodeLine[]): string[] {
  let last: string | null = null;
  return lines.map(({ text, depth, at }) => {
    const line = `  ${'  '.repeat(depth)}${text}`;
    const isNew = at !== null && at !== last;
    last = at;
    return isNew ? `${line.padEnd(ADDRESS_COLUMN)} ; ${at}` : line;
  });
}

/** The function alone: what the module imports says nothing about the region. */
const functionOnly = (lines: readonly CodeLine[]): readonly CodeLine[] =>
  lines.slice(
    lines.findIndex(({ text }) => text.startsWith('(func ')),
    -1,
  );

export function inspectionText(shown: Inspection, stage: StageName): string {
  const has = (name: StageName): boolean => stage === name || stage === 'all';
  const lines = headOf(shown);
  if (has('assembly')) {
    lines.push('', 'assembly', ...shown.blocks.flatMap(blockText));
    lines.push('  exits', ...shown.exits.map(exitText));
  }
  if (has('ir')) {
    for (const { name, lines: code } of shown.stages) lines.push('', `IR: ${name}`, ...codeText(code));
  }
  if (has('wasm')) {
    lines.push('', 'WebAssembly', ...codeText(stage === 'all' ? functionOnly(shown.wasm) : shown.wasm));
  }
  return `${lines.join('\n')}\n`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function hottestText({ measure, known, blocks, gone }: Hottest): string {
  if (blocks.length === 0) {
    const why =
      measure === 'executions'
        ? 'nothing was translated, so that nothing could be counted'
        : 'no hart was found anywhere yet';
    return `${why}\n`;
  }
  const isCounted = measure === 'executions';
  const what = isCounted
    ? 'blocks of translated code, by instructions retired in them'
    : 'places, by samples';
  const head = isCounted
    ? ['share', 'instructions', 'executions', 'tier', 'physical', 'first instruction']
    : ['share', 'samples', 'tier', 'virtual', 'physical', 'first instruction'];
  const rows = blocks.map(({ share, instructions, executions, samples, tier, virtual, physical, text }) => {
    const part = percent(share);
    return isCounted
      ? [part, grouped(instructions ?? 0), grouped(executions ?? 0), tier, physical, text]
      : [part, grouped(samples), tier, virtual ?? '-', physical, text];
  });
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = (column: number): boolean => column < (isCounted ? 3 : 2);
  const table = [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const rest = gone > 0 ? [`${percent(gone)} in code that does not stand there any more`] : [];
  return `${[`${blocks.length} of ${grouped(known)} ${what}`, ...table, ...rest].join('\n')}\n`;
}
