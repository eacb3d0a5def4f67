/**
 * The page's view of its machine's past: what was last answered, and the way to ask. One request is under way at a
 * time; of those that come meanwhile the latest is next, and one that waits too long ends the one before it.
 */
import { type Problem, ProblemError } from '../../base/problem.ts';
import type { TravelAction, TravelFocus, TravelView } from '../../protocol/travel.ts';
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
  readonly problem: Problem | undefined;
}

export const useTravel = create<TravelState>()(() => ({
  view: undefined,
  before: undefined,
  focus: { hart: 0, memory: 'sp', code: '' },
  doing: undefined,
  problem: undefined,
}));

/** A slider that is dragged waits so long for the moment before, and then gives it up. */
const PATIENCE_MS = 300;

let wanted: TravelAction | undefined;
let under: Promise<void> | undefined;
let sinceMs = 0;

/** Asks; resolves when an answer to this or to something later is there. */
export function travel(action: TravelAction): Promise<void> {
  wanted = action;
  if (under && performance.now() - sinceMs < PATIENCE_MS) return under;
  under = work();
  return under;
}

async function work(): Promise<void> {
  const mine = ++turns;
  while (wanted && mine === turns) {
    const action = wanted;
    wanted = undefined;
    sinceMs = performance.now();
    useTravel.setState({ doing: action.kind });
    await ask(action);
  }
  if (mine !== turns) return;
  under = undefined;
  useTravel.setState({ doing: undefined });
}
let turns = 0;

async function ask(action: TravelAction): Promise<void> {
  try {
    const { focus } = useTravel.getState();
    const view = await control.travel({ action, focus });
    useTravel.setState(({ view: last }) => ({
      view,
      problem: undefined,
      ...(last?.count === view.count ? {} : { before: last }),
    }));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
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

export const isStill = (): boolean => ['paused', 'ended'].includes(usePage.getState().state);

/** Keeps the view in step with the machine while somebody looks at it. Returns what ends that. */
export function followMachine(): () => void {
  const look = (): void => {
    const { view, doing } = useTravel.getState();
    const { machine } = usePage.getState();
    if (machine === undefined && view) useTravel.setState({ view: undefined, before: undefined });
    if (doing !== undefined || !isStill()) return;
    if (view?.count !== retired() || seen !== machine) void travel({ kind: 'look' });
    seen = machine;
  };
  let seen = usePage.getState().machine;
  const ends = [usePage.subscribe(look), stats.subscribe(look)];
  if (isStill()) void travel({ kind: 'look' });
  return () => {
    for (const end of ends) end();
  };
}

/** Sets a stop beside those that are there. */
export function addStop(kind: 'breakpoint' | 'watchpoint', address: string, lengthBytes: number): void {
  const stops = useTravel.getState().view?.stops ?? [];
  void travel({ kind: 'setStops', stops: [...stops.map(plain), { kind, address, lengthBytes }] });
}

export function removeStop(index: number): void {
  const stops = useTravel.getState().view?.stops ?? [];
  void travel({ kind: 'setStops', stops: stops.map(plain).toSpliced(index, 1) });
}

type Stop = TravelView['stops'][number];
const plain = ({ kind, address, lengthBytes }: Stop) => ({ kind, address, lengthBytes });

/** Runs until a hart comes to an address. */
export async function runTo(address: string): Promise<void> {
  await travel({ kind: 'runTo', address });
  if (useTravel.getState().problem === undefined) await control.resume();
}
