/** What answers questions about a machine's past. Loaded with the first question: most visits ask none. */
import type { History } from '../../src/machine/time-travel/history.ts';
import { SymbolTable } from '../../src/machine/time-travel/symbols.ts';
import { type Stop, Traveller } from '../../src/machine/time-travel/traveller.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';

export const traveller = (
  history: History,
  symbols: VcpuStart['symbols'],
  breakpoints: readonly Stop[],
): Traveller => new Traveller(history, new SymbolTable(symbols), breakpoints);
