/**
 * Physical memory protection (privileged manual, section 3.7), 16 entries.
 *
 * The lowest-numbered entry that matches any byte of an access decides. `pmpCheck` also says whether the
 * verdict holds for the whole page, so that the TLB may keep it.
 */
import type { Builder, Value } from '../../../ir/builder.ts';
import { defineFunction } from '../../../ir/builder.ts';
import type { FunctionDefinition } from '../../../ir/node.ts';
import { getEngine, setEngine } from '../../engine.ts';
import { WALK } from '../../guest.ts';
import { elementPlace } from '../builder.ts';
import { MACHINE } from '../state.ts';

const PMP_ENTRIES = 16;
const ADDRESS_BITS = 54n;
/** One NAPOT entry over everything, readable, writable, executable: what an open machine has. */
const OPEN_CONFIG = 0x1fn;

const configOf = (b: Builder, entry: number): Value =>
  b.field(b.readState(elementPlace('pmpcfg', entry >> 3)), (entry & 7) * 8, 8);

/** The entry's first byte and the byte after its last, as i64; an entry that is off is empty. */
function rangeOf(b: Builder, entry: number, config: Value): { low: Value; high: Value } {
  const own = b.readState(elementPlace('pmpaddr', entry));
  const mode = b.field(config, 3, 2);
  const before = entry === 0 ? b.i64(0) : b.readState(elementPlace('pmpaddr', entry - 1));
  const trailing = b.xor(own, b.add(own, b.i64(1)));
  const napotSize = b.shl(b.add(trailing, b.i64(1)), b.i64(2));
  const napotLow = b.shl(b.and(own, b.not(trailing)), b.i64(2));
  const four = b.shl(own, b.i64(2));
  const isTop = b.eq(mode, b.i64(1));
  const isFour = b.eq(mode, b.i64(2));
  const low = b.select(b.shl(before, b.i64(2)), b.select(four, napotLow, isFour), isTop);
  const high = b.select(four, b.add(low, b.select(b.i64(4), napotSize, isFour)), isTop);
  const off = b.eqz(mode);
  return { low: b.select(b.i64(0), low, off), high: b.select(b.i64(0), high, off) };
}

/** Permission bits that an access needs: read 1, write 2, execute 4. */
const neededFor = (b: Builder, access: Value): Value =>
  b.select(b.i64(4), b.select(b.i64(1), b.i64(2), b.eq(access, b.i32(1))), b.eqz(access));

/**
 * `(physical: i64, access: i32, privilege: i32) -> i32`: 1 when allowed. The access is `accessBytes` long.
 * Clears `WALK.cacheable` in `walkFlags` where another byte of the page may be judged otherwise.
 */
export const pmpCheck: FunctionDefinition = defineFunction(
  'pmpCheck',
  ['i64', 'i32', 'i32'],
  ['i32'],
  (b, physical, access, privilege) => {
    const first = b.readState(elementPlace('pmpcfg', 0));
    const everything = b.eq(b.readState(elementPlace('pmpaddr', 0)), b.i64((1n << ADDRESS_BITS) - 1n));
    b.if(b.and(b.eq(b.and(first, b.i64(0xff)), b.i64(OPEN_CONFIG)), everything), () => b.return(b.i32(1)));
    const isMachine = b.variable('isMachine', b.eq(privilege.get(), b.i32(MACHINE)));
    const any = b.or(first, b.readState(elementPlace('pmpcfg', 1)));
    b.if(b.eqz(any), () => b.return(isMachine.get()));

    const end = b.variable('end', b.add(physical.get(), b.extendU(getEngine(b, 'accessBytes'))));
    const page = b.variable('page', b.and(physical.get(), b.i64(-4096)));
    const needed = b.variable('needed', neededFor(b, access.get()));
    for (let entry = 0; entry < PMP_ENTRIES; entry++)
      checkEntry(b, entry, { physical, end, page, needed, isMachine });
    b.return(isMachine.get());
  },
);

interface Check {
  readonly physical: { get(): Value };
  readonly end: { get(): Value };
  readonly page: { get(): Value };
  readonly needed: { get(): Value };
  readonly isMachine: { get(): Value };
}

function checkEntry(b: Builder, entry: number, check: Check): void {
  const config = configOf(b, entry);
  b.if(b.test(config, 0x18n), () => {
    const range = rangeOf(b, entry, config);
    const pageEnd = b.add(check.page.get(), b.i64(4096));
    const overlapsPage = b.and(b.ltU(check.page.get(), range.high), b.gtU(pageEnd, range.low));
    b.if(overlapsPage, () => {
      const coversPage = b.and(b.geU(check.page.get(), range.low), b.leU(pageEnd, range.high));
      b.if(b.eqz(coversPage), () =>
        setEngine(b, 'walkFlags', b.and(getEngine(b, 'walkFlags'), b.i32(~WALK.cacheable))),
      );
      const overlaps = b.and(b.ltU(check.physical.get(), range.high), b.gtU(check.end.get(), range.low));
      b.if(overlaps, () => {
        const covers = b.and(b.geU(check.physical.get(), range.low), b.leU(check.end.get(), range.high));
        b.if(b.eqz(covers), () => b.return(b.i32(0)));
        const unlocked = b.eqz(b.and(config, b.i64(0x80)));
        b.if(b.and(check.isMachine.get(), unlocked), () => b.return(b.i32(1)));
        b.return(b.ne(b.and(config, check.needed.get()), b.i64(0)));
      });
    });
  });
}
