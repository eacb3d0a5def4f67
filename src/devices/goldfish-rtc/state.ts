/** Goldfish real-time clock: nanoseconds since 1970, with one alarm. */
import { struct } from '../../memory/struct.ts';

export const goldfishRtcState = struct('goldfish-rtc', {
  /** The clock minus virtual time, in nanoseconds. */
  offsetNs: 'u64',
  /** In the clock's own time. */
  alarmNs: 'u64',
  /** The upper half of the clock at the last read of its lower half. */
  latchedHigh: 'u32',
  alarmRunning: 'u8',
  interruptPending: 'u8',
  interruptEnabled: 'u8',
});

export type GoldfishRtcState = ReturnType<typeof goldfishRtcState.bind>;
