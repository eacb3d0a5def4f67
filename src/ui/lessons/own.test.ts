/** The page's own lessons: they read, their programs assemble, and what their goals name exists. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { assemble } from '../../isa/riscv64/assembly.ts';
import { cacheCounters, hartCounters } from '../../stats/counters.ts';
import { timeCounters } from '../../stats/time-counters.ts';
import { OWN_LESSONS } from './own.ts';
import { parseLesson, splitText } from './schema.ts';

const root = new URL('../../../lessons/', import.meta.url);
const read = (name: string, file: string): string => readFileSync(new URL(`${name}/${file}`, root), 'utf8');

const counters = new Set([
  'instructions',
  ...[...hartCounters, ...cacheCounters, ...timeCounters].map(({ name }) => name),
]);

it('are all offered', () => {
  expect(OWN_LESSONS.map(({ name }) => name as string).toSorted()).toEqual(readdirSync(root).toSorted());
});

describe.each(OWN_LESSONS)('$name', ({ name, title, minutes }) => {
  const data = unwrap(parseLesson(read(name, 'lesson.json'), name));

  it('has a section of text for each step, and the title it is offered by', () => {
    const { sections } = unwrap(splitText(read(name, 'lesson.md'), data.steps.length, name));
    expect(sections.map(({ text }) => text.includes('this:**'))).toEqual(sections.map(() => true));
    expect([data.title, data.minutes]).toEqual([title, minutes]);
  });

  it('starts programs that assemble', () => {
    const starts = [data.start, ...data.steps.flatMap((step) => step.start ?? [])];
    const programs = starts.flatMap(({ program }) => program ?? []);
    const problems = programs
      .map((program) => assemble(read(name, program), program))
      .filter(({ ok }) => !ok);
    expect(problems).toEqual([]);
  });

  it('asks for counters that there are', () => {
    const goals = data.steps.flatMap((step) => step.goals);
    const asked = goals.flatMap((goal) =>
      'counter' in goal ? goal.counter : 'rate' in goal ? goal.rate : [],
    );
    expect(asked.filter((counter) => !counters.has(counter))).toEqual([]);
  });
});

describe('addresses that lessons name', () => {
  it('are where the programs have them', () => {
    const addressOf = (name: string, program: string, label: string) =>
      unwrap(assemble(read(name, program), program)).symbols.get(label);
    expect(addressOf('hello-hart', 'hello.s', 'send')).toBe(0x8000_0028n);
    expect(addressOf('tiers', 'count.s', 'hot')).toBe(0x8000_0012n);
  });
});

describe('a malformed lesson', () => {
  const good = JSON.parse(read('tiers', 'lesson.json')) as Record<string, unknown>;
  const what = (json: string): string => {
    const parsed = parseLesson(json, 'x.lesson.json');
    return parsed.ok ? 'fine' : `${parsed.problem.where}: ${parsed.problem.what}`;
  };

  it('is named with its place', () => {
    expect(what('{')).toBe('x.lesson.json: it is no JSON');
    expect(what(JSON.stringify({ ...good, lesson: 2 }))).toMatch(/^x\.lesson\.json: lesson: /);
    expect(what(JSON.stringify({ ...good, steps: [] }))).toMatch(/: steps: /);
    expect(what(JSON.stringify({ ...good, start: {} }))).toMatch(/either a program or an image/);
    expect(what(JSON.stringify({ ...good, start: { program: '../secret' } }))).toMatch(/start\.program/);
    const goals = [{ console: '(' }];
    expect(what(JSON.stringify({ ...good, steps: [{ id: 'a', goals }] }))).toMatch(/steps\.0\.goals\.0/);
    expect(what(`"${'x'.repeat(1e6)}"`)).toMatch(/larger than any lesson/);
    expect(splitText('# T\n\n## One\n', 2, 'lesson.md')).toMatchObject({ ok: false });
  });
});
