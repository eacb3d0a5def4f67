/** The engine of the headless command: the machine itself, on Node's WebAssembly. */
import { failure, problem, type Result, success } from '../base/problem.ts';
import { createModuleHost, type ModuleHost } from '../host/node/web-assembly.ts';
import { formatSize } from '../machine/config/size.ts';
import { ConcurrentMachine } from '../machine/concurrent/concurrent-machine.ts';
import { Machine, planMachine, SEMANTICS } from '../machine/machine.ts';
import { translatingHere } from '../machine/run/translating-here.ts';
import { availableTiers } from '../machine/config/configuration.ts';
import { hartStarter } from './hart-workers.ts';
import type { Engine, MachineInput } from './machine-interface.ts';

/** The memory of a machine, or that there is not enough of it. */
function reserve(input: MachineInput, totalBytes: number): Result<ModuleHost> {
  try {
    return success(createModuleHost(totalBytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const what = `the host has no memory for ${formatSize(input.configuration.ramBytes)} of RAM`;
    return failure(
      problem('environment', 'engine.memory', '--ram', what, 'give less, or close other programs'),
    );
  }
}

/** What this build cannot do yet. */
function refuse({ configuration }: MachineInput): Result<null> {
  const lacks = (code: string, where: string, what: string, action: string) =>
    failure(problem('unsupported', `engine.${code}`, where, what, action));
  const { tiers } = configuration;
  if (availableTiers(tiers).length === 0) {
    return lacks(
      'tiers',
      '--tiers',
      `this build has no ${tiers.join(', ')} tier`,
      'add interpreter or baseline',
    );
  }
  return success(null);
}

export const engine: Engine = {
  semantics: SEMANTICS,
  create(input) {
    const possible = refuse(input);
    if (!possible.ok) return possible;
    const plan = planMachine(input.configuration, input.disks.length);
    const host = reserve(input, plan.totalBytes);
    if (!host.ok) return host;
    const parts = { ...input, translating: translatingHere };
    if (!plan.concurrent) return success(new Machine(parts, plan, host.value));
    const startHart = hartStarter(host.value.memory);
    return success(new ConcurrentMachine(parts, plan, { ...host.value, startHart }));
  },
};
