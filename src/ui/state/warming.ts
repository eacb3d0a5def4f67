/** Whether code is kept from visit to visit and used before it first runs: a setting that outlives the visit. */
import { create } from './create.ts';

const KEY = 'trampoline warming';

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'no';
  } catch {
    return true;
  }
}

export const useWarming = create<{ readonly on: boolean }>()(() => ({ on: read() }));

export const warms = (): boolean => useWarming.getState().on;

export function rememberWarming(on: boolean): void {
  useWarming.setState({ on });
  try {
    localStorage.setItem(KEY, on ? 'yes' : 'no');
  } catch {
    // It holds for this visit.
  }
}
