/** The panel "Lesson": the lessons to choose from, one that waits to be begun, or the step in progress. */
import './lessons.css';
import { useEffect, useRef, useState } from 'react';
import { formatProblem } from '../../base/problem.ts';
import { Button } from '../components/Button.tsx';
import { control } from '../state/page.ts';
import {
  beginLesson,
  giveAnswer,
  goToStep,
  leaveLesson,
  showHint,
  startMachine,
  useLesson,
} from './lesson.ts';
import { Markdown } from './markdown.tsx';
import { openLesson } from './opening.ts';
import { OWN_LESSONS } from './own.ts';
import { stepsDone } from './progress.ts';
import type { LessonStart, LessonStep } from './schema.ts';
import type { Lesson } from './source.ts';

const press = (action: () => Promise<void>) => () => {
  action().catch((error: unknown) => control.reportError(error));
};

function Choice() {
  return (
    <>
      <p>Each starts a small machine of its own, and ends the present one.</p>
      <ul className="lesson-list">
        {OWN_LESSONS.map(({ name, title, minutes }) => {
          const done = stepsDone(name);
          return (
            <li key={name}>
              <Button onPress={press(() => openLesson(name))}>{title}</Button>
              <span className="quiet">
                {minutes} minutes{done > 0 ? `, ${done} ${done === 1 ? 'step' : 'steps'} done` : ''}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="quiet">
        A lesson of your own: drop its file (<code>*.lesson.json</code>) on the terminal, or open this page
        with <code>?lesson=https://…</code>
      </p>
    </>
  );
}

function describeStart({ program, image, mode = 'deterministic', harts = 1 }: LessonStart): string {
  const what = program === undefined ? `the image "${image ?? ''}"` : `the program ${program}`;
  return `${what}, ${harts} ${harts === 1 ? 'hart' : 'harts'}, ${mode === 'realtime' ? 'real time' : mode}`;
}

function Offer({ lesson }: { readonly lesson: Lesson }) {
  const { data, key, from } = lesson;
  return (
    <>
      <h3>{data.title}</h3>
      <p>{data.summary}</p>
      <dl className="lesson-facts">
        <dt>From</dt>
        <dd>{from === 'file' ? `the file ${key}` : key}</dd>
        <dt>Starts</dt>
        <dd>{describeStart(data.start)}</dd>
        <dt>Takes</dt>
        <dd>
          about {data.minutes} minutes, {data.steps.length} steps
        </dd>
      </dl>
      <div className="lesson-actions">
        <Button look="primary" onPress={press(beginLesson)}>
          Begin this lesson
        </Button>
        <Button onPress={leaveLesson}>Leave it</Button>
      </div>
    </>
  );
}

function Question({ step }: { readonly step: LessonStep }) {
  const [given, setGiven] = useState('');
  const isWrong = useLesson((view) => view.isWrong);
  const goal = step.goals.find((one) => 'question' in one);
  if (!goal || !('question' in goal)) return null;
  return (
    <form
      className="lesson-question"
      onSubmit={(event) => {
        event.preventDefault();
        giveAnswer(given);
      }}
    >
      <label>
        {goal.question}
        <input
          value={given}
          onChange={({ target }) => setGiven(target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
      <button type="submit" className="button">
        Check
      </button>
      <p role="status">{isWrong ? 'Not yet. Look again, or take a hint.' : ''}</p>
    </form>
  );
}

function Hints({ step }: { readonly step: LessonStep }) {
  const shown = useLesson((view) => view.hints);
  const hints = step.hints ?? [];
  if (hints.length === 0) return null;
  return (
    <div className="lesson-hints">
      {hints.slice(0, shown).map((hint) => (
        <Markdown key={hint} text={hint} />
      ))}
      {shown < hints.length && (
        <Button onPress={showHint}>{shown === 0 ? 'Give me a hint' : 'Another hint'}</Button>
      )}
    </div>
  );
}

function Steps({ lesson }: { readonly lesson: Lesson }) {
  const { step, done, problem } = useLesson();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data, text } = lesson;
  const current = data.steps[step];
  const section = text.sections[step];
  // Whoever goes on reads on.
  useEffect(() => {
    if (document.activeElement?.closest('.lesson')) heading.current?.focus();
  }, [step]);
  if (!current || !section) return null;
  const isDone = done.includes(current.id);
  const isLast = step === data.steps.length - 1;
  return (
    <>
      <p className="lesson-where">
        {data.title}: step {step + 1} of {data.steps.length}
      </p>
      <progress aria-label="Steps done" max={data.steps.length} value={done.length} />
      {step === 0 && text.intro !== '' && <Markdown text={text.intro} />}
      <h3 ref={heading} tabIndex={-1}>
        {section.heading}
      </h3>
      <Markdown text={section.text} />
      <Question key={current.id} step={current} />
      <Hints step={current} />
      {problem && <p role="alert">{formatProblem(problem)}</p>}
      <p className={isDone ? 'lesson-goal lesson-goal-met' : 'lesson-goal'} role="status">
        {isDone ? (isLast ? 'Done. That was the last step.' : 'Done.') : 'Not done yet.'}
      </p>
      <div className="lesson-actions">
        {!isLast && (
          <Button look={isDone ? 'primary' : 'plain'} onPress={press(() => goToStep(step + 1))}>
            {isDone ? 'Next step' : 'Skip this step'}
          </Button>
        )}
        {step > 0 && <Button onPress={press(() => goToStep(step - 1))}>Back</Button>}
        <Button onPress={press(startMachine)}>Start its machine over</Button>
        <Button onPress={leaveLesson}>All lessons</Button>
      </div>
    </>
  );
}

export function LessonPanel() {
  const { lesson, isOffered, problem } = useLesson();
  return (
    <div className="lesson">
      {!lesson && problem && <p role="alert">{formatProblem(problem)}</p>}
      {!lesson ? <Choice /> : isOffered ? <Offer lesson={lesson} /> : <Steps lesson={lesson} />}
    </div>
  );
}
