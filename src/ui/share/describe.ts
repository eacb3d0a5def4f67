/** What a link holds, in words: one list for those who make it and those who open it. */
import type { LinkFit } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { isReplayable } from '../../share/replayable.ts';
import { megabytes } from '../components/format.ts';

export type Row = readonly [name: string, text: string];

const TIER_NAMES = { interpreter: 'Interpreter', baseline: 'Baseline JIT', optimizing: 'Optimizing JIT' };
const ENDINGS = {
  poweroff: 'the machine switches itself off',
  tohost: 'the program ends',
  finisher: 'the machine switches itself off',
  reset: 'the guest restarts',
};
/** Characters of what was typed that are shown. */
const TYPED_SHOWN = 60;

export const exactly = (value: number): string => value.toLocaleString('en');

const plural = (value: number, one: string, many = `${one}s`): string =>
  `${exactly(value)} ${value === 1 ? one : many}`;

/** What was typed, in order. */
function typedText({ input, log = [] }: LinkContent): string {
  const logged = log.flatMap((event) => (event[1] === 'i' || event[1] === 'I' ? [event[2]] : []));
  return [...input.map(([, text]) => text), ...logged].join('').replaceAll(ANSWERS, '');
}

/** The terminal's own answers, such as where its cursor is. */
const ANSWERS = /\x1b\[[?\d;]*[cnR]/g;
const ARROWS: Readonly<Record<string, string>> = { A: '↑', B: '↓', C: '→', D: '←' };

const legible = (text: string): string =>
  text
    .replaceAll(/\x1b[[O]([ABCD])/g, (_, key: string) => ARROWS[key] ?? '')
    .replaceAll('\x1b', ' Esc ')
    .replaceAll(/\r\n?|\n/g, '⏎')
    .replaceAll('\t', '⇥')
    .replaceAll('\x7f', '←')
    .replaceAll(/\p{Cc}/gu, '·');

function typedRow(content: LinkContent): string {
  const text = typedText(content);
  if (text.length === 0) return 'nothing';
  const shown = legible(text.slice(0, TYPED_SHOWN));
  return `${plural(text.length, 'byte')}: “${shown}${text.length > TYPED_SHOWN ? '…' : ''}”`;
}

function subject({ image, program, elf }: LinkContent, title: string | undefined): string {
  if (image) return title === undefined ? image.id : `${title} (${image.id})`;
  if (program !== null) return `a program as assembly text, ${plural(program.length, 'character')}`;
  return `a program as ELF, ${plural(Math.floor(((elf?.length ?? 0) * 3) / 4), 'byte')}`;
}

function timeRow({ mode, seed, machine }: LinkContent): string {
  if (mode === 'deterministic') return `deterministic, seed ${seed}`;
  return machine.harts === 1 ? 'real' : 'real, harts in parallel';
}

export const isRerun = ({ mode, machine }: LinkContent): boolean =>
  !isReplayable({ mode, harts: machine.harts });

function runRow(content: LinkContent): string {
  const { result, checkpoints } = content;
  if (isRerun(content)) return 're-run, not replay: several harts in real time go another way each time';
  if (!result) return 'from its start; nothing is recorded';
  const end = result.end ? `; then ${ENDINGS[result.end]}` : '';
  const compared = plural(checkpoints.length / 8 + 1, 'time');
  return `${plural(result.instructions, 'instruction')}${end}. Compared ${compared} on the way`;
}

/** Rows for a list of terms; the title is that of the image. */
export function describeContent(content: LinkContent, title?: string): Row[] {
  const { machine, append, tiers, warm, build, semantics } = content;
  const { harts, ramBytes, mmu } = machine;
  const optional: Row[] = append === null ? [] : [['Command line', append]];
  const warming = warm === 'off' ? '' : `, warming: ${warm}`;
  return [
    ['Runs', subject(content, title)],
    ['Machine', `${plural(harts, 'hart')}, ${megabytes(ramBytes)}, S${mmu.slice(1)}, ${machine.isa}`],
    ...optional,
    ['Time', timeRow(content)],
    ['Tiers', tiers.map((tier) => TIER_NAMES[tier]).join(', ') + warming],
    ['Recorded', runRow(content)],
    ['Typed', typedRow(content)],
    ['Made by', `build ${build}, semantics ${semantics}`],
  ];
}

/** Why a link may not run here as it did, in a sentence each. */
export function describeMisfit({ semantics, build, image }: LinkContent, fit: LinkFit): string[] {
  const sentences: string[] = [];
  if (semantics !== fit.semantics) {
    sentences.push(
      `It was made under semantics ${semantics}, and this page has ${fit.semantics}: its run will most likely differ here.`,
    );
  }
  if (fit.image?.is === 'other') {
    sentences.push(
      `It was made with another version of the image “${image?.id}”, which only build ${build} has.`,
    );
  } else if (fit.image?.is === 'missing') sentences.push(`This page has no image “${image?.id}”.`);
  return sentences;
}
