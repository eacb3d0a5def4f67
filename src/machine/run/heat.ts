/**
 * Where the guest spends its instructions, found by looking at the pc every so many retired ones. Nothing that the
 * guest sees depends on it.
 *
 * Two rules say what is worth translating. A loop that runs *now* is found within a few million instructions: looks
 * at a quarter of a page count, and are forgotten by half each {@link HALF_LIFE} looks. What comes back again and
 * again, and never stays long, is found by its page over the whole run. How many looks are enough follows from what
 * a translation was measured to cost: it is made once the interpreter has wasted as much.
 */

import { Allowance } from './allowance.ts';

/** Instructions between two looks while untranslated code runs, and the most while translated code does. */
const SHORT_INTERVAL = 1 << 15;
const LONG_INTERVAL = 1 << 20;
/** In looks. */
const HALF_LIFE = 64;
/** What translated code saves on an instruction. */
const SAVED_NS = 1.7;
/** What a translation costs until some were measured, with what the browser's compiler makes of it. */
const FIRST_COST_NS = 1_800_000;
/** What takes longer was interrupted: on a busy machine, which slows the interpreter just as much. */
const MOST_COST_NS = 6_000_000;
/** Weight of the latest measurement in the running mean. */
const LATEST = 1 / 8;
/** Looks at a place, whatever a translation costs. */
const FEWEST_LOOKS = 16;
const MOST_LOOKS = 80;
/**
 * Looks at a place before the first translation of a short run: the translator itself has to be loaded and compiled for
 * it, which took 65 ms of CPU time. A loop that fills them ran for six million instructions without a break.
 */
const FIRST_LOOKS = 80;
/** Looks at a page over the whole run for one at a place: nobody says that it will come back. */
const PAGE_FACTOR = 1.5;
/** A run is short before: a boot is over sooner without translations. */
const SHORT_RUN = 32_000_000;
const PLACE_SHIFT = 10;
const PLACES_PER_PAGE = 4096 >> PLACE_SHIFT;
/** Places remembered; beyond that all heat is forgotten. */
const MAX_PLACES = 4096;

interface Warmth {
  /** Worth at the look `since`; half of it after each half-life. */
  value: number;
  since: number;
}

export class Heat {
  interval = SHORT_INTERVAL;
  private readonly places = new Map<number, Warmth>();
  private readonly pages = new Map<number, number>();
  /** Looks at untranslated code. */
  private looks = 0;
  private costNs = FIRST_COST_NS;
  private hasTranslated = false;
  private readonly allowance = new Allowance();
  /** Places that were found not to be worth translating. */
  private readonly hopeless = new Set<number>();

  /** Notes a look; true when the place ought to be translated now. */
  look(page: number, offset: number, translated: boolean, retired: number): boolean {
    if (translated) {
      this.interval = Math.min(LONG_INTERVAL, this.interval * 2);
      return false;
    }
    this.interval = SHORT_INTERVAL;
    if (this.hopeless.has(page * 4096 + offset)) return false;
    this.looks++;
    const place = page * PLACES_PER_PAGE + (offset >>> PLACE_SHIFT);
    const value = this.warm(place);
    const visits = (this.pages.get(page) ?? 0) + 1;
    this.pages.set(page, visits);
    const isShort = retired < SHORT_RUN;
    const enough = this.enoughLooks(isShort);
    const isHot = value >= enough || (!isShort && visits >= enough * PAGE_FACTOR);
    if (!isHot || !this.mayTranslate(retired)) return false;
    this.places.delete(place);
    this.pages.delete(page);
    return true;
  }

  /** Whether translating has not had its share of the run yet. */
  mayTranslate(retired: number): boolean {
    return this.allowance.allows(retired);
  }

  private warm(place: number): number {
    if (this.places.size > MAX_PLACES) this.places.clear();
    if (this.pages.size > MAX_PLACES) this.pages.clear();
    const warmth = this.places.get(place) ?? { value: 0, since: this.looks };
    warmth.value = warmth.value * 2 ** ((warmth.since - this.looks) / HALF_LIFE) + 1;
    warmth.since = this.looks;
    this.places.set(place, warmth);
    return warmth.value;
  }

  private enoughLooks(isShort: boolean): number {
    if (isShort && !this.hasTranslated) return FIRST_LOOKS;
    return Math.min(MOST_LOOKS, Math.max(FEWEST_LOOKS, this.costNs / SAVED_NS / SHORT_INTERVAL));
  }

  /** A translation was made; undefined where the host has no clock to measure it by. */
  noteCost(ns = this.costNs): void {
    // The first one's was that of making the translator, and is not to be seen again.
    const cost = Math.min(ns, this.hasTranslated ? MOST_COST_NS : this.costNs);
    this.hasTranslated = true;
    this.costNs += (cost - this.costNs) * LATEST;
    this.allowance.spend(cost);
  }

  /** So many translations were made anew, in so long. */
  noteRenewals(count: number, ns = count * this.costNs): void {
    this.allowance.spend(Math.min(ns, count * MOST_COST_NS));
  }

  /** The place cannot be translated; it is not tried again until the page's code changes. */
  giveUp(page: number, offset: number): void {
    if (this.hopeless.size > MAX_PLACES) this.hopeless.clear();
    this.hopeless.add(page * 4096 + offset);
  }
}
