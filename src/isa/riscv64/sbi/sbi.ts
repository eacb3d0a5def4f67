/**
 * The supervisor binary interface that the machine answers itself when no firmware is loaded: version 2.0 of
 * the RISC-V SBI specification with the extensions base, legacy console, TIME, IPI, RFENCE, HSM, SRST and
 * DBCN. Everything else probes 0 and answers NOT_SUPPORTED.
 *
 * The caller has already moved the hart's `pc` past the `ecall`; a call retires nothing and takes no time.
 */
import { at } from '../../../base/assert.ts';
import { callBase } from './base.ts';
import { A0, A1, A6, A7, answer, NOT_SUPPORTED, type SbiAnswer, type SbiCall, setRegister } from './call.ts';
import { callDebugConsole, getCharacter, putCharacter } from './console.ts';
import { callHartState } from './hart-state.ts';
import type { SbiHost } from './host.ts';
import { callInterprocessor, callRemoteFence, callTimer } from './interrupts.ts';
import { callSystemReset } from './system-reset.ts';

const LEGACY: ReadonlyMap<bigint, (call: SbiCall) => void> = new Map([
  [0x01n, putCharacter],
  [0x02n, getCharacter],
]);

type Extension = (call: SbiCall, functionId: bigint) => SbiAnswer;

/** Extension identifiers are their names in ASCII. */
const EXTENSIONS: ReadonlyMap<bigint, Extension> = new Map<bigint, Extension>([
  [0x10n, (call, functionId) => callBase(call, functionId, isPresent)],
  [0x54494d45n, callTimer],
  [0x735049n, callInterprocessor],
  [0x52464e43n, callRemoteFence],
  [0x48534dn, callHartState],
  [0x53525354n, callSystemReset],
  [0x4442434en, callDebugConsole],
]);

const isPresent = (extension: bigint): boolean => EXTENSIONS.has(extension) || LEGACY.has(extension);

/** Answers the `ecall` that a hart has made from supervisor mode. */
export function handleSbiCall(hart: number, host: SbiHost): void {
  const state = host.hart(hart);
  const call: SbiCall = { hart, state, host };
  const extension = at(state.x, A7);
  const legacy = LEGACY.get(extension);
  if (legacy !== undefined) return legacy(call);
  const reply = (EXTENSIONS.get(extension) ?? (() => answer(NOT_SUPPORTED)))(call, at(state.x, A6));
  if (reply === undefined) return;
  setRegister(state, A0, reply.error);
  setRegister(state, A1, reply.value);
}
