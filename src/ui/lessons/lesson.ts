/**
 * The lesson in progress: which step, what the visitor answered, and whether the step's goals hold. Goals are looked at
 * with each reading of the machine, ten times a second; a machine that stands still is looked into once. A goal that
 * was met stays met.
 */
import type { Problem } from '../../base/problem.ts';
import type { MachineSample } from '../../stats/stats-source.ts';
import { putProgram, useProgram } from '../editor/program.ts';
import { EDITOR_PANEL, LESSON_PANEL } from '../panels/names.ts';
import { usePanels, hasPanel, setPanelOpen } from '../panels/panels.ts';
import { control, stats, terminal } from '../state/page.ts';
import { create } from '../state/create.ts';
import { usePage } from '../state/store.ts';
import { RecentSamples, retiredOf } from '../statistics/recent.ts';
import { type Facts, goalsHold, type Look, needsLook } from './goals.ts';
import { lookInto } from './look-into.ts';
import { keepProgress, knownProgress } from './progress.ts';
import type { LessonStart } from './schema.ts';
import type { Lesson } from './source.ts';

interface LessonView {
  readonly lesson: Lesson | undefined;
  /** It came from elsewhere, and waits to be begun. */
  readonly isOffered: boolean;
  readonly step: number;
  /** Ids of the steps whose goals were met. */
  readonly done: readonly string[];
  readonly answer: string;
  /** An answer was given that is not the right one. */
  readonly isWrong: boolean;
  readonly hints: number;
  readonly problem: Problem | undefined;
}

export const useLesson = create<LessonView>()(() => ({
  lesson: undefined,
  isOffered: false,
  step: 0,
  done: [],
  answer: '',
  isWrong: false,
  hints: 0,
  problem: undefined,
}));

const recent = new RecentSamples();
let atStep: MachineSample | undefined;
let consoleAtStep = 0;
let look: { readonly of: string; readonly value: Look } | undefined;
let isLooking = false;

const consoleText = (): string => terminal.lifeText();

/** What the goals are measured from. */
function beginMeasuring(): void {
  atStep = stats.latest();
  consoleAtStep = consoleText().length;
  look = undefined;
}

function facts(answer: string): Facts {
  const { state, machine } = usePage.getState();
  const now = stats.latest();
  // A machine that began anew has counted nothing yet.
  if ((retiredOf(atStep) ?? 0) > (retiredOf(now) ?? 0)) {
    atStep = undefined;
    consoleAtStep = 0;
  }
  return {
    state,
    tiers: machine?.tiers ?? [],
    // Read only if a goal asks for it: it may be long.
    get console() {
      return consoleText();
    },
    consoleAtStep,
    now,
    atStep,
    before: recent.first,
    answer,
    look: look?.of === moment() ? look.value : undefined,
  };
}

/** A machine that stands still there looks the same. */
const moment = (): string => `${usePage.getState().state} ${retiredOf(stats.latest()) ?? 0}`;

/** Marks the step as done if its goals hold now. */
function check(): void {
  const { lesson, step, done, answer, isOffered } = useLesson.getState();
  const current = lesson?.data.steps[step];
  if (!current || isOffered || done.includes(current.id)) return;
  const { state } = usePage.getState();
  if (needsLook(current.goals) && (state === 'paused' || state === 'ended') && look?.of !== moment()) {
    void lookAgain();
    return;
  }
  if (!goalsHold(current.goals, facts(answer))) return;
  const all = [...done, current.id];
  useLesson.setState({ done: all, isWrong: false });
  if (lesson) keepProgress(lesson.key, all);
}

async function lookAgain(): Promise<void> {
  const { lesson, step } = useLesson.getState();
  const goals = lesson?.data.steps[step]?.goals;
  if (!goals || isLooking) return;
  isLooking = true;
  const of = moment();
  try {
    look = { of, value: await lookInto(goals) };
  } catch {
    // The machine went on, or is gone: the next look finds it as it is.
  } finally {
    isLooking = false;
  }
  if (look?.of === moment()) check();
}

let isFollowing = false;
function follow(): void {
  if (isFollowing) return;
  isFollowing = true;
  stats.subscribe(() => {
    recent.push(stats.latest());
    check();
  });
  usePage.subscribe(check);
}

