/** Promise: a link waits, is run as it is, takes nothing else until it has its verdict, and is run again by Reset. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { success } from '../../base/problem.ts';
import type { MachineEvent, MachineService, StartedMachine } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { statsFeed } from '../../stats/stats-source.ts';
import { MachineControl } from '../state/control.ts';
import { guardCalls } from '../state/guarded-calls.ts';
import type { MachineListener } from '../state/machine-client.ts';
import { usePage } from '../state/store.ts';
import { readVisit } from '../state/visit.ts';
import { describeContent, describeMisfit } from './describe.ts';
import { useLinks } from './link-view.ts';
import { openFile } from './opening.ts';

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../share/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as {
    readonly link: string;
    readonly content: LinkContent;
  };

const linux = fixture('run-of-linux-in-real-time');
const visit = readVisit(linux.link.replace(/#.*/, ''), linux.link.replace(/^[^#]*/, ''));
const machine: StartedMachine = {
  image: 'linux',
  title: 'Linux',
  ramBytes: 2 ** 28,
  harts: 1,
  mode: 'realtime',
  availableTiers: ['interpreter', 'baseline'],
  tiers: ['interpreter'],
};
const fit = { semantics: 1, image: { title: 'Linux', is: 'same' } } as const;
const pageBefore = usePage.getInitialState();
const linksBefore = useLinks.getInitialState();

function setUp() {
  const start = vi.fn<MachineService['start']>(() => Promise.resolve(success(machine)));
  const known: Partial<MachineService> = {
    images: () => Promise.resolve(success([])),
    fitLink: () => Promise.resolve(success(fit)),
    type: (bytes) => Promise.resolve(success(bytes.length)),
    start,
  };
  const listeners: MachineListener[] = [];
  const control = new MachineControl(
    (listener) => {
      listeners.push(listener);
      return {
        calls: guardCalls<MachineService>(known as MachineService, 'the worker'),
        returnCredit: () => undefined,
        settled: () => Promise.resolve(),
        end: () => undefined,
      };
    },
    {
      write: (_, done) => done(),
      clear: () => undefined,
      beginLife: () => undefined,
      rewind: () => undefined,
    },
    statsFeed(),
  );
  const emit = (event: MachineEvent): void => listeners.at(-1)?.event(event);
  return { control, start, emit };
}

describe('a link', () => {
  beforeEach(() => {
    usePage.setState(pageBefore, true);
    useLinks.setState(linksBefore, true);
  });

  it('is shown, and waits for Run', async () => {
    const { control, start } = setUp();
    await control.begin(visit);
    expect(start).not.toHaveBeenCalled();
    expect(useLinks.getState().offered).toEqual({ content: linux.content, fit, from: 'address' });
    await control.run();
    expect(start).toHaveBeenCalledExactlyOnceWith({
      source: { kind: 'link', content: linux.content },
      options: {},
      paused: false,
    });
  });

  it('takes nothing else until it has its verdict, is itself what is shared, and is run again by Reset', async () => {
    const { control, start, emit } = setUp();
    await control.begin(visit);
    await control.run();
    emit({ kind: 'restarted', byGuest: false });
    emit({ kind: 'state', state: 'running' });
    await expect(control.type(Uint8Array.of(97))).rejects.toThrow(/goes along a recorded run/);
    const shared = await control.share('here');
    expect(shared).toEqual(
      success({ content: linux.content, instructions: linux.content.result?.instructions }),
    );
    const verdict = { kind: 'reproduced', instructions: 26_331_962 } as const;
    emit({ kind: 'verdict', verdict });
    expect(useLinks.getState().replayed).toEqual({ content: linux.content, verdict });
    await expect(control.type(Uint8Array.of(97))).resolves.toBeUndefined();
    await control.reset();
    expect(start).toHaveBeenCalledTimes(2);
    emit({ kind: 'restarted', byGuest: false });
    expect(useLinks.getState().replayed).toEqual({ content: linux.content, verdict: undefined });
    await control.start({ origin: { kind: 'image', id: 'linux' }, options: {} });
    emit({ kind: 'restarted', byGuest: false });
    expect(useLinks.getState().replayed).toBeUndefined();
  });

  it('with several harts in real time says re-run', () => {
    const content: LinkContent = {
      ...linux.content,
      machine: { ...linux.content.machine, harts: 4 },
      result: null,
      checkpoints: '',
    };
    expect(new Map(describeContent(content)).get('Recorded')).toMatch(/^re-run, not replay/);
  });

  it('comes as a file beside whatever runs', async () => {
    const { control, start } = setUp();
    await control.start({ origin: { kind: 'image', id: 'linux' }, options: {} });
    await control.openFiles([new File([JSON.stringify(linux.content)], 'linux-run.json')]);
    expect(useLinks.getState().offered).toMatchObject({ content: linux.content, from: 'file' });
    expect(start).toHaveBeenCalledOnce();
    await openFile(new File(['{"semantics":1}'], 'bad.json'), control);
    expect(usePage.getState().problem).toMatchObject({ where: 'the link', code: 'link.content' });
  });
});

describe('what a link holds', () => {
  it('is told in words', () => {
    const rows = new Map(describeContent(linux.content, fit.image.title));
    expect(rows.get('Runs')).toBe('Linux (linux)');
    expect(rows.get('Machine')).toBe('1 hart, 256 MiB, Sv48, riscv64');
    expect(rows.get('Time')).toBe('real');
    expect(rows.get('Recorded')).toBe(
      '26,331,962 instructions; then the machine switches itself off. Compared 51 times on the way',
    );
    expect(rows.get('Typed')).toMatch(/^\d+ bytes: “ls -l \/ \| md5sum; uname -m; poweroff -f⏎”$/);
    expect(rows.get('Made by')).toBe('build 0.1.0, semantics 1');
    const program = new Map(describeContent(fixture('run-of-text').content));
    expect(program.get('Runs')).toMatch(/^a program as assembly text, [\d,]+ characters$/);
  });

  it('is said not to fit where it does not', () => {
    expect(describeMisfit(linux.content, fit)).toEqual([]);
    const image = { title: 'Linux', is: 'other' } as const;
    expect(describeMisfit(linux.content, { semantics: 2, image })).toEqual([
      expect.stringMatching(/made under semantics 1, and this page has 2/),
      expect.stringMatching(/another version of the image “linux”/),
    ]);
  });
});
