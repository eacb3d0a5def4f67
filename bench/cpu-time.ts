/**
 * CPU seconds of another process, thread by thread, as Linux's scheduler has booked them.
 *
 * `/proc/PID/task/TID/schedstat` begins with the nanoseconds that a thread has run. The scheduler books them when
 * the thread stops running and at each tick, so a reading is exact while the thread sleeps and up to one tick
 * (1 to 10 ms) short while it runs. Other systems have no such file: the figure is then null, never an estimate.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Seconds by thread id. Threads that have ended are absent. */
export type CpuReading = ReadonlyMap<string, number>;

/** Undefined where the system does not tell, or the process is gone. */
export function readCpu(pid: number): CpuReading | undefined {
  const reading = new Map<string, number>();
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const [ran = ''] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ');
      reading.set(thread, Number(ran) / 1e9);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // A thread may end between the listing and the reading; what was read so far stands.
    return reading.size > 0 ? reading : undefined;
  }
  return reading;
}

/** Adds up several processes (a browser and its renderers); thread ids are unique in the system. */
export function readCpuOf(pids: Iterable<number>): CpuReading | undefined {
  const readings = [...pids].map(readCpu).filter((reading) => reading !== undefined);
  if (readings.length === 0) return undefined;
  return new Map(readings.flatMap((reading) => [...reading]));
}

export interface CpuUse {
  /** Of the thread that ran longest, in seconds. */
  readonly busiest: number;
  /** Of all threads, in seconds. */
  readonly all: number;
}

/** What ran between two readings. A thread that is in the later one alone began in between. */
export function cpuBetween(before: CpuReading | undefined, after: CpuReading | undefined): CpuUse | null {
  if (!after || !before) return null;
  const ran = [...after].map(([thread, seconds]) => seconds - (before.get(thread) ?? 0));
  return { busiest: Math.max(...ran), all: ran.reduce((sum, seconds) => sum + seconds, 0) };
}

/** What a process has run since it started, by a reading of the present. */
export const cpuSinceStart = (now: CpuReading | undefined): CpuUse | null => cpuBetween(new Map(), now);
