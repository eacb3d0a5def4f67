/**
 * The modules whose code can be called: each was made of one or many translations, and has a number in the harts'
 * tables for each. A module lives as long as one of its numbers does; when the last is given back, nothing refers to
 * its instances any more and the host may collect them.
 *
 * Modules are given up as wholes, the longest unused first: an instance is reclaimed in one piece or not at all.
 */
import { MAX_REGIONS } from '../../memory/layout.ts';
import type { Content, LoadedModule } from './content.ts';
import type { RegionShell } from './shell.ts';

/** What puts code where harts call it. */
export interface CodeHost {
  /** Instantiates a module, for each hart, and puts its n-th export where the n-th of these numbers is called. */
  install(module: Uint8Array, numbers: readonly number[]): void;
  /** Nothing is to be called at these numbers any more. */
  release(numbers: readonly number[]): void;
}

export interface ModuleBudget {
  readonly bytes: number;
  readonly modules: number;
}

export class LoadedModules {
  private readonly host: CodeHost;
  private readonly budget: ModuleBudget;
  private readonly shell: RegionShell;
  /** The longest unused first. */
  private readonly recent = new Set<LoadedModule>();
  private readonly free: number[] = [];
  private nextNumber = 0;
  private bytes = 0;

  constructor(host: CodeHost, budget: ModuleBudget, shell: RegionShell) {
    this.host = host;
    this.budget = budget;
    this.shell = shell;
  }

  get count(): number {
    return this.recent.size;
  }

  private get freeNumbers(): number {
    return this.free.length + MAX_REGIONS - this.nextNumber;
  }

  /**
   * Loads translations that are not loaded yet, in one module. `giveUp` is told first of each that has to go for
   * them.
   */
  load(contents: readonly Content[], giveUp: (content: Content) => void): void {
    const module = this.shell.module(contents.map(({ translation }) => translation));
    while (this.recent.size > 0 && !this.hasRoom(contents.length, module.length)) this.retireOldest(giveUp);
    const loaded: LoadedModule = { bytes: module.length, contents: new Set(contents) };
    const numbers = contents.map(() => this.free.pop() ?? this.nextNumber++);
    this.host.install(module, numbers);
    contents.forEach((content, index) => {
      content.loaded = { number: numbers[index] ?? 0, module: loaded };
    });
    this.recent.add(loaded);
    this.bytes += loaded.bytes;
  }

  private hasRoom(numbers: number, bytes: number): boolean {
    const { budget } = this;
    return (
      this.freeNumbers >= numbers &&
      this.recent.size < budget.modules &&
      this.bytes + bytes <= Math.max(bytes, budget.bytes)
    );
  }

  private retireOldest(giveUp: (content: Content) => void): void {
    for (const module of this.recent) {
      for (const content of [...module.contents]) {
        giveUp(content);
        this.unload(content);
      }
      return;
    }
  }

  touch({ loaded }: Content): void {
    if (loaded && this.recent.delete(loaded.module)) this.recent.add(loaded.module);
  }

  /** Its number is free again; it stands nowhere any more. */
  unload(content: Content): void {
    const { loaded } = content;
    if (!loaded) return;
    const { module, number } = loaded;
    content.loaded = undefined;
    this.host.release([number]);
    this.free.push(number);
    module.contents.delete(content);
    if (module.contents.size > 0) return;
    this.recent.delete(module);
    this.bytes -= module.bytes;
  }
}
