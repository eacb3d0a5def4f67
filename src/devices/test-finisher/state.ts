/** SiFive test finisher, which Linux drives as a syscon: a write ends the machine, so nothing is kept. */
import { struct } from '../../memory/struct.ts';

export const testFinisherState = struct('test-finisher', {});

export type TestFinisherState = ReturnType<typeof testFinisherState.bind>;
