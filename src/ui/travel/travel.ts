/**
 * The page's view of its machine's past: what was last answered, and the way to ask. Requests wait for one another.
 * A slider that is dragged asks for many moments: of those only the latest is gone to.
 */
import { type Problem, ProblemError } from '../../base/problem.ts';
import type { PageState } from '../../protocol/page.ts';
import type { StopText, TravelAction, TravelFocus, TravelView } from '../../protocol/travel.ts';
import { create } from '../state/create.ts';
import { control, stats } from '../state/page.ts';
import { usePage } from '../state/store.ts';

export interface TravelState {
  readonly view: TravelView | undefined;
  /** The answer before, where it was of the same hart: what differs from it has changed. */
  readonly before: TravelView | undefined;
  readonly focus: TravelFocus;
  /** What is under way. */
  readonly doing: TravelAction['kind'] | undefined;
  /** Where that leads to, if it leads to a moment that is known. */
  readonly goal: number | undefined;
  readonly problem: Problem | undefined;
}

export const useTravel = create<TravelState>()(() => ({
  view: undefined,
  before: undefined,
  focus: { hart: 0, memory: 'sp', code: '' },
  doing: undefined,
  goal: undefined,
  problem: undefined,
}));

let last: Promise<void> = Promise.resolve();
let waiting = 0;

/** Asks once all that was asked before is answered; `action` may follow from that. */
export function travel(action: TravelAction | (() => TravelAction)): Promise<void> {
  waiting++;
  last = last.then(async () => {
    await ask(typeof action === 'function' ? action() : action);
    if (--waiting === 0) useTravel.setState({ doing: undefined });
  });
  return last;
}

/** The moment that a slider is dragged to; undefined where none waits. */
let goal: number | undefined;

/** Goes to the latest moment that was asked for in this way; resolves when nothing more recent waits. */
export async function dragTo(count: number): Promise<void> {
  const isAsked = goal !== undefined;
  goal = count;
  if (isAsked) return last;
  await travel(() => {
    const latest = goal ?? count;
    goal = undefined;
    return { kind: 'goTo', count: latest };
  });
  if (goal !== undefined) await last;
}

function goalOf(action: TravelAction, view: TravelView | undefined): number | undefined {
  if (!view) return undefined;
  if (action.kind === 'goTo') return Math.min(action.count, view.newestCount);
  return action.kind === 'stepBack' ? Math.max(view.firstCount, view.count - action.instructions) : undefined;
}

async function ask(action: TravelAction): Promise<void> {
  try {
    useTravel.setState(({ view }) => ({ doing: action.kind, goal: goalOf(action, view) }));
    const { focus } = useTravel.getState();
    const view = await control.travel({ action, focus });
    useTravel.setState(({ view: known }) => ({
      view,
      problem: undefined,
      ...(known?.count === view.count ? {} : { before: known }),
    }));
  } catch (error) {
    if (!(error instanceof ProblemError)) return control.reportError(error);
    const { problem } = error;
    if (problem.code === 'travel.superseded' || problem.code === 'machine.none') return;
    useTravel.setState({ problem });
  }
}

/** Looks at something else. */
export async function focusOn(change: Partial<TravelFocus>): Promise<void> {
  useTravel.setState(({ focus, before }) => ({
    focus: { ...focus, ...change },
    before: change.hart === undefined ? before : undefined,
  }));
  await travel({ kind: 'look' });
}

const retired = (): number => stats.latest()?.instructions.reduce((sum, value) => sum + value, 0) ?? 0;

/** Whether there is a moment to look at. */
export const isStill = (state: PageState): boolean => state === 'paused' || state === 'ended';

/** Keeps the view in step with the machine while somebody looks at it. Returns what ends that. */
export function followMachine(): () => void {
  const look = (): void => {
    const { view, doing } = useTravel.getState();
    const { machine, state } = usePage.getState();
    if (machine === undefined && view) useTravel.setState({ view: undefined, before: undefined });
    if (doing !== undefined || !isStill(state)) return;
    if (view?.count !== retired() || seen !== machine) void travel({ kind: 'look' });
    seen = machine;
  };
  let seen = usePage.getState().machine;
  const ends = [usePage.subscribe(look), stats.subscribe(look)];
  if (isStill(usePage.getState().state)) void travel({ kind: 'look' });
  return () => {
    for (const end of ends) end();
  };
}

const changeStops = (change: (stops: readonly StopText[]) => readonly StopText[]): Promise<void> =>
  travel(() => {
    const stops = useTravel.getState().view?.stops ?? [];
    const texts = stops.map(({ kind, address, lengthBytes }) => ({ kind, address, lengthBytes }));
    return { kind: 'setStops', stops: change(texts) };
  });

/** Sets a stop beside those that are there. */
export const addStop = (stop: StopText): Promise<void> =>
  changeStops((stops) => [...stops.filter((other) => !isSame(other, stop)), stop]);

export const removeStop = (stop: StopText): Promise<void> =>
  changeStops((stops) => stops.filter((other) => !isSame(other, stop)));

const isSame = (a: StopText, b: StopText): boolean =>
  a.kind === b.kind && a.address === b.address && a.lengthBytes === b.lengthBytes;

/** Ends what is under way, wherever it has come to. */
export const stopTravel = (): Promise<void> => ask({ kind: 'stop' });

/** Runs until a hart comes to an address. */
export async function runTo(address: string): Promise<void> {
  await travel({ kind: 'runTo', address });
  if (useTravel.getState().problem === undefined) await control.resume();
}
