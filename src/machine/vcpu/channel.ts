/**
 * What the machine worker and a vCPU thread share besides the guest: control words and the two console rings.
 *
 * A vCPU thread is busy or asleep in `Atomics.wait` most of the time, so it can be reached neither by messages
 * nor by callbacks. Requests are therefore words in shared memory: the requester writes a word, then bumps
 * `wake`, which is also what the thread sleeps on. A request is numbered; the thread compares the number with
 * the last one it served, so that none is lost and none served twice.
 *
 * The layout is declared here once. It works over any shared buffer, the machine's own memory included.
 */
import { type ByteRing, byteRing, byteRingSizeBytes } from '../../memory/ring.ts';
import { array, struct } from '../../memory/struct.ts';

/** Console output that may wait for the page before the guest is made to wait: a stated limit. */
export const OUTPUT_RING_BYTES = 64 * 1024;
/** Console input that may wait for the guest. */
const INPUT_RING_BYTES = 64 * 1024;

/** Each writer has a cache line (64 bytes) of its own. */
const control = struct('vcpuControl', {
  /** Bumped after every request; the thread sleeps on it. */
  wake: 'u32',
  /** 1: run; 0: stop at the next slice. */
  running: 'u32',
  /** Number of the last request to start over. */
  resetRequest: 'u32',
  /** Number of the last request to step, and how many instructions that was. */
  stepRequest: 'u32',
  stepCount: 'u64',
  /** Columns of the terminal above 16 bits of rows; 0 if nobody said. */
  terminalSize: 'u32',
  /** The tiers that shall be on, a bit for each in the order of the table; 0 if nobody said. */
  tiers: 'u32',
  /** Instructions a second at most; 0 for as fast as it goes. */
  speed: 'u32',
  padding: array('u32', 7),
  /** Bumped whenever the reader of the output ring made room; a full ring's writer sleeps on it. */
  drained: 'u32',
  drainedPadding: array('u32', 15),
  /** 1 while the reader of the output ring has been told that there is something to read. */
  outputAnnounced: 'u32',
  announcedPadding: array('u32', 15),
  /** Changed by the thread again and again as long as it lives. */
  beat: 'u32',
});

const OUTPUT_RING_OFFSET = 256;
const INPUT_RING_OFFSET = OUTPUT_RING_OFFSET + byteRingSizeBytes(OUTPUT_RING_BYTES);

/** Size of the shared region, a multiple of 64. */
export const VCPU_CHANNEL_BYTES = INPUT_RING_OFFSET + byteRingSizeBytes(INPUT_RING_BYTES);

/** Atomic access to one 32-bit control word. */
export interface Word {
  load(): number;
  store(value: number): void;
  exchange(value: number): number;
  /** Adds one and wakes whoever sleeps on the word. */
  bump(): void;
  /** Sleeps until the word is bumped, at most `timeoutMs`; returns at once if it no longer is `seen`. */
  sleep(seen: number, timeoutMs: number): void;
}

export interface VcpuChannel {
  readonly wake: Word;
  readonly running: Word;
  readonly resetRequest: Word;
  readonly stepRequest: Word;
  readonly terminalSize: Word;
  readonly tiers: Word;
  readonly speed: Word;
  readonly drained: Word;
  readonly outputAnnounced: Word;
  readonly beat: Word;
  /** Guest to page: written by the vCPU thread. */
  readonly output: ByteRing;
  /** Page to guest: written by the machine worker. */
  readonly input: ByteRing;
  stepCount(): bigint;
  setStepCount(count: bigint): void;
}

function word(buffer: ArrayBufferLike, offset: number): Word {
  const cell = new Int32Array(buffer, offset, 1);
  return {
    load: () => Atomics.load(cell, 0),
    store: (value) => void Atomics.store(cell, 0, value),
    exchange: (value) => Atomics.exchange(cell, 0, value),
    bump: () => {
      Atomics.add(cell, 0, 1);
      Atomics.notify(cell, 0);
    },
    sleep: (seen, timeoutMs) => void Atomics.wait(cell, 0, seen, timeoutMs),
  };
}

/** One thread's view of the channel at `base` (64-aligned) of shared memory that began as zeros. */
export function vcpuChannel(buffer: ArrayBufferLike, base: number): VcpuChannel {
  const { offsets } = control;
  const at = (field: keyof typeof offsets): Word => word(buffer, base + offsets[field]);
  const count = new BigUint64Array(buffer, base + offsets.stepCount, 1);
  return {
    wake: at('wake'),
    running: at('running'),
    resetRequest: at('resetRequest'),
    stepRequest: at('stepRequest'),
    terminalSize: at('terminalSize'),
    tiers: at('tiers'),
    speed: at('speed'),
    drained: at('drained'),
    outputAnnounced: at('outputAnnounced'),
    beat: at('beat'),
    output: byteRing(buffer, base + OUTPUT_RING_OFFSET, OUTPUT_RING_BYTES),
    input: byteRing(buffer, base + INPUT_RING_OFFSET, INPUT_RING_BYTES),
    stepCount: () => Atomics.load(count, 0),
    setStepCount: (value) => void Atomics.store(count, 0, value),
  };
}

/** What the machine worker may ask of the thread; each returns at once. */
export const vcpuRequests = {
  run(channel: VcpuChannel): void {
    channel.running.store(1);
    channel.wake.bump();
  },
  /** Ends a step that is under way, too. */
  pause(channel: VcpuChannel): void {
    channel.running.store(0);
    channel.setStepCount(0n);
    channel.wake.bump();
  },
  reset(channel: VcpuChannel): void {
    channel.resetRequest.bump();
    channel.wake.bump();
  },
  /** The terminal has so many cells, each side at most 65535. */
  resize(channel: VcpuChannel, columns: number, rows: number): void {
    channel.terminalSize.store(columns * 0x1_0000 + rows);
    channel.wake.bump();
  },
  /** From the next slice on these tiers run the guest, `bits` as the machine numbers them. */
  setTiers(channel: VcpuChannel, bits: number): void {
    channel.tiers.store(bits);
    channel.wake.bump();
  },
  /** From the next slice on so many instructions a second at most; 0: no limit. */
  setSpeed(channel: VcpuChannel, perSecond: number): void {
    channel.speed.store(perSecond);
    channel.wake.bump();
  },
  /** Retire `count` instructions and pause; the number of this request is returned. */
  step(channel: VcpuChannel, count: bigint): number {
    channel.running.store(0);
    channel.setStepCount(count);
    channel.stepRequest.bump();
    channel.wake.bump();
    return channel.stepRequest.load();
  },
} as const;
