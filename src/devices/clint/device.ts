/**
 * CLINT registers: `msip` at 0 + 4 × hart, `mtimecmp` at 0x4000 + 8 × hart, `mtime` at 0xbff8; words and
 * double words. `mtime` counts virtual time at 10 MHz and is what the `time` CSR and `stimecmp` see too.
 * Event tag: the hart.
 */
import { at } from '../../base/assert.ts';
import { u64 } from '../../base/bits.ts';
import { type Device, type HartWireServices, LAST_EVENT_NS } from '../device.ts';
import type { ClintState } from './state.ts';

export const CLINT_BYTES = 0x10000;
/** Nanoseconds per tick of the 10 MHz timebase. */
const TICK_NS = 100n;
export const TIMEBASE_HZ = 10_000_000;

/** `mip` positions. */
const MSIP_BIT = 3;
const MTIP_BIT = 7;

const MSIP = 0x0000;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;
const NEVER = 0xffff_ffff_ffff_ffffn;

export interface ClintConfig {
  readonly hartCount: number;
}

export interface ClintServices extends HartWireServices {
  /** `mtime` was written: whatever else waits for a value of `time` must be computed again. */
  timeChanged(): void;
}

/** The timer's value at a virtual time, in ticks. */
export const mtimeAt = (state: ClintState, nowNs: bigint): bigint => u64(nowNs / TICK_NS + state.mtimeOffset);

/**
 * The first virtual time at which `mtime` is at least `ticks`, or undefined when that is too far away to
 * happen. `nowNs` itself if it already is.
 */
export function timeOfTicks(state: ClintState, ticks: bigint, nowNs: bigint): bigint | undefined {
  const mtime = mtimeAt(state, nowNs);
  if (mtime >= ticks) return nowNs;
  const dueNs = nowNs - (nowNs % TICK_NS) + (ticks - mtime) * TICK_NS;
  return dueNs > LAST_EVENT_NS ? undefined : dueNs;
}

function updateTimer(state: ClintState, hart: number, services: ClintServices): void {
  const nowNs = services.nowNs();
  const dueNs = timeOfTicks(state, at(state.mtimecmp, hart), nowNs);
  services.setHartWire(hart, MTIP_BIT, dueNs === nowNs);
  if (dueNs === undefined || dueNs === nowNs) services.cancel(hart);
  else services.schedule(hart, dueNs);
}

function setMtime(state: ClintState, value: bigint, services: ClintServices): void {
  state.mtimeOffset = u64(value - services.nowNs() / TICK_NS);
  for (let hart = 0; hart < state.hartCount; hart++) updateTimer(state, hart, services);
  services.timeChanged();
}

/** The hart whose register of `stride` bytes in the bank at `bank` covers `offset`, or -1. */
function hartAt(state: ClintState, offset: number, bank: number, stride: number): number {
  const hart = Math.floor((offset - bank) / stride);
  return hart >= 0 && hart < state.hartCount ? hart : -1;
}

function read64(state: ClintState, offset: number, services: ClintServices): bigint {
  if (offset === MTIME) return mtimeAt(state, services.nowNs());
  const timer = hartAt(state, offset, MTIMECMP, 8);
  if (offset >= MTIMECMP) return timer < 0 ? 0n : at(state.mtimecmp, timer);
  const low = hartAt(state, offset, MSIP, 4);
  if (low < 0) return 0n;
  const high = BigInt(state.msip[low + 1] ?? 0);
  return BigInt(at(state.msip, low)) | (high << 32n);
}

function write64(state: ClintState, offset: number, value: bigint, services: ClintServices): void {
  if (offset === MTIME) {
    setMtime(state, value, services);
  } else if (offset >= MTIMECMP) {
    const hart = hartAt(state, offset, MTIMECMP, 8);
    if (hart < 0) return;
    state.mtimecmp[hart] = value;
    updateTimer(state, hart, services);
  } else {
    writeMsip(state, offset, Number(value & 1n), services);
    writeMsip(state, offset + 4, Number((value >> 32n) & 1n), services);
  }
}

function writeMsip(state: ClintState, offset: number, value: number, services: ClintServices): void {
  const hart = hartAt(state, offset, MSIP, 4);
  if (hart < 0) return;
  state.msip[hart] = value & 1;
  services.setHartWire(hart, MSIP_BIT, (value & 1) === 1);
}

export const clint: Device<ClintState, ClintConfig, ClintServices> = {
  reset(state, { hartCount }) {
    state.hartCount = hartCount;
    state.mtimecmp.fill(NEVER);
  },
  read(state, offset, bytes, services) {
    if (bytes !== 4 || offset % 4 !== 0) return 0;
    const whole = read64(state, offset - (offset % 8), services);
    return Number(offset % 8 === 0 ? whole & 0xffff_ffffn : whole >> 32n);
  },
  write(state, offset, bytes, value, services) {
    if (bytes !== 4 || offset % 4 !== 0) return;
    if (offset < MTIMECMP) return writeMsip(state, offset, value, services);
    const aligned = offset - (offset % 8);
    const old = read64(state, aligned, services);
    const merged =
      offset === aligned
        ? (old & ~0xffff_ffffn) | BigInt(value)
        : (old & 0xffff_ffffn) | (BigInt(value) << 32n);
    write64(state, aligned, merged, services);
  },
  read64: (state, offset, services) => (offset % 8 === 0 ? read64(state, offset, services) : 0n),
  write64(state, offset, value, services) {
    if (offset % 8 === 0) write64(state, offset, value, services);
  },
  tick: updateTimer,
};
