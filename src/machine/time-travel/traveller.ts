/**
 * Answers what is asked of a machine's past ({@link TravelRequest}), in pieces, because the thread that runs the
 * machine has other duties. One thing after the other; what is ended early leaves the machine wherever it had come to.
 */
import { failure, type Problem, problem, type Result, success } from '../../base/problem.ts';
import { addressFor, viewHart } from './hart-view.ts';
import type { History, TravelEnd } from './history.ts';
import { continueBack, goTo, type Journey, stepBack } from './journeys.ts';
import { translateFor } from './look.ts';
import type { StopText, TravelAction, TravelFocus, TravelRequest, TravelView } from './requests.ts';
import type { Hit, Watchpoint } from './stops.ts';
import type { SymbolTable } from './symbols.ts';

export type TravelAnswer = Result<TravelView>;
/** What a movement has to say, or why it was none. */
type Outcome = Result<string>;

export interface Stop {
  readonly text: StopText;
  readonly at: bigint;
  /** Of a watchpoint. */
  readonly watch: Watchpoint | undefined;
}

interface Asked {
  readonly action: TravelAction;
  readonly focus: TravelFocus;
  readonly answer: (answer: TravelAnswer) => void;
}

const MAX_STOPS = 64;
const MAX_WATCH_BYTES = 4096;
const MAX_TYPED = 200;

const count = (value: number): string => value.toLocaleString('en');
const hex = (value: bigint): string => `0x${value.toString(16)}`;

export class Traveller {
  private readonly history: History;
  private readonly symbols: SymbolTable;
  private stops: readonly Stop[];
  /** A breakpoint for one run. */
  private once: bigint | undefined;
  private lastHit: Hit | undefined;
  private readonly queue: Asked[] = [];
  private journey: Journey<Outcome> | undefined;

  constructor(history: History, symbols: SymbolTable, breakpoints: readonly Stop[] = []) {
    this.history = history;
    this.symbols = symbols;
    this.stops = breakpoints;
    this.arm();
  }

  /** For the next life of the machine; memory that was watched here means something else there. */
  get breakpoints(): readonly Stop[] {
    return this.stops.filter(({ watch }) => !watch);
  }

  /** `answer` is called once, from {@link work} or from a later `ask` that ends this one. */
  ask({ action, focus }: TravelRequest, answer: (answer: TravelAnswer) => void): void {
    const harts = this.history.machine.harts.length;
    const hart = Number.isInteger(focus.hart) && focus.hart >= 0 && focus.hart < harts ? focus.hart : 0;
    if (action.kind === 'stop') this.giveUp(() => true);
    if (action.kind === 'goTo') this.giveUp((other) => other.kind === 'goTo');
    this.queue.push({ action, focus: { ...focus, hart }, answer });
  }

  private giveUp(isMeant: (action: TravelAction) => boolean): void {
    const [first] = this.queue;
    if (first && isMeant(first.action)) this.journey = undefined;
    for (const asked of this.queue.filter(({ action }) => isMeant(action))) {
      this.queue.splice(this.queue.indexOf(asked), 1);
      asked.answer(failure(SUPERSEDED));
    }
  }

  /** Does a piece of what is asked. */
  work(): 'nothing' | 'under way' | 'done' {
    const [asked] = this.queue;
    if (!asked) return 'nothing';
    this.journey ??= this.begin(asked);
    const { done, value } = this.journey.next();
    if (done !== true) return 'under way';
    this.journey = undefined;
    this.queue.shift();
    this.arm();
    asked.answer(value.ok ? success(this.view(asked.focus, value.value)) : value);
    return 'done';
  }

  private begin({ action, focus }: Asked): Journey<Outcome> {
    // Whoever asks doesn't wait for that any more; and the stops of a journey that was ended are put back.
    this.once = undefined;
    this.arm();
    return this.travel(action, focus.hart);
  }

  /** The running machine came to a stop of its own. */
  noteHit(hit: Hit): void {
    this.once = undefined;
    this.arm();
    this.lastHit = hit;
  }

