/**
 * Goldfish RTC registers, words only, in the order of the Android emulator's document. The clock starts at
 * the configured moment and goes with virtual time, so that a run shows the same dates every time.
 * Event tag 0: the alarm.
 */
import { u64 } from '../../base/bits.ts';
import { type Device, type DeviceServices, LAST_EVENT_NS } from '../device.ts';
import type { GoldfishRtcState } from './state.ts';

export const GOLDFISH_RTC_BYTES = 0x1000;

const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

export interface GoldfishRtcConfig {
  /** The clock at virtual time 0, in nanoseconds since 1970. */
  readonly epochNs: bigint;
}

const clockNs = (state: GoldfishRtcState, services: DeviceServices): bigint =>
  u64(services.nowNs() + state.offsetNs);

const withLow = (old: bigint, low: number): bigint => (old & ~0xffff_ffffn) | BigInt(low);
const withHigh = (old: bigint, high: number): bigint => (old & 0xffff_ffffn) | (BigInt(high) << 32n);

const updateLine = (state: GoldfishRtcState, services: DeviceServices): void =>
  services.setLine((state.interruptPending & state.interruptEnabled) !== 0);

function clearAlarm(state: GoldfishRtcState, services: DeviceServices): void {
  state.alarmRunning = 0;
  services.cancel(0);
}

/** Waits for the alarm, or fires it when its time has passed. */
function startAlarm(state: GoldfishRtcState, services: DeviceServices): void {
  const waitNs = state.alarmNs - clockNs(state, services);
  if (waitNs > 0n) {
    state.alarmRunning = 1;
    const dueNs = services.nowNs() + waitNs;
    if (dueNs <= LAST_EVENT_NS) services.schedule(0, dueNs);
    else services.cancel(0);
    return;
  }
  clearAlarm(state, services);
  state.interruptPending = 1;
  updateLine(state, services);
}

function setClock(state: GoldfishRtcState, valueNs: bigint, services: DeviceServices): void {
  state.offsetNs = u64(valueNs - services.nowNs());
  if (state.alarmRunning !== 0) startAlarm(state, services);
}

function readLow(state: GoldfishRtcState, services: DeviceServices): number {
  const now = clockNs(state, services);
  state.latchedHigh = Number(now >> 32n);
  return Number(now & 0xffff_ffffn);
}

export const goldfishRtc: Device<GoldfishRtcState, GoldfishRtcConfig> = {
  reset(state, { epochNs }) {
    state.offsetNs = u64(epochNs);
  },
  read(state, offset, bytes, services) {
    if (bytes !== 4) return 0;
    switch (offset) {
      case TIME_LOW:
        return readLow(state, services);
      case TIME_HIGH:
        return state.latchedHigh;
      case ALARM_LOW:
        return Number(state.alarmNs & 0xffff_ffffn);
      case ALARM_HIGH:
        return Number(state.alarmNs >> 32n);
      case IRQ_ENABLED:
        return state.interruptEnabled;
      case ALARM_STATUS:
        return state.alarmRunning;
      default:
        return 0;
    }
  },
  write(state, offset, bytes, value, services) {
    if (bytes !== 4) return;
    switch (offset) {
      case TIME_LOW:
        setClock(state, withLow(clockNs(state, services), value), services);
        break;
      case TIME_HIGH:
        setClock(state, withHigh(clockNs(state, services), value), services);
        break;
      case ALARM_LOW:
        state.alarmNs = withLow(state.alarmNs, value);
        startAlarm(state, services);
        break;
      case ALARM_HIGH:
        state.alarmNs = withHigh(state.alarmNs, value);
        break;
      case IRQ_ENABLED:
        state.interruptEnabled = value & 1;
        updateLine(state, services);
        break;
      case CLEAR_ALARM:
        clearAlarm(state, services);
        break;
      case CLEAR_INTERRUPT:
        state.interruptPending = 0;
        updateLine(state, services);
        break;
    }
  },
  tick(state, _tag, services) {
    if (state.alarmRunning !== 0) startAlarm(state, services);
  },
};
