/**
 * Address translation (privileged manual, sections 4.3 to 4.6): Sv39, Sv48 and Sv57 with superpages, and
 * hardware updating of A and D where `menvcfg.ADUE` asks for it (Svadu), else page faults (Svade).
 */
import type { Builder, Value, VariableHandle } from '../../../ir/builder.ts';
import { defineFunction, importFunction } from '../../../ir/builder.ts';
import type { FunctionDefinition } from '../../../ir/node.ts';
import { ATTENTION } from '../../../memory/hart.ts';
import { type MemoryPlan, PAGE_FLAG } from '../../../memory/layout.ts';
import { getEngine, reportFault, requestAttention, setEngine } from '../../engine.ts';
import { ACCESS, WALK } from '../../guest.ts';
import { codeWritten, type PhysicalMemory } from '../../physical.ts';
import { CAUSE, place } from '../builder.ts';
import { MACHINE, SUPERVISOR } from '../state.ts';
import { CONTEXT } from '../traps.ts';
import { pmpCheck } from './pmp.ts';

const PTE = { v: 1n, r: 2n, w: 4n, x: 8n, u: 16n, a: 64n, d: 128n } as const;
/** Bits 54 to 63: reserved, or of extensions that are absent (Svpbmt, Svnapot). */
const PTE_RESERVED = 0xffc0_0000_0000_0000n;
const PPN_MASK = (1n << 44n) - 1n;
const MSTATUS_MXR = 1n << 19n;
const MENVCFG_ADUE = 1n << 61n;
const SATP_BARE = 0;

const byAccess = (b: Builder, access: Value, fetch: number, load: number, store: number): Value =>
  b.select(
    b.i64(fetch),
    b.select(b.i64(load), b.i64(store), b.eq(access, b.i32(ACCESS.load))),
    b.eq(access, b.i32(ACCESS.fetch)),
  );

/** `(RAM page number)`: takes the page's decoded entries away. */
const dropDecodedPage = importFunction('dropDecodedPage', ['i32'], []);

interface Walk {
  readonly virtual: VariableHandle;
  readonly access: VariableHandle;
  readonly context: VariableHandle;
}

function failWith(b: Builder, walk: Walk, fetch: number, load: number, store: number): void {
  reportFault(b, byAccess(b, walk.access.get(), fetch, load, store), walk.virtual.get());
  b.return(b.i64(0));
}
const pageFault = (b: Builder, walk: Walk): void =>
  failWith(b, walk, CAUSE.fetchPage, CAUSE.loadPage, CAUSE.storePage);
const accessFault = (b: Builder, walk: Walk): void =>
  failWith(b, walk, CAUSE.fetchAccess, CAUSE.loadAccess, CAUSE.storeAccess);

/** Ends with the physical address if PMP lets the access through. */
function finish(b: Builder, walk: Walk, physical: Value): void {
  const isMachine = b.eq(walk.context.get(), b.i32(CONTEXT.machine));
  const privilege = b.select(b.i32(MACHINE), b.i32(SUPERVISOR), isMachine);
  b.if(b.eqz(b.call(pmpCheck, physical, walk.access.get(), privilege)), () => accessFault(b, walk));
  b.return(physical);
}

/** PMP for an 8-byte access to a page-table entry, which is made as supervisor. */
function checkEntryAccess(b: Builder, walk: Walk, physical: Value, access: number): void {
  const flags = b.variable('flags', getEngine(b, 'walkFlags'));
  const bytes = b.variable('bytes', getEngine(b, 'accessBytes'));
  setEngine(b, 'accessBytes', b.i32(8));
  const allowed = b.variable('allowed', b.call(pmpCheck, physical, b.i32(access), b.i32(SUPERVISOR)));
  setEngine(b, 'walkFlags', flags.get());
  setEngine(b, 'accessBytes', bytes.get());
  b.if(b.eqz(allowed.get()), () => accessFault(b, walk));
}

