/**
 * The modules whose code can be called: each was made of one or many translations. When none of a module's is kept,
 * nothing refers to its instances any more and the host may collect them.
 *
 * Modules are given up as wholes, the longest unused first: an instance is reclaimed in one piece or not at all.
 */
import type { Content, LoadedModule } from './content.ts';
import type { RegionShell } from './shell.ts';

/** What puts code where harts call it. */
export interface CodeHost {
  /** False where modules are to go without branch hints. */
  readonly hints?: boolean | undefined;
  /** Instantiates a module for each hart; the handle stands for the instances. */
  install(module: Uint8Array): object;
  /** Puts an installed module's export of this place where this number is called. */
  place(handle: object, index: number, number: number): void;
  /** Nothing is to be called at a number any more. */
  release(number: number): void;
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
  private bytes = 0;

  constructor(host: CodeHost, budget: ModuleBudget, shell: RegionShell) {
    this.host = host;
    this.budget = budget;
    this.shell = shell;
  }

  get count(): number {
    return this.recent.size;
  }

  /** Loads translations that are not loaded yet, in one module; `giveUp` is told first of each that goes for them. */
  load(contents: readonly Content[], giveUp: (content: Content) => void): void {
    const code = this.shell.module(
      contents.map(({ translation }) => translation),
      this.host.hints,
    );
    while (this.recent.size > 0 && !this.hasRoom(code.length)) this.retireOldest(giveUp);
    const handle = this.host.install(code);
    const module: LoadedModule = { bytes: code.length, handle, contents: new Set(contents) };
    contents.forEach((content, index) => {
      content.loaded = { module, index };
    });
    this.recent.add(module);
    this.bytes += module.bytes;
  }

  private hasRoom(bytes: number): boolean {
    return this.recent.size < this.budget.modules && this.bytes + bytes <= this.budget.bytes;
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

  /** It stands nowhere any more. */
  unload(content: Content): void {
    if (!content.loaded) return;
    const { module } = content.loaded;
    content.loaded = undefined;
    module.contents.delete(content);
    if (module.contents.size > 0) return;
    this.recent.delete(module);
    this.bytes -= module.bytes;
  }
}
