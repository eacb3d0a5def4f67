/**
 * The interpreter of one hart: a WebAssembly module generated from the guest's rows, and the JavaScript that its
 * rare imports call.
 */
import type { FunctionDefinition } from '../../ir/node.ts';
import type { Guest, PhysicalMemory } from '../../isa/define.ts';
import { hartBase, MAX_REGIONS, type MemoryPlan, WASM_PAGE_BYTES } from '../../memory/layout.ts';
import { defineAtomicAccess } from '../access/atomics.ts';
import { defineDataAccess } from '../access/data.ts';
import { accessEnvironment, imports } from '../access/environment.ts';
import { defineFetchAccess } from '../access/fetch.ts';
import { defineRefill } from '../access/refill.ts';
import { FunctionTable } from '../wasm/functions.ts';
import { WasmModule } from '../wasm/module.ts';
import {
  type DecodingTable,
  HandlerTable,
  KnownHandlers,
  type RowHandler,
  type SavedHandlers,
  visitNodes,
} from './entries.ts';
import { REGION_PARAMETERS, writeChain } from './chain.ts';
import { writeLoop } from './loop.ts';
import { addOutlinedHandler } from './outlined.ts';

/** What the module's instance exports. */
export interface InterpreterExports {
  /** Runs at most so many instructions; the engine's fields say what is left and why it stopped. */
  run(budget: number): void;
  evictStores(page: number): void;
  /** Readies a RAM page for a write from outside the hart: `(physical, bytes, changes)`. */
  prepareStore(physical: bigint, bytes: number, changes: number): void;
  wakePending(): number;
  flush(): void;
}

export interface InterpreterCode {
  readonly bytes: Uint8Array;
  /** For decoding alone; {@link handlers} may have to be made first. */
  readonly decoding: DecodingTable;
  /** The same for a later run. */
  readonly saved: SavedHandlers;
  readonly handlers: HandlerTable;
  /** Whether translated code may use tail calls, as this module does then. */
  readonly tailCalls: boolean;
  /** Names under which the helpers that rows call are exported, for translated code. */
  readonly callNames: ReadonlyMap<FunctionDefinition, string>;
}

export type SavedInterpreter = Pick<InterpreterCode, 'bytes' | 'saved'>;

/** A module that was generated before; what else is known of it is made when somebody asks. */
class KnownInterpreter implements InterpreterCode {
  readonly bytes: Uint8Array;
  readonly tailCalls: boolean;
  readonly saved: SavedHandlers;
  readonly decoding: DecodingTable;
  private readonly guest: Guest;
  private table: HandlerTable | undefined;
  private names: ReadonlyMap<FunctionDefinition, string> | undefined;

  constructor({ bytes, saved }: SavedInterpreter, guest: Guest, tailCalls: boolean) {
    this.bytes = bytes;
    this.saved = saved;
    this.decoding = new KnownHandlers(guest, saved);
    this.guest = guest;
    this.tailCalls = tailCalls;
  }

  get handlers(): HandlerTable {
    this.table ??= new HandlerTable(this.guest);
    return this.table;
  }

  get callNames(): ReadonlyMap<FunctionDefinition, string> {
    this.names ??= callNamesOf(this.handlers);
    return this.names;
  }
}

/** `known` is what {@link buildInterpreter} gave for the same guest, plan, hart and host. */
export const knownInterpreter = (
  known: SavedInterpreter,
  guest: Guest,
  tailCalls: boolean,
): InterpreterCode => new KnownInterpreter(known, guest, tailCalls);

function calleesOf(handlers: readonly RowHandler[]): Set<FunctionDefinition> {
  const callees = new Set<FunctionDefinition>();
  for (const handler of handlers) {
    visitNodes(handler.block, (node) => {
      if (node.op === 'call') callees.add(node.callee);
    });
  }
  return callees;
}

const callNamesOf = ({ handlers }: HandlerTable): Map<FunctionDefinition, string> =>
  new Map([...calleesOf(handlers)].map((callee, index) => [callee, `call${index}`]));

/** Generates the module for one hart. Its addresses are constants of the plan. */
export function buildInterpreter(
  guest: Guest,
  plan: MemoryPlan,
  hart: number,
  memory: PhysicalMemory,
  tailCalls: boolean,
): InterpreterCode {
  const handlers = new HandlerTable(guest);
  const environment = accessEnvironment(guest, plan, hart, memory);
  const data = defineDataAccess(environment);
  const atomics = defineAtomicAccess(environment, data);
  const fetch = defineFetchAccess(environment);
  const refill = defineRefill(environment);
  const flush = memory.flushes[hart];
  if (!flush) throw new Error(`no hart ${hart}`);
  const module = new WasmModule(plan.totalBytes / WASM_PAGE_BYTES);
  module.importTable(MAX_REGIONS);
  const base = hartBase(plan, hart);
  const functions = new FunctionTable(module, base, [
    ...Object.values(imports),
    ...Object.values(data.loads),
    ...Object.values(data.stores),
    ...Object.values(atomics),
    ...Object.values(fetch),
    ...Object.values(refill),
    data.prepareStore,
    memory.evictStores,
    flush,
    guest.translate,
    guest.takeTrap,
    guest.pendingInterrupt,
    guest.wakePending,
    guest.updateContexts,
    ...calleesOf(handlers.handlers),
  ]);
  const shared = { hartBase: base, functions, data, atomics };
  const outlined = new Map<number, number>();
  for (const handler of handlers.handlers) {
    if (handler.row.options.placement !== 'outlined') continue;
    const layout = handlers.layouts[handler.row.index];
    if (!layout) throw new Error(`no layout for ${handler.row.syntax}`);
    outlined.set(handler.number, addOutlinedHandler(module, shared, handler, layout));
  }
  const regionType = module.typeOf(REGION_PARAMETERS, ['i32']);
  const chain = module.function(['i32', 'i64', 'i64'], ['i32']);
  writeChain(chain.writer, plan, base, tailCalls ? regionType : undefined);
  const run = module.function(['i32'], []);
  writeLoop(run.writer, { guest, plan, handlers, fetch, flush, outlined, shared, regionType });
  module.export('chain', chain.index);
  module.export('refillLoad', functions.index(refill.load));
  module.export('refillStore', functions.index(refill.store));
  const callNames = callNamesOf(handlers);
  for (const [callee, name] of callNames) module.export(name, functions.index(callee));
  module.export('run', run.index);
  module.export('evictStores', functions.index(memory.evictStores));
  module.export('prepareStore', functions.index(data.prepareStore));
  module.export('wakePending', functions.index(guest.wakePending));
  module.export('flush', functions.index(flush));
  const { saved } = handlers;
  return { bytes: module.encode(), decoding: handlers, saved, handlers, callNames, tailCalls };
}
