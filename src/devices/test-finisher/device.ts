/** One register at 0: the lower half says how the machine ends, the upper half is the code of a failure. */
import type { Device, DeviceServices } from '../device.ts';
import type { TestFinisherState } from './state.ts';

export const TEST_FINISHER_BYTES = 0x1000;

const FAIL = 0x3333;
const PASS = 0x5555;
const RESET = 0x7777;

export type FinishKind = 'pass' | 'fail' | 'reset';

export interface FinisherServices extends DeviceServices {
  /** The guest has ended the machine; `code` is 0 except for a failure, which may carry 0 to 65535. */
  finish(kind: FinishKind, code: number): void;
}

export const testFinisher: Device<TestFinisherState, undefined, FinisherServices> = {
  reset() {},
  read: () => 0,
  write(_state, offset, bytes, value, services) {
    if (offset !== 0 || bytes === 1) return;
    const code = value >>> 16;
    switch (value & 0xffff) {
      case FAIL:
        return services.finish('fail', code);
      case PASS:
        return services.finish('pass', 0);
      case RESET:
        return services.finish('reset', 0);
    }
  },
  tick() {},
};
