/**
 * Address translation written once more, straight from the privileged manual (4.3.2) and with none of the
 * engine's code: what a TLB entry must agree with.
 */
import type { HartState } from '../../isa/riscv64/state.ts';
import { type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';

/** Numbers of the engine's translation contexts. */
export const CONTEXT = { user: 0, supervisor: 1, supervisorUser: 2, machine: 3 } as const;
export type TranslatedAccess = 'load' | 'store' | 'fetch';

export class WalkView {
  private readonly plan: MemoryPlan;
  private readonly ram: DataView;

  constructor(plan: MemoryPlan, buffer: ArrayBufferLike) {
    this.plan = plan;
    this.ram = new DataView(buffer, plan.ramBase, plan.ramBytes);
  }

  private entry(physical: bigint): bigint | undefined {
    const offset = physical - BigInt(this.plan.ramStart);
    if (offset < 0n || offset > BigInt(this.plan.ramBytes - 8)) return undefined;
    return this.ram.getBigUint64(Number(offset), true);
  }

  /** The physical page that a translation held in a TLB may lead to; undefined where there is none. */
  translate(state: HartState, context: number, page: bigint, access: TranslatedAccess): bigint | undefined {
    const mode = Number(state.satp >> 60n);
    if (context === CONTEXT.machine || mode === 0) return page;
    const levels = mode - 5;
    const bits = BigInt(12 + 9 * levels);
    if (BigInt.asUintN(64, BigInt.asIntN(Number(bits), page)) !== page) return undefined;
    let table = (state.satp & 0xfff_ffff_ffffn) * BigInt(PAGE_BYTES);
    for (let level = levels - 1; level >= 0; level--) {
      const shift = BigInt(12 + 9 * level);
      const entry = this.entry(table + ((page >> shift) & 511n) * 8n);
      if (entry === undefined || (entry & 1n) === 0n || (entry & 6n) === 4n || entry >> 54n !== 0n)
        return undefined;
      const target = ((entry >> 10n) & 0xfff_ffff_ffffn) << 12n;
      if ((entry & 0xan) === 0n) {
        table = target;
        continue;
      }
      const mask = (1n << shift) - 1n;
      if ((target & mask) !== 0n || !permits(state, context, entry, access)) return undefined;
      return target | (page & mask);
    }
    return undefined;
  }
}

/** Permissions, and A and D set: a TLB may not hold what would still have to set them. */
function permits(state: HartState, context: number, entry: bigint, access: TranslatedAccess): boolean {
  const isUser = (entry & 0x10n) !== 0n;
  if (context === CONTEXT.user && !isUser) return false;
  if (context === CONTEXT.supervisor && isUser) return false;
  if (context === CONTEXT.supervisorUser && isUser && access === 'fetch') return false;
  const executableReads = (state.mstatus & (1n << 19n)) !== 0n;
  const needed = { load: executableReads ? 0xan : 2n, store: 4n, fetch: 8n }[access];
  const used = access === 'store' ? 0xc0n : 0x40n;
  return (entry & needed) !== 0n && (entry & used) === used;
}
