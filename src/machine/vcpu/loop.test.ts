import { describe, expect, it } from 'vitest';
import {
  OUTPUT_RING_BYTES,
  VCPU_CHANNEL_BYTES,
  type VcpuChannel,
  vcpuChannel,
  vcpuRequests,
} from './channel.ts';
import type { Effort, SpentNs } from './time-use.ts';
import { type RunnableMachine, runVcpu, type SliceEnd, type VcpuHost, type VcpuReport } from './loop.ts';

type Stats = { readonly retired: number; readonly spentNs: SpentNs };
const NO_EFFORT: Effort = {
  retired: { interpreter: 0, baseline: 0, optimizing: 0 },
  executingNs: 0,
  translatingNs: 0,
  answeringNs: 0,
};
type Script = (
  machine: { retire(count: number): void; print(text: string): void; typed: string },
  budget: number,
) => SliceEnd;

/** One thread plays both parts: `onYield` is what the machine worker does meanwhile; it returns false to end. */
async function drive(
  script: Script,
  onYield: (parts: Parts, turn: number) => boolean,
  inputRoom = 1024,
  before: (channel: VcpuChannel) => void = () => undefined,
): Promise<Parts> {
  const buffer = new SharedArrayBuffer(VCPU_CHANNEL_BYTES);
  const shared = vcpuChannel(buffer, 0);
  const parts: Parts = {
    // Sleeping takes test time, not ours.
    channel: {
      ...shared,
      wake: { ...shared.wake, sleep: (_, timeoutMs) => void (parts.nowMs += timeoutMs) },
    },
    reports: [],
    nowMs: 0,
    made: 0,
    paced: [],
    sizes: [],
    console: '',
  };
  const { channel } = parts;
  let turn = 0;
  const host: VcpuHost<Stats> = {
    nowMs: () => (parts.nowMs += 0.5),
    yieldToEvents: () => {
      parts.nowMs += 8;
      return Promise.resolve(onYield(parts, turn++));
    },
    report: (report) => {
      parts.reports.push(report);
      if (report.kind === 'output') drain(parts);
    },
  };
  const create = (output: (byte: number) => void): RunnableMachine<Stats> => {
    parts.made++;
    let retired = 0;
    const guest = {
      typed: '',
      retire: (count: number) => void (retired += count),
      print: (text: string) => {
        for (const byte of new TextEncoder().encode(text)) output(byte);
      },
    };
    return {
      run: (budget) => script(guest, budget),
      inputRoom: () => inputRoom,
      input: (bytes) => {
        guest.typed += new TextDecoder().decode(bytes);
        return bytes.length;
      },
      resize(columns, rows) {
        parts.sizes.push(`${columns} × ${rows}`);
        return true;
      },
      pace: (wallNs) => void parts.paced.push(wallNs),
      retired: () => retired,
      travel: () => 'nothing',
      hasEnded: () => false,
      requestStop: () => undefined,
      effort: () => ({ ...NO_EFFORT, retired: { ...NO_EFFORT.retired, baseline: retired } }),
      stats: (spentNs) => ({ retired, spentNs }),
    };
  };
  before(channel);
  await runVcpu(create, channel, host);
  return parts;
}

function drain(parts: Parts): void {
  const { channel } = parts;
  const bytes = new Uint8Array(OUTPUT_RING_BYTES);
  const count = channel.output.read(bytes);
  parts.console += new TextDecoder('latin1').decode(bytes.subarray(0, count));
  channel.outputAnnounced.store(0);
  channel.drained.bump();
}

interface Parts {
  readonly channel: VcpuChannel;
  readonly reports: VcpuReport<Stats>[];
  nowMs: number;
  made: number;
  readonly paced: number[];
  readonly sizes: string[];
  console: string;
}

const busy: Script = (machine, budget) => {
  machine.retire(budget);
  return { kind: 'budget' };
};
const lastRetired = ({ reports }: Parts): number =>
  reports.reduce((last, report) => (report.kind === 'stats' ? report.stats.retired : last), 0);
const states = ({ reports }: Parts): string[] =>
  reports.flatMap((report) => (report.kind === 'state' ? [report.state] : []));