function checkPermissions(b: Builder, walk: Walk, entry: VariableHandle): void {
  const isFetch = b.eq(walk.access.get(), b.i32(ACCESS.fetch));
  const userPage = b.test(entry.get(), PTE.u);
  b.if(
    b.eq(walk.context.get(), b.i32(CONTEXT.user)),
    () => b.if(b.eqz(userPage), () => pageFault(b, walk)),
    () => {
      const mayAccess = b.eq(walk.context.get(), b.i32(CONTEXT.supervisorUser));
      const barred = b.or(isFetch, b.eqz(mayAccess));
      b.if(b.and(userPage, barred), () => pageFault(b, walk));
    },
  );
  const executableReads = b.test(b.readState(place('mstatus')), MSTATUS_MXR);
  const readable = b.or(b.i64(PTE.r), b.select(b.i64(PTE.x), b.i64(0), executableReads));
  const isLoad = b.eq(walk.access.get(), b.i32(ACCESS.load));
  const needed = b.select(b.i64(PTE.x), b.select(readable, b.i64(PTE.w), isLoad), isFetch);
  b.if(b.eqz(b.and(entry.get(), needed)), () => pageFault(b, walk));
}

/**
 * Sets A, and D for a store, by compare-and-exchange, so that no other hart's update is lost: where the entry
 * changed since it was read, the walk starts over (the caller's loop).
 */
function updateAccessed(
  b: Builder,
  walk: Walk,
  parts: Parts,
  entry: VariableHandle,
  at: VariableHandle,
): void {
  const { plan, memory } = parts;
  const isStore = b.eq(walk.access.get(), b.i32(ACCESS.store));
  const wanted = b.variable('wanted', b.or(b.i64(PTE.a), b.select(b.i64(PTE.d), b.i64(0), isStore)));
  b.if(b.ne(b.and(entry.get(), wanted.get()), wanted.get()), () => {
    b.if(b.eqz(b.test(b.readState(place('menvcfg')), MENVCFG_ADUE)), () => pageFault(b, walk));
    checkEntryAccess(b, walk, at.get(), ACCESS.store);
    const updated = b.or(entry.get(), wanted.get());
    const seen = b.hostCompareExchange(8, memory.hostAddress(b, at.get()), entry.get(), updated);
    const page = b.variable('page', memory.pageNumber(b, at.get()));
    const flags = b.hostLoad('i32', 1, page.get(), plan.pageFlagsBase);
    b.hostStore(1, page.get(), b.or(flags, b.i32(PAGE_FLAG.dirty)), plan.pageFlagsBase);
    // A table that is code as well: what was decoded from it goes, and the hart looks its own code up again.
    b.if(memory.hasCode(b, page.get()), () => {
      b.call(dropDecodedPage, page.get());
      requestAttention(b, ATTENTION.contexts);
    });
    if (plan.concurrent) b.if(memory.hasForeignCode(b, page.get()), () => b.call(codeWritten, page.get()));
    b.if(b.ne(seen, entry.get()), () => b.continue());
  });
}

interface Parts {
  readonly plan: MemoryPlan;
  readonly memory: PhysicalMemory;
}

