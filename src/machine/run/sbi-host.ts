/** The machine as the built-in SBI sees it. */
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import type { SbiHost } from '../../isa/riscv64/sbi/host.ts';
import { ATTENTION } from '../../memory/hart.ts';
import type { MachineCore } from './machine-core.ts';

/** Supervisor software interrupt, in `mip`. */
export const SSIP = 2n;
/** Supervisor timer interrupt, in `mie`. */
export const STIP = 0x20n;

export function builtInSbiHost(machine: MachineCore, ram: PhysicalMemory): SbiHost {
  return {
    hartCount: machine.harts.length,
    hart: (index) => machine.hart(index).state,
    setTimer: (index, ticks) => {
      const { state, engine } = machine.hart(index);
      state.stimecmp = ticks;
      engine.attention |= ATTENTION.interrupts | ATTENTION.driver;
    },
    raiseSoftwareInterrupt: (index) => machine.raiseSoftwareInterrupt(index),
    // Decoded code follows memory on every hart at once.
    remoteFence: (index, fence) => {
      if (fence.kind === 'address') machine.fenceHart(index);
    },
    hartChanged: (index) => machine.hartChanged(index),
    reset: (kind, failure) =>
      machine.stop(
        kind === 'reboot' ? { kind: 'reboot' } : { kind: 'ended', reason: 'poweroff', code: failure ? 1 : 0 },
      ),
    consoleOutput: (byte) => machine.print('sbi', byte),
    consoleInput: () => machine.pollInput(),
    readMemory: (address, into) => ram.read(Number(address), into),
    writeMemory: (address, from) => ram.write(Number(address), from),
    isExecutable: (address) => ram.has(Number(address), 4),
  };
}
