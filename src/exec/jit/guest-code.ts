/** Guest RAM as code: its bytes by RAM page, and what the interpreter and the profile know of them. */
import { ENTRY_BYTES, type MemoryPlan, PAGE_BYTES, PAGE_SHIFT } from '../../memory/layout.ts';
import { BUILT_IN } from '../interp/entries.ts';
import type { CodePages } from './code-view.ts';
import { JumpProfile } from './jump-profile.ts';
import type { HalfAt } from './translation.ts';

/** The RAM page that stands so many virtual pages after another, if it may be looked at. */
export type Neighbour = (distance: number) => number | undefined;

export class GuestCode {
  private readonly plan: MemoryPlan;
  private readonly words: Int32Array;
  private readonly halves: Uint16Array;
  private readonly decodePage: (page: number) => number;
  /** Where jumps were seen to go. */
  readonly jumps = new JumpProfile();
  /** Whether translations also take what the interpreter never came to: where it is off, it comes nowhere first. */
  takesUnreached = false;

  /** `decodePage` gives a RAM page decoded entries and returns the address of the first. */
  constructor(plan: MemoryPlan, buffer: ArrayBufferLike, decodePage: (page: number) => number) {
    this.plan = plan;
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.decodePage = decodePage;
  }

  private startOf(ramPage: number): number {
    return (this.plan.ramBase + ramPage * PAGE_BYTES) >>> 1;
  }

  /** The handler of a decoded entry. */
  handlerAt(entry: number): number {
    return (this.words[entry >>> 2] ?? 0) & 0xffff;
  }

  /** The bytes of a page and, as far as they may be looked at, of its neighbours. */
  bytes(page: number, neighbour: Neighbour): HalfAt {
    return (offset) => {
      const distance = offset >> PAGE_SHIFT;
      const ramPage = distance === 0 ? page : neighbour(distance);
      if (ramPage === undefined) return undefined;
      return this.halves[this.startOf(ramPage) + ((offset & (PAGE_BYTES - 1)) >>> 1)];
    };
  }

  /** The same for the translator, with all that is known. */
  pages(page: number, neighbour: Neighbour): CodePages {
    return (distance) => {
      const ramPage = distance === 0 ? page : neighbour(distance);
      if (ramPage === undefined) return undefined;
      const start = this.startOf(ramPage);
      const first = this.decodePage(ramPage);
      return {
        half: (offset) => this.halves[start + (offset >>> 1)] ?? 0,
        wasReached: (offset) =>
          this.takesUnreached || this.handlerAt(first + (offset / 2) * ENTRY_BYTES) !== BUILT_IN.decode,
        targets: (offset) => this.jumps.targets(ramPage, offset),
      };
    };
  }
}
