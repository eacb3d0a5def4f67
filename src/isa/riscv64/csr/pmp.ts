/**
 * Physical memory protection registers (privileged manual 3.7.1): sixteen entries of 4-byte grain. Locked
 * entries ignore writes until reset, and a locked top-of-range entry locks the address below it too.
 */
import { type Builder, defineFunction, type Value } from '../../../ir/builder.ts';
import { ATTENTION } from '../../../memory/hart.ts';
import { requestAttention } from '../../engine.ts';
import { elementPlace } from '../builder.ts';
import { PMP_ENTRIES } from './numbers.ts';

const READ = 1n;
const WRITE = 2n;
const ADDRESS_MODE = 3n << 3n;
const TOP_OF_RANGE = 1n << 3n;
const LOCK = 1n << 7n;
/** Bits 5 and 6 are reserved and read 0. */
const CONFIGURATION = 0x9fn;
/** `pmpaddr` holds bits 55 to 2 of an address. */
const ADDRESS = (1n << 54n) - 1n;
const ENTRIES_PER_REGISTER = 8;

export const readPmpConfiguration = (b: Builder, register: number): Value =>
  b.readState(elementPlace('pmpcfg', register));

export const readPmpAddress = (b: Builder, entry: number): Value =>
  b.readState(elementPlace('pmpaddr', entry));

function storeIfChanged(b: Builder, place: ReturnType<typeof elementPlace>, value: Value): void {
  b.if(b.ne(b.readState(place), value), () => {
    b.writeState(place, value);
    requestAttention(b, ATTENTION.flush);
  });
}

/** What one configuration byte becomes. `shift` is its position in both registers (i64). */
const nextByte = defineFunction('nextPmpByte', ['i64', 'i64', 'i64'], ['i64'], (b, old, value, shift) => {
  const oldByte = b.and(b.shrU(old.get(), shift.get()), b.i64(0xff));
  const newByte = b.and(b.shrU(value.get(), shift.get()), b.i64(CONFIGURATION));
  const reserved = b.eq(b.and(newByte, b.i64(READ | WRITE)), b.i64(WRITE));
  const keeps = b.or(b.test(oldByte, LOCK), reserved);
  b.return(b.shl(b.select(oldByte, newByte, keeps), shift.get()));
});

const writeConfiguration = (register: number) =>
  defineFunction(`writePmpcfg${register * 2}`, ['i64'], [], (b, value) => {
    const place = elementPlace('pmpcfg', register);
    let next = b.i64(0);
    for (let index = 0; index < ENTRIES_PER_REGISTER; index++) {
      next = b.or(next, b.call(nextByte, b.readState(place), value.get(), b.i64(index * 8)));
    }
    storeIfChanged(b, place, next);
  });

const configurationWrites = [writeConfiguration(0), writeConfiguration(1)] as const;

export const writePmpConfiguration = (b: Builder, register: 0 | 1, value: Value): void => {
  b.call(configurationWrites[register], value);
};

const byteOf = (b: Builder, entry: number): Value =>
  b.shrU(
    readPmpConfiguration(b, Math.floor(entry / ENTRIES_PER_REGISTER)),
    b.i64((entry % ENTRIES_PER_REGISTER) * 8),
  );

export function writePmpAddress(b: Builder, entry: number, value: Value): void {
  let locked = b.test(byteOf(b, entry), LOCK);
  if (entry + 1 < PMP_ENTRIES) {
    const above = b.and(byteOf(b, entry + 1), b.i64(LOCK | ADDRESS_MODE));
    locked = b.or(locked, b.eq(above, b.i64(LOCK | TOP_OF_RANGE)));
  }
  b.if(b.eqz(locked), () => storeIfChanged(b, elementPlace('pmpaddr', entry), b.and(value, b.i64(ADDRESS))));
}