/** Walks to the leaf: leaves its address, the entry and its level in the variables, or reports a fault. */
function walkToLeaf(
  b: Builder,
  walk: Walk,
  { memory }: Parts,
  leaf: { readonly entry: VariableHandle; readonly at: VariableHandle; readonly level: VariableHandle },
): void {
  const table = b.variable('table', b.shl(b.and(b.readState(place('satp')), b.i64(PPN_MASK)), b.i64(12)));
  b.loop(() => {
    const shift = b.add(b.mul(leaf.level.get(), b.i32(9)), b.i32(12));
    const index = b.and(b.shrU(walk.virtual.get(), b.extendU(shift)), b.i64(511));
    leaf.at.set(b.add(table.get(), b.shl(index, b.i64(3))));
    b.if(b.eqz(memory.isRam(b, leaf.at.get())), () => accessFault(b, walk));
    checkEntryAccess(b, walk, leaf.at.get(), ACCESS.load);
    b.call(memory.markWalked, memory.pageNumber(b, leaf.at.get()));
    leaf.entry.set(b.hostLoad('i64', 8, memory.hostAddress(b, leaf.at.get())));
    const entry = leaf.entry.get();
    const writeOnly = b.eq(b.and(entry, b.i64(PTE.r | PTE.w)), b.i64(PTE.w));
    const invalid = b.or(b.eqz(b.and(entry, b.i64(PTE.v))), writeOnly);
    b.if(b.or(invalid, b.test(entry, PTE_RESERVED)), () => pageFault(b, walk));
    b.if(b.test(entry, PTE.r | PTE.x), () => b.break());
    b.if(b.test(entry, PTE.u | PTE.a | PTE.d), () => pageFault(b, walk));
    b.if(b.eqz(leaf.level.get()), () => pageFault(b, walk));
    leaf.level.set(b.sub(leaf.level.get(), b.i32(1)));
    table.set(b.shl(b.and(b.shrU(entry, b.i64(10)), b.i64(PPN_MASK)), b.i64(12)));
  });
}

/** `(virtual: i64, access: i32) -> physical: i64`, as {@link Guest.translate} asks. */
export function defineTranslate(plan: MemoryPlan, memory: PhysicalMemory): FunctionDefinition {
  return defineFunction('translate', ['i64', 'i32'], ['i64'], (b, virtual, access) => {
    const isFetch = b.eq(access.get(), b.i32(ACCESS.fetch));
    const context = b.variable(
      'context',
      b.select(getEngine(b, 'fetchContext'), getEngine(b, 'dataContext'), isFetch),
    );
    const walk: Walk = { virtual, access, context };
    setEngine(b, 'walkFlags', b.i32(WALK.cacheable));
    const mode = b.variable('mode', b.wrap(b.shrU(b.readState(place('satp')), b.i64(60))));
    const untranslated = b.or(
      b.eq(context.get(), b.i32(CONTEXT.machine)),
      b.eq(mode.get(), b.i32(SATP_BARE)),
    );
    b.if(untranslated, () => finish(b, walk, virtual.get()));
    setEngine(b, 'walks', b.add(getEngine(b, 'walks'), b.i64(1)));

    // Mode 8, 9, 10 has 3, 4, 5 levels of nine bits each above the page offset.
    const levels = b.variable('levels', b.sub(mode.get(), b.i32(5)));
    const unusedBits = b.extendU(b.sub(b.i32(52), b.mul(levels.get(), b.i32(9))));
    const canonical = b.shrS(b.shl(virtual.get(), unusedBits), unusedBits);
    b.if(b.ne(canonical, virtual.get()), () => pageFault(b, walk));

    const entry = b.variable('entry', b.i64(0));
    const at = b.variable('at', b.i64(0));
    const level = b.variable('level', b.i32(0));
    b.loop(() => {
      level.set(b.sub(levels.get(), b.i32(1)));
      walkToLeaf(b, walk, { plan, memory }, { entry, at, level });
      checkPermissions(b, walk, entry);
      const pageBits = b.extendU(b.add(b.mul(level.get(), b.i32(9)), b.i32(12)));
      const offsetMask = b.variable('offsetMask', b.sub(b.shl(b.i64(1), pageBits), b.i64(1)));
      const target = b.variable(
        'target',
        b.shl(b.and(b.shrU(entry.get(), b.i64(10)), b.i64(PPN_MASK)), b.i64(12)),
      );
      b.if(b.ne(b.and(target.get(), offsetMask.get()), b.i64(0)), () => pageFault(b, walk));
      updateAccessed(b, walk, { plan, memory }, entry, at);
      finish(b, walk, b.or(target.get(), b.and(virtual.get(), offsetMask.get())));
    });
  });
}