  private *travel(action: TravelAction, hart: number): Journey<Outcome> {
    const { history } = this;
    switch (action.kind) {
      case 'look':
      case 'stop':
        return success(this.takeHit());
      case 'goTo':
        return ended(yield* this.goTo(action.count), 'Nothing more is known to come.');
      case 'stepBack':
        if (history.count <= (history.keptCounts[0] ?? 0)) return success('This is the beginning.');
        return ended(yield* stepBack(history, action.instructions), '');
      case 'back':
        if (history.stops.isEmpty) return noStops();
        return yield* this.back('No breakpoint or watchpoint was hit before.');
      case 'backToWrite':
        return yield* this.backToWrite(action.address, action.lengthBytes, hart);
      case 'backToAddress':
        return yield* this.backToAddress(action.address, hart);
      case 'setStops':
        return this.setStops(action.stops, hart);
      case 'runTo':
        return this.runTo(action.address, hart);
      case 'fork':
        history.fork();
        return success('');
      case 'adopt':
        return yield* this.adopt(action.branch);
    }
  }

  /** At the newest count everything that is in the log has happened. */
  private *goTo(target: number): Journey<TravelEnd> {
    const { history } = this;
    const end = yield* goTo(history, target);
    const isNewest = end.kind === 'reached' && target >= history.newestCount;
    return (isNewest ? history.finish() : undefined) ?? end;
  }

  /** Back to the last hit of what is armed; where there is none, the machine ends where it began. */
  private *back(none: string): Journey<Outcome> {
    const { history } = this;
    const from = history.count;
    const end = yield* continueBack(history);
    if (end.kind === 'hit') return success(this.describe(end.hit));
    const returned = yield* goTo(history, from);
    return returned.kind === 'reached' ? success(none) : ended(returned, '');
  }

  private *backToWrite(address: string, lengthBytes: number, hart: number): Journey<Outcome> {
    const watch = this.watchpoint(address, lengthBytes, hart, 'Last write of');
    if (!watch.ok) return watch;
    const { stops } = this.history;
    stops.setBreakpoints([]);
    stops.setWatchpoints([watch.value.watch]);
    const found = yield* this.back(`It was not written between the beginning and here.`);
    return found;
  }

  private *backToAddress(text: string, hart: number): Journey<Outcome> {
    const address = this.address(text, hart, 'Back to');
    if (!address.ok) return address;
    this.history.stops.setBreakpoints([address.value]);
    this.history.stops.setWatchpoints([]);
    return yield* this.back(`No hart was at ${hex(address.value)} before.`);
  }

  private *adopt(index: number): Journey<Outcome> {
    const branch = this.history.branches[index];
    if (!branch) return success('That future is no longer remembered.');
    const end = yield* goTo(this.history, this.history.commonCount(branch));
    if (end.kind !== 'reached') return ended(end, '');
    this.history.adopt(branch);
    return success(`Up to instruction ${count(branch.newestCount)}, the other future is back.`);
  }

  private runTo(text: string, hart: number): Outcome {
    const address = this.address(text, hart, 'Run to');
    if (!address.ok) return address;
    this.once = address.value;
    return success('');
  }

  private setStops(texts: readonly StopText[], hart: number): Outcome {
    if (texts.length > MAX_STOPS) {
      const what = `there are more than ${MAX_STOPS}`;
      return failure(problem('limit', 'stops.many', 'Breakpoints', what, 'take some away'));
    }
    const stops: Stop[] = [];
    for (const text of texts) {
      const known = this.stops.find((stop) => JSON.stringify(stop.text) === JSON.stringify(text));
      const stop = known ? success(known) : this.resolveStop(text, hart);
      if (!stop.ok) return stop;
      stops.push(stop.value);
    }
    this.stops = stops;
    return success('');
  }

  private resolveStop(text: StopText, hart: number): Result<Stop> {
    if (text.kind === 'watchpoint') {
      const watch = this.watchpoint(text.address, text.lengthBytes, hart, 'Watchpoint');
      return watch.ok ? success({ text, ...watch.value }) : watch;
    }
    const address = this.address(text.address, hart, 'Breakpoint');
    return address.ok ? success({ text, at: address.value, watch: undefined }) : address;
  }

  private address(text: string, hart: number, where: string): Result<bigint> {
    return addressFor(this.history.machine, hart, this.symbols, text, where);
  }