describe('the vCPU loop', () => {
  it('tells each machine the size of the terminal once, and again when it changes', async () => {
    const parts = await drive(busy, ({ channel }, turn) => {
      if (turn === 0) vcpuRequests.run(channel);
      if (turn === 3) vcpuRequests.resize(channel, 132, 43);
      if (turn === 6) vcpuRequests.resize(channel, 40_000, 2);
      if (turn === 9) vcpuRequests.reset(channel);
      return turn < 14;
    });
    expect(parts.made).toBe(2);
    expect(parts.sizes).toEqual(['132 × 43', '40000 × 2', '40000 × 2']);
  });

  it('runs only while it is asked to, and reports each state once', async () => {
    let atPause = -1;
    const parts = await drive(busy, (p, turn) => {
      if (turn === 1) vcpuRequests.run(p.channel);
      if (turn === 20) vcpuRequests.pause(p.channel);
      if (turn === 22) atPause = lastRetired(p);
      return turn < 30;
    });
    expect(states(parts)).toEqual(['paused', 'running', 'paused']);
    expect(atPause).toBeGreaterThan(0);
    expect(lastRetired(parts)).toBe(atPause);
  });

  it('steps exactly as many instructions as asked, and says which request it served', async () => {
    const parts = await drive(busy, (p, turn) => {
      if (turn === 1) vcpuRequests.step(p.channel, 3n);
      if (turn === 3) vcpuRequests.step(p.channel, 2_500_000n);
      return turn < 12;
    });
    expect(lastRetired(parts)).toBe(2_500_003);
    const served = parts.reports.flatMap((report) => (report.kind === 'state' ? [report.stepsServed] : []));
    expect(served.at(-1)).toBe(2);
  });

  it('serves a step that was asked for before the thread began', async () => {
    const parts = await drive(
      busy,
      (_, turn) => turn < 4,
      1024,
      (channel) => void vcpuRequests.step(channel, 77n),
    );
    expect(lastRetired(parts)).toBe(77);
  });

  it('ends a step early when the guest waits for input that is not there', async () => {
    const parts = await drive(
      () => ({ kind: 'idle', waitNs: undefined }),
      (p, turn) => {
        if (turn === 1) vcpuRequests.step(p.channel, 1000n);
        return turn < 4;
      },
    );
    expect(states(parts).at(-1)).toBe('paused');
  });

  describe('a step of a guest that sleeps for an hour', () => {
    const asleep: Script = () => ({ kind: 'idle', waitNs: 3600e9 });

    it('gives way to Run, and to what is typed after it', async () => {
      let typed = '';
      await drive(
        (machine) => {
          typed = machine.typed;
          return { kind: 'idle', waitNs: 3600e9 };
        },
        (p, turn) => {
          if (turn === 1) vcpuRequests.step(p.channel, 1n);
          if (turn === 3) vcpuRequests.run(p.channel);
          if (turn === 5) p.channel.input.write(new TextEncoder().encode('x'));
          return turn < 8;
        },
      );
      expect(typed).toBe('x');
    });

    it('hands over what is typed meanwhile', async () => {
      const parts = await drive(
        (machine, budget) => {
          if (machine.typed === '') return { kind: 'idle', waitNs: 3600e9 };
          machine.retire(budget);
          return { kind: 'budget' };
        },
        (p, turn) => {
          if (turn === 1) vcpuRequests.step(p.channel, 3n);
          if (turn === 3) p.channel.input.write(new TextEncoder().encode('x'));
          return turn < 8;
        },
      );
      expect(lastRetired(parts)).toBe(3);
    });

    it.each(['pause', 'step'] as const)('is over with the next %s', async (next) => {
      const served: number[] = [];
      await drive(asleep, (p, turn) => {
        if (turn === 1) vcpuRequests.step(p.channel, 1n);
        if (turn === 3) vcpuRequests[next](p.channel, 1n);
        const state = p.reports.findLast((report) => report.kind === 'state');
        served.push(state?.kind === 'state' ? state.stepsServed : -1);
        return turn < 6;
      });
      expect(served.slice(2)).toContain(1);
    });
  });

  it('passes a flood through the ring whole and in order, announcing it when the ring is full', async () => {
    const line = `${'0123456789'.repeat(100)}\n`;
    let printed = '';
    const parts = await drive(
      (machine, budget) => {
        for (let i = 0; i < 200; i++) machine.print(line);
        printed += line.repeat(200);
        machine.retire(budget);
        return { kind: 'budget' };
      },
      (p, turn) => {
        if (turn === 0) vcpuRequests.run(p.channel);
        return turn < 3;
      },
    );
    expect(printed.length).toBeGreaterThan(2 * OUTPUT_RING_BYTES);
    expect(parts.console).toBe(printed);
  });

  it('hands over no more input than the machine has room for, and loses none', async () => {
    const text = 'x'.repeat(30_000);
    let typed = '';
    await drive(
      (machine) => {
        typed = machine.typed;
        return { kind: 'idle', waitNs: 1_000_000 };
      },
      (p, turn) => {
        if (turn === 0) vcpuRequests.run(p.channel);
        if (turn === 1) p.channel.input.write(new TextEncoder().encode(text));
        return turn < 10;
      },
      7,
    );
    expect(typed).toBe(text);
  });

  it('paces by running time: a pause does not count', async () => {
    const parts = await drive(busy, (p, turn) => {
      if (turn === 0 || turn === 100) vcpuRequests.run(p.channel);
      if (turn === 50) vcpuRequests.pause(p.channel);
      if (turn === 60) p.nowMs += 1e6;
      return turn < 150;
    });
    expect(parts.paced.length).toBeGreaterThan(2);
    expect(parts.paced).toEqual([...parts.paced].sort((a, b) => a - b));
    expect(parts.paced.at(-1)).toBeLessThan(5_000 * 1e6);
  });

  it('reports the end once, and starts over on request', async () => {
    const parts = await drive(
      (machine) => {
        machine.print('bye');
        return { kind: 'ended', reason: 'poweroff', code: 0 };
      },
      (p, turn) => {
        if (turn === 0) vcpuRequests.run(p.channel);
        if (turn === 5) vcpuRequests.reset(p.channel);
        return turn < 10;
      },
    );
    expect(states(parts)).toEqual(['paused', 'running', 'ended', 'running', 'ended']);
    expect(parts.reports.filter((report) => report.kind === 'ended')).toHaveLength(2);
    expect(parts.made).toBe(2);
    expect(parts.console).toBe('byebye');
  });

  it('makes a new machine when the guest reboots', async () => {
    let runs = 0;
    const parts = await drive(
      () => (runs++ === 0 ? { kind: 'reboot' } : { kind: 'idle', waitNs: undefined }),
      (p, turn) => {
        if (turn === 0) vcpuRequests.run(p.channel);
        return turn < 4;
      },
    );
    expect(parts.made).toBe(2);
    expect(parts.reports).toContainEqual({ kind: 'restarted', byGuest: true });
  });
});
