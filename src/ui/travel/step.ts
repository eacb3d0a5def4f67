/** Single steps, from the toolbar and by key. */
import { control } from '../state/page.ts';
import { travel } from './travel.ts';

/** One instruction forward, or back where the number is negative. */
export function step(instructions: number): void {
  if (instructions < 0) void travel({ kind: 'stepBack', instructions: -instructions });
  else control.step(instructions).catch((error: unknown) => control.reportError(error));
}