/** Starts the machine that a step, or the lesson, begins with. */
export async function startMachine(): Promise<void> {
  const { lesson, step } = useLesson.getState();
  if (!lesson) return;
  const { data } = lesson;
  // The latest of the steps up to here that has a machine of its own.
  const begin = data.steps.slice(0, step + 1).findLast((one) => one.start)?.start ?? data.start;
  await startFrom(lesson, begin);
  beginMeasuring();
}

async function startFrom(lesson: Lesson, begin: LessonStart): Promise<void> {
  const {
    program,
    image,
    mode = 'deterministic',
    tiers,
    harts,
    ram,
    seed,
    paused = false,
    cold = false,
  } = begin;
  const options = {
    mode,
    ...(tiers && { tiers: tiers.join(',') }),
    ...(harts !== undefined && { harts: String(harts) }),
    ...(ram !== undefined && { ram }),
    ...(seed !== undefined && { seed: String(seed) }),
  };
  if (image !== undefined) {
    await control.start({ origin: { kind: 'image', id: image }, options }, paused || cold);
    if (cold) await startCold();
    return;
  }
  const source = await lesson.read(program ?? '');
  if (!source.ok) return useLesson.setState({ problem: source.problem });
  const file = new File([source.value], program ?? '', { type: 'text/plain' });
  await control.start({ origin: { kind: 'files', files: [file] }, options }, paused);
}

/** Shows a lesson; one from elsewhere waits until it is begun. */
export function showLesson(lesson: Lesson, begins: boolean): void {
  const done = knownProgress(
    lesson.key,
    lesson.data.steps.map(({ id }) => id),
  );
  const step = Math.max(
    0,
    lesson.data.steps.findIndex(({ id }) => !done.includes(id)),
  );
  const isOffered = !begins || lesson.from !== 'page';
  useLesson.setState({ lesson, isOffered, step, done, ...FRESH });
  setPanelOpen(LESSON_PANEL, true);
}

/** Forgets what earlier visits know of the image's code, what this start took of it included. */
async function startCold(): Promise<void> {
  if (usePage.getState().machine === undefined) return;
  await control.clearCode('image');
  await control.reset();
}

const FRESH = { answer: '', isWrong: false, hints: 0, problem: undefined } as const;

/** Begins where the visitor left off. */
export async function beginLesson(): Promise<void> {
  follow();
  useLesson.setState({ isOffered: false });
  openStepPanel();
  await startMachine();
}

function openStepPanel(): void {
  const { lesson, step } = useLesson.getState();
  const panel = lesson?.data.steps[step]?.panel;
  if (panel === undefined || !hasPanel(panel)) return;
  // The lesson and what it is about: others would push it out of view.
  for (const open of usePanels.getState().open) if (open !== LESSON_PANEL) setPanelOpen(open, false);
  setPanelOpen(panel, true);
  if (panel === EDITOR_PANEL) void editLessonProgram();
}

/** The lesson's program, unless it is being worked on already. */
async function editLessonProgram(): Promise<void> {
  const { lesson } = useLesson.getState();
  const name = lesson?.data.start.program;
  if (!lesson || name === undefined || useProgram.getState().name === name) return;
  const text = await lesson.read(name);
  if (text.ok) putProgram({ name, text: text.value });
}

export async function goToStep(step: number): Promise<void> {
  const { lesson } = useLesson.getState();
  const next = lesson?.data.steps[step];
  if (!next) return;
  useLesson.setState({ step, ...FRESH });
  openStepPanel();
  if (next.start) await startMachine();
  else beginMeasuring();
}

export function giveAnswer(answer: string): void {
  useLesson.setState({ answer, isWrong: false });
  check();
  const { lesson, step, done } = useLesson.getState();
  const id = lesson?.data.steps[step]?.id;
  useLesson.setState({ isWrong: id !== undefined && !done.includes(id) });
}

export const showHint = (): void => useLesson.setState(({ hints }) => ({ hints: hints + 1 }));

/** Back to the list of lessons; the machine stays. */
export const leaveLesson = (): void =>
  useLesson.setState({ lesson: undefined, isOffered: false, step: 0, done: [], ...FRESH });

export function refuseLesson(problem: Problem): void {
  useLesson.setState({ problem });
  usePage.setState({ problem });
}
