/** Machines with their past, for tests: the same programs and images as in machines.ts. */
import { unwrap } from '../base/problem.ts';
import { createModuleHost } from '../host/node/web-assembly.ts';
import type { BoardDisk } from '../machine/board/board.ts';
import type { MachineConfiguration } from '../machine/config/configuration.ts';
import { type ConsoleRule, ConsoleScript, parseTypeRule } from '../machine/console-script.ts';
import type { BootPlan } from '../machine/loaders/boot-plan.ts';
import { Machine, type MachineParts } from '../machine/machine.ts';
import { translatingHere } from '../machine/run/translating-here.ts';
import { History, type HistoryOptions } from '../machine/time-travel/history.ts';
import { type GuestOptions, linuxBoot, planFor, programBoot } from './machines.ts';

export interface TestParts {
  readonly configuration: MachineConfiguration;
  readonly plan: BootPlan;
  readonly disks: readonly BoardDisk[];
  readonly options: GuestOptions;
}

export const programParts = (source: string, options: GuestOptions = {}): TestParts => ({
  ...programBoot(source, options),
  disks: options.disks ?? [],
  options: { ramBytes: 16 << 20, ...options },
});

export const linuxParts = (options: GuestOptions = {}): TestParts => ({
  ...linuxBoot(options),
  disks: options.disks ?? [],
  options,
});

/** Rules as after `--type`. */
export const typing = (...rules: readonly string[]): ConsoleRule[] =>
  rules.map((rule) => unwrap(parseTypeRule(rule, 'test')));

/** A new machine of these parts. */
export function machineOf(
  parts: TestParts,
  output: MachineParts['output'] = () => {},
  cache: MachineParts['cache'] = {},
): Machine {
  const { configuration, plan, disks, options } = parts;
  const memory = planFor(configuration, options);
  const host = createModuleHost(memory.totalBytes);
  return new Machine(
    { configuration, plan, disks, output, cache, translating: translatingHere },
    memory,
    host,
  );
}

export interface TestHistory {
  readonly history: History;
  /** What was passed on of the console. */
  readonly console: () => string;
}

export function historyOf(
  parts: TestParts,
  options: Partial<HistoryOptions> = {},
  rules: readonly ConsoleRule[] = [],
): TestHistory {
  const script = new ConsoleScript(rules);
  let printed = '';
  const history = new History((output) => machineOf(parts, output), {
    ...options,
    output: (byte) => {
      printed += String.fromCharCode(byte);
      for (const answer of script.push(byte)) {
        if (answer !== 'stop') history.scheduleInput(answer, 1_000_000, 100_000);
      }
    },
  });
  return { history, console: () => printed };
}
