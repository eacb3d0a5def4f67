/** An inspection as lines of text for its panes. */
import type {
  BlockEdge,
  CodeLine,
  InspectedBlock,
  InspectedExit,
  Inspection,
} from '../../protocol/inspect.ts';
import { count } from '../components/format.ts';

export interface PaneLine {
  readonly text: string;
  readonly depth: number;
  /** Address of the guest instruction that it belongs to. */
  readonly at: string | null;
  /** A heading of the region or of a block, an edge, or code. */
  readonly kind: 'head' | 'edge' | 'code';
}

const times = (value: number): string => `${count(value)} ${value === 1 ? 'time' : 'times'}`;

function edgeText({ when, block, target }: BlockEdge): string {
  const goal =
    target === null ? 'a computed address' : block === null ? `${target}, outside` : `block ${block}`;
  if (when === 'always') return `→ ${goal}`;
  return when === 'otherwise'
    ? `→ otherwise ${goal}`
    : `→ ${goal} if ${when === 'seen' ? 'it goes there again' : when}`;
}

function headOf({ executions, samples }: InspectedBlock, index: number): string {
  const figures = [
    ...(executions === null ? [] : [`ran ${times(executions)}`]),
    ...(samples === 0 ? [] : [`found ${times(samples)}`]),
  ];
  return [`block ${index}`, ...figures].join(' · ');
}

export function assemblyLines({ blocks }: Inspection): readonly PaneLine[] {
  return blocks.flatMap((block, index): PaneLine[] => [
    { text: headOf(block, index), depth: 0, at: null, kind: 'head' },
    ...block.instructions.map(
      ({ address, text }): PaneLine => ({ text: `${address}  ${text}`, depth: 0, at: address, kind: 'code' }),
    ),
    ...block.edges.map(
      (edge): PaneLine => ({
        text: edgeText(edge),
        depth: 1,
        at: block.instructions.at(-1)?.address ?? null,
        kind: 'edge',
      }),
    ),
  ]);
}

const codeLine = ({ text, depth, at }: CodeLine): PaneLine => ({
  text,
  depth,
  at,
  kind: text.startsWith('block ') && text.endsWith(':') ? 'head' : 'code',
});

/** One stage of the IR; the last one where none is named so. */
export function irLines({ stages }: Inspection, name: string | undefined): readonly PaneLine[] {
  const stage = stages.find((one) => one.name === name) ?? stages.at(-1);
  return stage?.lines.map(codeLine) ?? [];
}

/** The function alone, without the module around it. */
export function wasmLines({ wasm }: Inspection): readonly PaneLine[] {
  const first = wasm.findIndex(({ text }) => text.startsWith('(func '));
  return wasm.slice(first, -1).map((line) => codeLine({ ...line, depth: line.depth - 1 }));
}

const REASONS: Readonly<Record<InspectedExit['how'], string>> = {
  static: 'to a known address',
  dynamic: 'to an address that the guest computes',
  page: 'to a page that was not fetched from yet',
  irreducible: 'along an edge that no nest of loops reaches',
  budget: 'where the time slice may end before the next check',
  instruction: 'before an instruction that the interpreter has to make',
};

export interface ExitGroup {
  readonly reason: string;
  /** Where to, as far as that is known. */
  readonly targets: readonly string[];
  readonly executions: number | null;
}

/** Exits by reason, in the order in which they first come. */
export function exitGroups({ exits }: Inspection): readonly ExitGroup[] {
  const kinds = [...new Set(exits.map(({ how }) => how))];
  return kinds.map((how): ExitGroup => {
    const group = exits.filter((exit) => exit.how === how);
    const counts = group.map(({ executions }) => executions);
    const targets = new Set(group.flatMap(({ target }) => (target === null ? [] : [target])));
    return {
      reason: REASONS[how],
      targets: [...targets],
      executions: counts.includes(null) ? null : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    };
  });
}
