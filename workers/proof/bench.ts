/** Does pieces of work on machines of its own, and says how long they took. */
import { unwrap } from '../../src/base/problem.ts';
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../src/machine/config/configuration.ts';
import { type BootPlan, planElf } from '../../src/machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../../src/machine/loaders/elf.ts';
import { Machine, planMachine } from '../../src/machine/machine.ts';
import { translatingHere } from '../../src/machine/run/translating-here.ts';
import { assembleProgram } from '../../src/machine/programs.ts';
import type { MachineHost } from '../../src/machine/run/host.ts';
import { COLD_START, type WarmStart } from '../../src/machine/run/warm-start.ts';
import type { ProofRequest } from '../../src/protocol/proof.ts';
import { type Setup, type Work, WORKS } from './works.ts';

const WHERE = 'the measured program';

export interface ProofHost {
  nowMs(): number;
  createHost(totalBytes: number, without: readonly string[]): MachineHost;
}

const RAM_BYTES = 16 << 20;

/** What machines for one way of one toggle have in common: the generated code goes with the plan. */
interface Blueprint {
  readonly plan: ReturnType<typeof planMachine>;
  readonly boot: BootPlan;
  readonly configuration: MachineConfiguration;
  readonly without: readonly string[];
}

function blueprint({ source }: Work, { tiers, without }: Setup): Blueprint {
  const configuration: MachineConfiguration = {
    ...DEFAULT_CONFIGURATION,
    mode: 'deterministic',
    ramBytes: RAM_BYTES,
    tiers,
  };
  const { elf } = unwrap(assembleProgram(source, WHERE));
  const program = unwrap(parseElf(elf, { where: WHERE, machine: EM_RISCV, machineName: '64-bit RISC-V' }));
  const boot = unwrap(planElf(program, { start: RAM_BASE, sizeBytes: RAM_BYTES }, '', WHERE));
  return { plan: planMachine(configuration, 0), boot, configuration, without };
}

const bare = (configuration: MachineConfiguration, plan: BootPlan) => ({
  configuration,
  plan,
  disks: [],
  output: (): void => undefined,
  translating: translatingHere,
});

/** What an earlier machine came to know, which ran long enough for its loops to be found. */
const EARLIER_INSTRUCTIONS = 40_000_000;

export class ProofBench {
  private readonly host: ProofHost;
  private readonly blueprints = new Map<string, Blueprint>();
  private readonly kept = new Map<string, Machine>();
  private readonly starts = new Map<string, WarmStart>();

  constructor(host: ProofHost) {
    this.host = host;
  }

  /** Seconds that one sample takes. */
  measure({ subject, on }: ProofRequest): number {
    const work = WORKS[subject];
    const key = `${subject} ${on}`;
    const setup = on ? work.on : work.off;
    const known = this.blueprints.get(key) ?? blueprint(work, setup);
    this.blueprints.set(key, known);
    const start = setup.isWarm ? this.startFor(key, known) : COLD_START;
    const makingMs = this.host.nowMs();
    const machine = this.kept.get(key) ?? this.machineOf(known, work, start);
    if (work.begins === 'where the last one ended') this.kept.set(key, machine);
    const startMs = work.begins === 'made' ? makingMs : this.host.nowMs();
    machine.run(work.instructions);
    return (this.host.nowMs() - startMs) / 1000;
  }

  private machineOf(
    { plan, boot, configuration, without }: Blueprint,
    work: Work,
    start: WarmStart,
  ): Machine {
    const parts = { ...bare(configuration, boot), cache: { start } };
    // Generated code stays with its plan: a machine that is made anew begins with another one.
    const own = work.begins === 'made' ? { ...plan } : plan;
    return new Machine(parts, own, this.host.createHost(plan.totalBytes, without));
  }

  private startFor(key: string, known: Blueprint): WarmStart {
    const start = this.starts.get(key) ?? this.runEarlier(known);
    this.starts.set(key, start);
    return start;
  }

  private runEarlier({ plan, boot, configuration, without }: Blueprint): WarmStart {
    const parts = bare(configuration, boot);
    const cache = { start: COLD_START };
    const machine = new Machine(
      { ...parts, cache },
      { ...plan },
      this.host.createHost(plan.totalBytes, without),
    );
    machine.run(EARLIER_INSTRUCTIONS);
    return machine.warmStart();
  }
}
