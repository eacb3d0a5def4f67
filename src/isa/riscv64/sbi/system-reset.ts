/** System reset (chapter 10): shutdown and reboot, cold and warm being the same to this machine. */
import { answer, argument32, INVALID_PARAM, NOT_SUPPORTED, type SbiAnswer, type SbiCall } from './call.ts';

const SHUTDOWN = 0;
const WARM_REBOOT = 2;
const SYSTEM_FAILURE = 1;

export function callSystemReset(call: SbiCall, functionId: bigint): SbiAnswer {
  if (functionId !== 0n) return answer(NOT_SUPPORTED);
  const type = argument32(call, 0);
  const reason = argument32(call, 1);
  if (type > WARM_REBOOT || reason > SYSTEM_FAILURE) return answer(INVALID_PARAM);
  call.host.reset(type === SHUTDOWN ? 'shutdown' : 'reboot', reason === SYSTEM_FAILURE);
  return undefined;
}
