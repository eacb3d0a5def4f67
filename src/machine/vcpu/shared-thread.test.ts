import { describe, expect, it } from 'vitest';
import { OUTPUT_RING_BYTES, VCPU_CHANNEL_BYTES, vcpuChannel, vcpuRequests } from './channel.ts';
import { ConsolePump } from './console-pump.ts';
import { type RunnableMachine, runVcpu } from './loop.ts';

/** A guest that prints without end, in a thread that has to show what it prints as well. */
async function flood(bytesPerStop: number, creditBytes: number) {
  const buffer = new ArrayBuffer(VCPU_CHANNEL_BYTES);
  const channel = vcpuChannel(buffer, 0);
  const seen = { shownBytes: 0, printedBytes: 0, overflows: 0, sleeps: 0, turns: 0 };
  const pump = new ConsolePump(channel, creditBytes, (bytes) => void (seen.shownBytes += bytes.length));
  const create = (output: (byte: number) => void): RunnableMachine<null> => {
    let stopped = false;
    let retired = 0;
    return {
      run(budget) {
        stopped = false;
        for (let done = 0; done < budget && !stopped; done++) {
          for (let byte = 0; byte < bytesPerStop; byte++) output(120);
          seen.printedBytes += bytesPerStop;
          retired++;
        }
        return { kind: 'budget' };
      },
      requestStop: () => void (stopped = true),
      input: (bytes) => bytes.length,
      inputRoom: () => 1024,
      pace: () => undefined,
      resize: () => true,
      retired: () => retired,
      travel: () => 'nothing',
      hasEnded: () => false,
      effort: () => ({
        retired: { interpreter: retired, baseline: 0, optimizing: 0 },
        executingNs: 0,
        translatingNs: 0,
        answeringNs: 0,
      }),
      stats: () => null,
    };
  };
  let nowMs = 0;
  vcpuRequests.run(channel);
  await runVcpu(create, vcpuChannel(buffer, 0), {
    nowMs: () => (nowMs += 1),
    yieldToEvents: () => Promise.resolve(seen.turns++ < 50),
    report: (report) => {
      if (report.kind === 'output') pump.pump();
    },
    shared: {
      sleep: () => {
        seen.sleeps++;
        pump.addCredit(20_000);
        return Promise.resolve();
      },
      overflow: () => {
        seen.overflows++;
        pump.flush();
      },
    },
  });
  return { ...seen, queuedBytes: channel.output.available() };
}

describe('a machine without a thread of its own', () => {
  it('stops before the ring is full, waits for credit, and loses nothing', async () => {
    const { shownBytes, printedBytes, queuedBytes, overflows, sleeps } = await flood(1, 50_000);
    expect(shownBytes + queuedBytes).toBe(printedBytes);
    expect(printedBytes).toBeGreaterThan(2 * OUTPUT_RING_BYTES);
    expect(sleeps).toBeGreaterThan(0);
    expect(overflows).toBe(0);
  });

  it('shows at once what one instruction prints beyond the ring', async () => {
    const { shownBytes, printedBytes, queuedBytes, overflows } = await flood(3 * OUTPUT_RING_BYTES, 0);
    expect(overflows).toBeGreaterThan(0);
    expect(shownBytes + queuedBytes).toBe(printedBytes);
  });
});
