/** Apart from what writes and reads links: each machine is asked for it before it begins. */
import type { MachineConfiguration } from '../machine/config/configuration.ts';

/** Several harts in real time run as they come; everything else goes the same way again. */
export const isReplayable = ({
  mode,
  harts,
}: {
  readonly mode: MachineConfiguration['mode'];
  readonly harts: number;
}): boolean => mode === 'deterministic' || harts === 1;