  private watchpoint(
    text: string,
    lengthBytes: number,
    hart: number,
    where: string,
  ): Result<{ readonly at: bigint; readonly watch: Watchpoint }> {
    const address = this.address(text, hart, where);
    if (!address.ok) return address;
    const at = address.value;
    const wrong = (what: string, action: string): Result<never> =>
      failure(problem('input', 'watchpoint.place', where, what, action));
    if (!(Number.isInteger(lengthBytes) && lengthBytes >= 1 && lengthBytes <= MAX_WATCH_BYTES))
      return wrong(`${lengthBytes} bytes cannot be watched`, `give 1 to ${MAX_WATCH_BYTES}`);
    const first = this.physical(hart, at);
    if (first === undefined)
      return wrong(`hart ${hart} has no memory at ${hex(at)}`, 'give an address that is mapped now');
    // Physical pages need not follow one another.
    if (this.physical(hart, at + BigInt(lengthBytes - 1)) !== first + lengthBytes - 1)
      return wrong(`${lengthBytes} bytes from ${hex(at)} are not in one piece`, 'watch fewer bytes');
    return success({ at, watch: { address: first, lengthBytes } });
  }

  /** Where in RAM an address is; undefined where it is not. */
  private physical(hart: number, address: bigint): number | undefined {
    const { machine } = this.history;
    const { ramStart, ramBytes } = machine.memoryPlan;
    const found = translateFor(machine, hart, BigInt.asUintN(64, address));
    if (found === undefined || found < BigInt(ramStart) || found >= BigInt(ramStart + ramBytes))
      return undefined;
    return Number(found);
  }

  /** What is set, and nothing else, stops the machine. */
  private arm(): void {
    const { stops } = this.history;
    const breakpoints = this.stops.flatMap(({ text, at }) => (text.kind === 'breakpoint' ? [at] : []));
    stops.setBreakpoints(this.once === undefined ? breakpoints : [...breakpoints, this.once]);
    stops.setWatchpoints(this.stops.flatMap(({ watch }) => watch ?? []));
  }

  private takeHit(): string {
    const hit = this.lastHit;
    this.lastHit = undefined;
    return hit ? this.describe(hit) : '';
  }

  private describe(hit: Hit): string {
    if (hit.kind === 'breakpoint') {
      const place = this.symbols.describe(hit.address);
      return `Hart ${hit.hart} is at ${hex(hit.address)}${place && ` (${place})`}.`;
    }
    const { address, lengthBytes } = hit.watch;
    const bytes = `${lengthBytes} ${lengthBytes === 1 ? 'byte' : 'bytes'} at physical ${hex(BigInt(address))}`;
    const verb = this.history.count < hit.count ? 'is about to change' : 'has changed';
    return `Hart ${hit.hart} ${verb} the ${bytes}.`;
  }

  private view(focus: TravelFocus, outcome: string): TravelView {
    const { history } = this;
    const { machine, keptCounts } = history;
    const typed = history.log.flatMap((event) => (event.kind === 'input' ? [event.at] : []));
    const every = Math.ceil(typed.length / MAX_TYPED);
    return {
      count: history.count,
      firstCount: keptCounts[0] ?? 0,
      newestCount: history.newestCount,
      isLive: history.isLive,
      turn: machine.turns.hart,
      harts: machine.harts.length,
      kept: { counts: keptCounts, bytes: history.keptBytes, budgetBytes: history.budgetBytes },
      typed: typed.filter((_, index) => index % every === 0),
      branches: history.branches.map((branch) => ({
        at: branch.at,
        newestCount: branch.newestCount,
        events: branch.events.length - history.commonEvents(branch),
      })),
      stops: this.stops.map(({ text, at }) => ({ ...text, at })),
      outcome,
      hart: viewHart(machine, focus, this.symbols),
    };
  }
}

const SUPERSEDED = problem(
  'usage',
  'travel.superseded',
  'the machine’s past',
  'something else was asked of it meanwhile',
  'ask again',
);

const noStops = (): Outcome =>
  failure(
    problem('usage', 'stops.none', 'Breakpoints', 'none is set', 'set a breakpoint or a watchpoint first'),
  );

/** How a movement ended: as asked, earlier, or against the log. */
function ended(end: TravelEnd, early: string): Outcome {
  const wrong = (cause: Problem): Outcome => failure(cause);
  switch (end.kind) {
    case 'reached':
      return success('');
    case 'diverged':
      return wrong(
        problem(
          'internal',
          'log.diverged',
          'the machine’s past',
          `it goes another way at instruction ${end.at}`,
          'restart the machine and report this',
        ),
      );
    case 'ended':
      return end.problem ? wrong(end.problem) : success('The guest ended here.');
    case 'reboot':
      return success('The guest restarts here.');
    default:
      return success(early);
  }
}
