/**
 * Where the guest spends its instructions: the pc is looked at every so many retired instructions, and a page that
 * is found often enough is translated from where it was found. Nothing that the guest sees depends on it.
 */

/** Instructions between two looks while untranslated code runs, and the most while translated code does. */
const SHORT_INTERVAL = 1 << 15;
const LONG_INTERVAL = 1 << 20;
/** Looks that find one page before it is translated: a million and a half. */
const LOOKS_UNTIL_HOT = 48;
/**
 * What a translation costs, in instructions that the interpreter makes meanwhile (about 4 ms), and the part of a
 * run that translating may take, so that a guest with a flat profile is not held up: one in four.
 */
const INSTRUCTIONS_PER_TRANSLATION = 1_600_000;
const SHARE = 4;
/** Nothing is translated before: a short boot is over sooner without. */
const FIRST_TRANSLATION_AT = 32_000_000;
/** Pages remembered; beyond that all heat is forgotten. */
const MAX_PAGES = 4096;

export class Heat {
  interval = SHORT_INTERVAL;
  private readonly pages = new Map<number, number>();
  private translations = 0;
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
    const looks = (this.pages.get(page) ?? 0) + 1;
    if (this.pages.size > MAX_PAGES) this.pages.clear();
    const isDue = looks >= LOOKS_UNTIL_HOT && this.canAfford(retired);
    this.pages.set(page, isDue ? 0 : looks);
    if (isDue) this.translations++;
    return isDue;
  }

  private canAfford(retired: number): boolean {
    const spent = this.translations * INSTRUCTIONS_PER_TRANSLATION;
    return retired >= FIRST_TRANSLATION_AT && spent * SHARE <= retired;
  }

  /** The place cannot be translated; it is not tried again until the page's code changes. */
  giveUp(page: number, offset: number): void {
    if (this.hopeless.size > MAX_PAGES) this.hopeless.clear();
    this.hopeless.add(page * 4096 + offset);
  }
}
