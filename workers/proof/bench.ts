/** Does pieces of work on machines of its own, and says how long they took. */
import { unwrap } from '../../src/base/problem.ts';
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { DEFAULT_CONFIGURATION, type MachineConfiguration } from '../../src/machine/config/configuration.ts';
import { type BootPlan, planElf } from '../../src/machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../../src/machine/loaders/elf.ts';
import { Machine, planMachine } from '../../src/machine/machine.ts';
import { assembleProgram } from '../../src/machine/programs.ts';
import type { MachineHost } from '../../src/machine/run/host.ts';
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

export class ProofBench {
  private readonly host: ProofHost;
  private readonly blueprints = new Map<string, Blueprint>();
  private readonly kept = new Map<string, Machine>();

  constructor(host: ProofHost) {
    this.host = host;
  }

  /** Seconds that one sample takes. */
  measure({ subject, on }: ProofRequest): number {
    const work = WORKS[subject];
    const machine = this.machineFor(`${subject} ${on}`, work, on ? work.on : work.off);
    const startMs = this.host.nowMs();
    machine.run(work.instructions);
    return (this.host.nowMs() - startMs) / 1000;
  }

  private machineFor(key: string, work: Work, setup: Setup): Machine {
    const kept = this.kept.get(key);
    if (kept) return kept;
    const known = this.blueprints.get(key) ?? blueprint(work, setup);
    this.blueprints.set(key, known);
    const { plan, boot, configuration, without } = known;
    const parts = { configuration, plan: boot, disks: [], output: () => undefined };
    const machine = new Machine(parts, plan, this.host.createHost(plan.totalBytes, without));
    if (!work.isFresh) this.kept.set(key, machine);
    return machine;
  }
}
