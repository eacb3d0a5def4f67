/** Writes to the registers that decide privilege and translation: `mstatus`, `sstatus` and `satp`. */
import { type Builder, defineFunction, type Value } from '../../../ir/builder.ts';
import { ATTENTION } from '../../../memory/hart.ts';
import { requestAttention } from '../../engine.ts';
import { getState, merge, STATUS, STATUS_SHIFT, setState } from './fields.ts';

/** `sstatus` as a window on `mstatus`. */
export const SSTATUS_WRITABLE = STATUS.SIE | STATUS.SPIE | STATUS.SPP | STATUS.FS | STATUS.SUM | STATUS.MXR;

export const MSTATUS_WRITABLE =
  SSTATUS_WRITABLE |
  STATUS.MIE |
  STATUS.MPIE |
  STATUS.MPP |
  STATUS.MPRV |
  STATUS.TVM |
  STATUS.TW |
  STATUS.TSR;

/** `mstatus` or `sstatus` as read: SD is derived from FS, the register widths are constant. */
export function readStatus(b: Builder, visible: bigint, widths: bigint): Value {
  const status = b.or(b.and(getState(b, 'mstatus'), b.i64(visible)), b.i64(widths));
  const dirty = b.eq(b.and(status, b.i64(STATUS.FS)), b.i64(STATUS.FS));
  return b.or(status, b.select(b.i64(STATUS.SD), b.i64(0), dirty));
}

/** Stores `mstatus` and asks for what the changed fields call for: `(value: i64)`. */
const storeStatus = defineFunction('storeStatus', ['i64'], [], (b, value) => {
  const old = getState(b, 'mstatus');
  const reserved = b.eq(b.and(value.get(), b.i64(STATUS.MPP)), b.i64(2n << BigInt(STATUS_SHIFT.MPP)));
  b.if(reserved, () => value.set(merge(b, value.get(), old, STATUS.MPP)));
  const next = value.get();
  setState(b, 'mstatus', next);
  const changed = b.xor(old, next);
  const changes = (mask: bigint): Value => b.test(changed, mask);
  // Permissions that TLB entries of every context already hold depend on MXR.
  b.if(changes(STATUS.MXR), () => requestAttention(b, ATTENTION.flush));
  b.if(changes(STATUS.MPRV | STATUS.MPP | STATUS.SUM), () => requestAttention(b, ATTENTION.contexts));
  b.if(b.test(b.and(changed, next), STATUS.SIE | STATUS.MIE), () =>
    requestAttention(b, ATTENTION.interrupts),
  );
});

export const writeStatus = (b: Builder, value: Value, writable: bigint): void => {
  b.call(storeStatus, merge(b, getState(b, 'mstatus'), value, writable));
};

const MODE_SHIFT = 60;
const MODE_BARE = 0;
const MODE_SV39 = 8;

/** A write whose MODE is not supported changes nothing at all (privileged manual 12.1.11): `(value: i64)`. */
export const writeSatp = defineFunction('writeSatp', ['i64'], [], (b, value) => {
  const mode = b.wrap(b.shrU(value.get(), b.i64(MODE_SHIFT)));
  const translates = b.and(b.geU(mode, b.i32(MODE_SV39)), b.leU(mode, getState(b, 'maximumMode')));
  const supported = b.or(b.eq(mode, b.i32(MODE_BARE)), translates);
  const changes = b.ne(value.get(), getState(b, 'satp'));
  b.if(b.and(supported, changes), () => {
    setState(b, 'satp', value.get());
    requestAttention(b, ATTENTION.flush);
  });
});
