/**
 * What the Inspector shows, and the way to ask for it. Only the latest question's answer is shown. The machine is asked
 * while it runs, so an answer is of the moment in which it was given.
 */
import { type Problem, type Result, success } from '../../base/problem.ts';
import type { HotBlock, Hottest, Inspection, InspectRequest } from '../../protocol/inspect.ts';
import { create } from '../state/create.ts';
import { control } from '../state/page.ts';

/** More are never listed: the rest is noise. */
const MOST_BLOCKS = 500;

export interface InspectorState {
  readonly hottest: Hottest | undefined;
  readonly request: InspectRequest | undefined;
  /** Physical address of the block that was chosen from the list. */
  readonly block: string | undefined;
  readonly inspection: Inspection | undefined;
  readonly problem: Problem | undefined;
  /** Name of the IR's stage; the last one until somebody chooses. */
  readonly stage: string | undefined;
  /** Address of the guest instruction whose lines are marked in every pane. */
  readonly chosen: string | undefined;
  readonly hovered: string | undefined;
}

const NOTHING: InspectorState = {
  hottest: undefined,
  request: undefined,
  block: undefined,
  inspection: undefined,
  problem: undefined,
  stage: undefined,
  chosen: undefined,
  hovered: undefined,
};

export const useInspector = create<InspectorState>()(() => NOTHING);

/** Another machine: nothing that is known holds for it. */
export const forget = (): void => useInspector.setState(NOTHING);

let asked = 0;

/** Lists the hottest blocks anew. */
export async function listHottest(): Promise<void> {
  const answer = await control.inspect({ kind: 'hottest', most: MOST_BLOCKS });
  if (!answer.ok) useInspector.setState({ problem: answer.problem });
  else if (answer.value.kind === 'hottest') useInspector.setState({ hottest: answer.value.hottest });
}

async function ask(request: InspectRequest): Promise<Result<Inspection>> {
  const answer = await control.inspect({ kind: 'at', request });
  if (!answer.ok) return answer;
  if (answer.value.kind !== 'at') throw new Error('an answer is of its question');
  return success(answer.value.inspection);
}

function show(request: InspectRequest, answer: Result<Inspection>, block?: string): void {
  if (!answer.ok) return useInspector.setState({ problem: answer.problem });
  const inspection = answer.value;
  useInspector.setState({ request, inspection, block, problem: undefined, chosen: inspection.address });
}

/** Has translated code count what it does, or stop counting; it is made anew. */
export async function setCounting(on: boolean): Promise<void> {
  const answer = await control.inspect({ kind: 'count', on });
  if (!answer.ok) return useInspector.setState({ problem: answer.problem });
  await refresh();
}

/** Shows what stands at an address. */
export async function inspectAt(request: InspectRequest): Promise<void> {
  const number = ++asked;
  const answer = await ask(request);
  if (number === asked) show(request, answer);
}

/** Shows a block of the list: by its virtual address, where that still means the same place. */
export async function inspectBlock({ hart, virtual, physical }: HotBlock): Promise<void> {
  const number = ++asked;
  useInspector.setState({ block: physical });
  let request: InspectRequest = {
    hart,
    address: virtual ?? physical,
    space: virtual ? 'virtual' : 'physical',
  };
  let answer = await ask(request);
  if (virtual !== null && !(answer.ok && answer.value.physical === physical)) {
    request = { hart, address: physical, space: 'physical' };
    answer = await ask(request);
  }
  if (number === asked) show(request, answer, physical);
}

/** The list, and what is shown, as they are now. */
export async function refresh(): Promise<void> {
  const { request, chosen, block } = useInspector.getState();
  await listHottest();
  if (!request) return;
  await inspectAt(request);
  useInspector.setState({ chosen, block });
}

export const choose = (address: string | null): void => {
  if (address !== null) useInspector.setState({ chosen: address });
};

export const hover = (address: string | null): void => {
  const hovered = address ?? undefined;
  if (useInspector.getState().hovered !== hovered) useInspector.setState({ hovered });
};
