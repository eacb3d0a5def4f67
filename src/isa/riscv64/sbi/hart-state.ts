/**
 * Hart state management (chapter 9). A hart starts in supervisor mode with translation and interrupts off.
 * The one kind of suspend is the retentive default: the hart waits as in `wfi` and then goes on.
 */
import type { HartState } from '../state.ts';
import { SUPERVISOR } from '../state.ts';
import {
  A0,
  A1,
  ALREADY_AVAILABLE,
  answer,
  argument,
  argument32,
  INVALID_ADDRESS,
  INVALID_PARAM,
  NOT_SUPPORTED,
  type SbiAnswer,
  type SbiCall,
  SUCCESS,
  setRegister,
} from './call.ts';
import { HartStatus } from './status.ts';

const MSTATUS_SIE = 1n << 1n;
const RETENTIVE_DEFAULT = 0;
const NON_RETENTIVE_DEFAULT = 0x8000_0000;

/**
 * Puts a hart at the beginning of supervisor code: for the boot hart and for HSM start alike (chapter 9.1).
 * What firmware sets up once (delegation, counters, PMP) is left as it is.
 */
export function enterSupervisor(state: HartState, hart: number, address: bigint, opaque: bigint): void {
  state.pc = address;
  state.privilege = SUPERVISOR;
  state.satp = 0n;
  state.mstatus &= ~MSTATUS_SIE;
  state.reservationValid = 0;
  state.waiting = 0;
  state.hsmState = HartStatus.STARTED;
  setRegister(state, A0, BigInt(hart));
  setRegister(state, A1, opaque);
}

/** Lets a hart that an interrupt has woken go on; does nothing unless it was suspended. */
export function resumeSuspended(state: HartState): void {
  if (state.hsmState === HartStatus.SUSPENDED) state.hsmState = HartStatus.STARTED;
}

function start(call: SbiCall): SbiAnswer {
  const { host } = call;
  const target = argument(call, 0);
  const address = argument(call, 1);
  if (target >= BigInt(host.hartCount)) return answer(INVALID_PARAM);
  const hart = Number(target);
  const state = host.hart(hart);
  if (state.hsmState !== HartStatus.STOPPED) return answer(ALREADY_AVAILABLE);
  if (!host.isExecutable(address)) return answer(INVALID_ADDRESS);
  enterSupervisor(state, hart, address, argument(call, 2));
  host.hartChanged(hart);
  return answer(SUCCESS);
}

function stop({ hart, state, host }: SbiCall): SbiAnswer {
  state.hsmState = HartStatus.STOPPED;
  host.hartChanged(hart);
  return undefined;
}

function status(call: SbiCall): SbiAnswer {
  const target = argument(call, 0);
  if (target >= BigInt(call.host.hartCount)) return answer(INVALID_PARAM);
  return answer(SUCCESS, BigInt(call.host.hart(Number(target)).hsmState));
}

function suspend(call: SbiCall): SbiAnswer {
  const type = argument32(call, 0);
  if (type === NON_RETENTIVE_DEFAULT) return answer(NOT_SUPPORTED);
  if (type !== RETENTIVE_DEFAULT) return answer(INVALID_PARAM);
  call.state.hsmState = HartStatus.SUSPENDED;
  call.state.waiting = 1;
  call.host.hartChanged(call.hart);
  return answer(SUCCESS);
}

export function callHartState(call: SbiCall, functionId: bigint): SbiAnswer {
  switch (functionId) {
    case 0n:
      return start(call);
    case 1n:
      return stop(call);
    case 2n:
      return status(call);
    case 3n:
      return suspend(call);
    default:
      return answer(NOT_SUPPORTED);
  }
}
