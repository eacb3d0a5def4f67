/** A program's symbols, by name and by address. */

/** Farther from a symbol, its name says nothing. */
const MAX_DISTANCE = 1n << 20n;

export class SymbolTable {
  private readonly byName: ReadonlyMap<string, bigint>;
  private readonly sorted: readonly (readonly [name: string, address: bigint])[];

  constructor(symbols: readonly (readonly [name: string, address: bigint])[]) {
    this.byName = new Map(symbols.toReversed());
    this.sorted = symbols.toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  addressOf(name: string): bigint | undefined {
    return this.byName.get(name);
  }

  /** Index of the first symbol above an address. */
  private above(address: bigint): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.[1] ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Labels that stand at an address. */
  at(address: bigint): string[] {
    const found: string[] = [];
    for (let index = this.above(address) - 1; this.sorted[index]?.[1] === address; index--)
      found.push(this.sorted[index]?.[0] ?? '');
    return found.toReversed();
  }

  /** The nearest symbol that is not above an address, and how far it is. */
  before(address: bigint): { readonly name: string; readonly distance: bigint } | undefined {
    const found = this.sorted[this.above(address) - 1];
    if (!found || address - found[1] > MAX_DISTANCE) return undefined;
    return { name: found[0], distance: address - found[1] };
  }

  /** `main + 8`, or empty. */
  describe(address: bigint): string {
    const found = this.before(address);
    if (!found) return '';
    return found.distance === 0n ? found.name : `${found.name} + ${found.distance}`;
  }
}
