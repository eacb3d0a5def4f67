/**
 * What holds of a machine between two runs, whatever its guest did: the page tables of the engine agree with one
 * another, TLB entries with the guest's page tables, decoded entries with the bytes they came from, registers
 * with their legal values. Each check answers with the first thing that is wrong.
 */
import { at } from '../../base/assert.ts';
import { BUILT_IN } from '../../exec/interp/entries.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Hart } from '../../machine/run/hart.ts';
import {
  ATTENTION,
  FETCH_TLB_SETS,
  fetchTlbOffset,
  loadTlbOffset,
  storeTlbOffset,
  TLB_ADDEND,
  TLB_ENTRY_BYTES,
  TLB_PAGE,
  TLB_SETS,
  TRANSLATION_CONTEXTS,
} from '../../memory/hart.ts';
import {
  DECODED_HEADER_BYTES,
  DECODED_PAGE_BYTES,
  DECODED_PAGE_NUMBER,
  decodedEntries,
  hartBase,
  PAGE_BYTES,
  PAGE_FLAG,
  regionIndexOf,
  WALKED_LIST_ENTRIES,
  walkedListBase,
} from '../../memory/layout.ts';
import { pageIsOpen } from './protection.ts';
import type { TestBench } from './test-bench.ts';
import { CONTEXT, type TranslatedAccess, WalkView } from './table-walk.ts';

const EMPTY_TAG = 0xffff_ffff_ffff_ffffn;
const HSM_STATES = [0, 1, 2, 4];
const ALL_FLAGS = PAGE_FLAG.code | PAGE_FLAG.dirty | PAGE_FLAG.watched;

type Finding = string | undefined;

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

function checkRegisters({ state }: Hart): Finding {
  const wrong = [
    state.x[0] !== 0n && 'x0 is not 0',
    ![0, 1, 3].includes(state.privilege) && `privilege is ${state.privilege}`,
    (state.mstatus & 0x1800n) === 0x1000n && 'MPP is 2',
    (state.mstatus & ~0x7e_79aan) !== 0n && `mstatus is ${hex(state.mstatus)}`,
    (state.fflags > 31 || state.frm > 7) && 'fcsr has a bit too many',
    (state.pc & 1n) !== 0n && `pc is ${hex(state.pc)}`,
    ((state.mepc | state.sepc) & 1n) !== 0n && 'an exception pc is odd',
    ((state.mtvec | state.stvec) & 2n) !== 0n && 'a vector has a reserved mode',
    ![0n, 8n, 9n, 10n].includes(state.satp >> 60n) && `satp is ${hex(state.satp)}`,
    Number(state.satp >> 60n) > state.maximumMode && 'satp is beyond what the machine offers',
    state.waiting > 1 && 'waiting is neither 0 nor 1',
    !HSM_STATES.includes(state.hsmState) && `the hart's state is ${state.hsmState}`,
  ];
  return wrong.find((finding) => finding !== false) || undefined;
}

class Checker {
  private readonly machine: Machine;
  private readonly view: DataView;
  private readonly words: Uint32Array;
  private readonly flags: Uint8Array;
  private readonly walkers: Uint8Array;
  private readonly index: Uint32Array;
  private readonly walk: WalkView;
  private readonly bytes: Uint8Array;

  constructor(bench: TestBench, machine: Machine) {
    const { buffer } = bench.memory;
    const { plan } = bench;
    const pages = plan.ramBytes / PAGE_BYTES;
    this.machine = machine;
    this.bytes = bench.bytes;
    this.view = new DataView(buffer);
    this.words = new Uint32Array(buffer);
    this.flags = new Uint8Array(buffer, plan.pageFlagsBase, pages);
    this.walkers = new Uint8Array(buffer, plan.pageWalkersBase, pages);
    this.index = new Uint32Array(buffer, plan.decodedIndexBase, pages);
    this.walk = new WalkView(plan, buffer);
  }

  private get plan() {
    return this.machine.memoryPlan;
  }

  all(): Finding {
    const perHart = (check: (hart: Hart) => Finding): Finding => {
      for (const hart of this.machine.harts) {
        const finding = check(hart);
        if (finding) return `hart ${hart.index}: ${finding}`;
      }
      return undefined;
    };
    return (
      perHart(checkRegisters) ??
      this.checkPages() ??
      perHart((hart) => this.checkWalked(hart)) ??
      perHart((hart) => this.checkTlbs(hart)) ??
      this.checkDecoded()
    );
  }

  private checkPages(): Finding {
    const seen = new Set<number>();
    const { decodedBase, decodedPages, harts } = this.plan;
    for (const [page, first] of this.index.entries()) {
      const flags = at(this.flags, page);
      if ((flags & ~ALL_FLAGS) !== 0) return `page ${page} has the flags ${flags}`;
      if (((flags & PAGE_FLAG.code) !== 0) !== (first !== 0))
        return `page ${page}: code flag ${flags}, entries ${first}`;
      if (at(this.walkers, page) >> harts !== 0) return `page ${page} was walked by a hart that is not there`;
      if (first === 0) continue;
      const offset = first - DECODED_HEADER_BYTES - decodedBase;
      const isPlace =
        offset % DECODED_PAGE_BYTES === 0 && offset / DECODED_PAGE_BYTES < decodedPages && offset >= 0;
      if (!isPlace || seen.has(first)) return `page ${page} has its entries at ${hex(first)}`;
      seen.add(first);
      const own = this.view.getUint32(first + DECODED_PAGE_NUMBER, true);
      if (own !== page) return `the entries of page ${page} are for page ${own}`;
    }
    return undefined;
  }

