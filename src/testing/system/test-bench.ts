/**
 * Machines in quick succession for tests: one memory and one set of compiled modules serve them all, so that
 * the next machine costs the clearing of its memory and not the 150 ms of generating code.
 */
import type { BoardDisk } from '../../machine/board/board.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { boardStateBytes } from '../../machine/board/board.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../machine/config/configuration.ts';
import type { BootPlan } from '../../machine/loaders/boot-plan.ts';
import { Machine } from '../../machine/machine.ts';
import { translatingHere } from '../../machine/run/translating-here.ts';
import type { Imports, MachineHost } from '../../machine/run/host.ts';
import type { CodeCacheParts } from '../../machine/run/tiers.ts';
import { SHA256_BYTES } from '../../machine/run/sha256.ts';
import { type MemoryPlan, PAGE_BYTES, planMemory, WASM_PAGE_BYTES } from '../../memory/layout.ts';

export interface BenchShape {
  /** Whether translated code may use tail calls (it may). */
  readonly tailCalls?: boolean;
  readonly harts: number;
  readonly ramBytes: number;
  /** Few decoded pages make the pool overflow, which is rare otherwise. */
  readonly decodedPages: number;
  readonly diskCount: number;
  /** Whether state hashes are taken, which needs room. */
  readonly hashes?: boolean;
}

export interface MachineRequest {
  readonly plan: BootPlan;
  readonly configuration?: Partial<MachineConfiguration>;
  readonly disks?: readonly BoardDisk[];
  readonly output?: (byte: number) => void;
  readonly cache?: CodeCacheParts | undefined;
}

export class TestBench {
  readonly plan: MemoryPlan;
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  private readonly shape: BenchShape;
  private readonly modules = new WeakMap<Uint8Array, WebAssembly.Module>();
  private readonly host: MachineHost;

  constructor(shape: BenchShape) {
    this.shape = shape;
    this.plan = planMemory({
      harts: shape.harts,
      ramBytes: shape.ramBytes,
      ramStart: RAM_BASE,
      machineBytes: shape.hashes ? SHA256_BYTES : PAGE_BYTES,
      deviceBytes: boardStateBytes(shape.diskCount),
      ringBytes: PAGE_BYTES,
      decodedPages: shape.decodedPages,
    });
    const pages = this.plan.totalBytes / WASM_PAGE_BYTES;
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.bytes = new Uint8Array(this.memory.buffer);
    this.host = {
      memory: this.memory,
      tailCalls: shape.tailCalls ?? true,
      instantiate: (bytes, imports) => this.instantiate(bytes, imports),
      createTable: (elements) => new WebAssembly.Table({ element: 'anyfunc', initial: elements }),
    };
  }

  private instantiate(bytes: Uint8Array, imports: Imports): object {
    const known = this.modules.get(bytes);
    const module = known ?? new WebAssembly.Module(Uint8Array.from(bytes));
    if (!known) this.modules.set(bytes, module);
    return new WebAssembly.Instance(module, {
      env: { memory: this.memory, ...imports },
    }).exports;
  }

  /** The next machine; the one before must not be used any more. */
  machine({ plan, configuration, disks = [], output = () => {}, cache }: MachineRequest): Machine {
    this.bytes.fill(0);
    const { harts, ramBytes } = this.shape;
    const full = {
      ...DEFAULT_CONFIGURATION,
      mode: 'deterministic',
      ...configuration,
      harts,
      ramBytes,
    } as const;
    const own = { configuration: full, plan, disks, output, translating: translatingHere };
    const parts = { ...own, ...(cache && { cache }) };
    return new Machine(parts, this.plan, this.host);
  }
}
