/** What the page knows of a machine that goes along what came in after the state that it was kept in. */
import type { MachineEvent } from '../../protocol/machine.ts';
import { create } from '../state/create.ts';
import { remark } from '../state/remarks.ts';

type CatchUpEvent = Extract<MachineEvent, { kind: 'catchUp' | 'caughtUp' | 'restarted' }>;

/** Between these counts; undefined where nothing is caught up with. */
export const useCatchUp = create<{
  readonly way: { readonly from: number; readonly to: number } | undefined;
}>()(() => ({ way: undefined }));

export const isCatchingUp = (): boolean => useCatchUp.getState().way !== undefined;

export function noteCatchUp(event: CatchUpEvent): void {
  useCatchUp.setState({ way: event.kind === 'catchUp' ? event : undefined });
  if (event.kind === 'caughtUp' && event.left > 0) remark('caughtUp', STOPPED_EARLY);
}

const STOPPED_EARLY =
  'The machine goes on from where it was stopped. What had come in after that is among the other futures in “Time travel”.';