  private checkWalked({ index }: Hart): Finding {
    const list = walkedListBase(this.plan, index);
    const count = this.view.getUint32(list, true);
    const bit = 1 << index;
    const marked = this.walkers.reduce((sum, marks) => sum + ((marks & bit) !== 0 ? 1 : 0), 0);
    if (count !== marked) return `${marked} pages are marked as walked, ${count} are noted`;
    for (let entry = 0; entry < Math.min(count, WALKED_LIST_ENTRIES); entry++) {
      const page = this.view.getUint32(list + 4 + entry * 4, true);
      if ((at(this.walkers, page) & bit) === 0) return `page ${page} is noted as walked and not marked`;
    }
    return undefined;
  }

  private checkTlbs(hart: Hart): Finding {
    // What a register write has asked for and the next run will do.
    if ((hart.engine.attention & ATTENTION.flush) !== 0) return undefined;
    const base = hartBase(this.plan, hart.index);
    for (let context = 0; context < TRANSLATION_CONTEXTS; context++) {
      const tables = [
        ['load', base + loadTlbOffset(context), TLB_SETS],
        ['store', base + storeTlbOffset(context), TLB_SETS],
        ['fetch', base + fetchTlbOffset(context), FETCH_TLB_SETS],
      ] as const;
      for (const [access, start, sets] of tables) {
        for (let set = 0; set < sets; set++) {
          const entry = start + set * TLB_ENTRY_BYTES;
          const tag = this.view.getBigUint64(entry, true);
          if (tag === EMPTY_TAG) continue;
          const finding = this.checkEntry(hart, context, access, { entry, tag, set, sets });
          if (finding) return `${access} TLB ${context}, ${hex(tag)}: ${finding}`;
        }
      }
    }
    return undefined;
  }

  private checkEntry(
    { state }: Hart,
    context: number,
    access: TranslatedAccess,
    { entry, tag, set, sets }: { entry: number; tag: bigint; set: number; sets: number },
  ): Finding {
    const { ramStart, ramBytes, ramBase } = this.plan;
    if ((tag & 0xfffn) !== 0n) return 'not the address of a page';
    if (Number((tag >> 12n) & BigInt(sets - 1)) !== set) return `in set ${set}`;
    const page = this.view.getUint32(entry + TLB_PAGE, true);
    if (page >= ramBytes / PAGE_BYTES) return `leads to page ${page}`;
    const physical = this.walk.translate(state, context, tag, access);
    if (physical !== BigInt(ramStart + page * PAGE_BYTES))
      return `leads to page ${page}, tables say ${physical}`;
    if (!pageIsOpen(state, physical, access, context === CONTEXT.machine)) return `page ${page} is protected`;
    const addend = this.view.getUint32(entry + TLB_ADDEND, true);
    if (access === 'fetch') return addend === at(this.index, page) ? undefined : `entries at ${hex(addend)}`;
    const host = (addend + Number(tag & 0xffff_ffffn)) >>> 0;
    if (host !== ramBase + page * PAGE_BYTES) return `reaches ${hex(host)}`;
    const watched = (at(this.flags, page) & (PAGE_FLAG.code | PAGE_FLAG.watched)) !== 0;
    if (access === 'store' && (watched || at(this.walkers, page) !== 0))
      return 'stores go past a watched page';
    if (access === 'store' && (at(this.flags, page) & PAGE_FLAG.dirty) === 0)
      return 'stores to a page that is clean';
    return undefined;
  }

  /** Decodes every live page again, beside what is there, and compares. */
  private checkDecoded(): Finding {
    const { predecoder } = this.machine.hart(0);
    for (const [page, first] of this.index.entries()) {
      if (first === 0) continue;
      const pool = (first - DECODED_HEADER_BYTES - this.plan.decodedBase) / DECODED_PAGE_BYTES;
      const end = decodedEntries(this.plan, pool) + (PAGE_BYTES / 2) * 8;
      const kept = this.bytes.slice(
        first - DECODED_HEADER_BYTES,
        first - DECODED_HEADER_BYTES + DECODED_PAGE_BYTES,
      );
      const old = new Uint32Array(kept.buffer, DECODED_HEADER_BYTES);
      const finding = this.compareEntries(first, end, old, (entry) => predecoder.decode(entry));
      this.bytes.set(kept, first - DECODED_HEADER_BYTES);
      if (finding) return `page ${page}: ${finding}`;
    }
    return undefined;
  }

  /** The first word of an entry as it is without the translated region that may stand before it. */
  private withoutRegion(entry: number, word: number): number {
    if ((word & 0xffff) !== BUILT_IN.region) return word;
    const handler = at(this.words, regionIndexOf(this.plan, entry) / 4) >>> 16;
    return ((word & ~0xffff) | handler) >>> 0;
  }

  private compareEntries(
    first: number,
    end: number,
    old: Uint32Array,
    decode: (entry: number) => void,
  ): Finding {
    this.bytes.fill(0, first, end);
    for (let entry = first; entry < end; entry += 8) {
      const index = (entry - first) / 4;
      if (at(old, index) === 0) continue;
      if (this.words[entry / 4] === 0) decode(entry);
      const same =
        this.words[entry / 4] === this.withoutRegion(entry, at(old, index)) &&
        this.words[entry / 4 + 1] === old[index + 1];
      if (!same) return `the entry at offset ${hex((entry - first) / 4)} is stale`;
    }
    return undefined;
  }
}

/** The first thing that is wrong with a machine that is not running. */
export const brokenInvariant = (bench: TestBench, machine: Machine): Finding =>
  new Checker(bench, machine).all();
