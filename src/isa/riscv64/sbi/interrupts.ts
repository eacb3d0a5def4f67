/** Timer (chapter 6), inter-processor interrupt (chapter 7) and remote fence (chapter 8). */
import {
  answer,
  argument,
  hartsOfMask,
  INVALID_ADDRESS,
  INVALID_PARAM,
  NOT_SUPPORTED,
  type SbiAnswer,
  type SbiCall,
  SUCCESS,
} from './call.ts';
import type { RemoteFence } from './host.ts';
import { HartStatus } from './status.ts';

const EVERYTHING = 0xffff_ffff_ffff_ffffn;

export function callTimer(call: SbiCall, functionId: bigint): SbiAnswer {
  if (functionId !== 0n) return answer(NOT_SUPPORTED);
  call.host.setTimer(call.hart, argument(call, 0));
  return answer(SUCCESS);
}

/** Calls `act` for each hart named by a0 and a1 that runs or is suspended; stopped harts have no caches. */
function forHarts(call: SbiCall, act: (hart: number) => void): SbiAnswer {
  const harts = hartsOfMask(call.host, argument(call, 0), argument(call, 1));
  if (harts === undefined) return answer(INVALID_PARAM);
  for (const hart of harts) {
    if (call.host.hart(hart).hsmState !== HartStatus.STOPPED) act(hart);
  }
  return answer(SUCCESS);
}

export function callInterprocessor(call: SbiCall, functionId: bigint): SbiAnswer {
  if (functionId !== 0n) return answer(NOT_SUPPORTED);
  return forHarts(call, (hart) => call.host.raiseSoftwareInterrupt(hart));
}

/** The fence that an address range asks for: 0 and 0, or a size of 2^64-1, mean everything. */
function rangeFence(start: bigint, sizeBytes: bigint, asid: bigint | undefined): RemoteFence | undefined {
  const all = sizeBytes === EVERYTHING || (start === 0n && sizeBytes === 0n);
  if (!all && start + sizeBytes > EVERYTHING + 1n) return undefined;
  const range = all ? { start: 0n, sizeBytes: EVERYTHING } : { start, sizeBytes };
  return { kind: 'address', ...range, ...(asid === undefined ? {} : { asid }) };
}

export function callRemoteFence(call: SbiCall, functionId: bigint): SbiAnswer {
  let fence: RemoteFence | undefined;
  switch (functionId) {
    case 0n:
      fence = { kind: 'instruction' };
      break;
    case 1n:
      fence = rangeFence(argument(call, 2), argument(call, 3), undefined);
      break;
    case 2n:
      fence = rangeFence(argument(call, 2), argument(call, 3), argument(call, 4));
      break;
    // 3 to 6 are for hypervisors.
    default:
      return answer(NOT_SUPPORTED);
  }
  if (fence === undefined) return answer(INVALID_ADDRESS);
  const wanted = fence;
  return forHarts(call, (hart) => call.host.remoteFence(hart, wanted));
}
