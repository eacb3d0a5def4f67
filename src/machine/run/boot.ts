/** Power on: RAM filled from the boot plan, harts at their entry, the device tree written for this machine. */
import { assert } from '../../base/assert.ts';
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import { type HartState, MACHINE, SUPERVISOR } from '../../isa/riscv64/state.ts';
import { flattenTree } from '../board/flattened-tree.ts';
import { boardTree } from '../board/tree.ts';
import type { MachineConfiguration } from '../config/configuration.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';

/** Extensions of the instruction set as the device tree names them, beyond the base `i`. */
const EXTENSIONS = [
  ...['m', 'a', 'f', 'd', 'c'],
  ...['zicntr', 'zicond', 'zicsr', 'zifencei', 'zba', 'zbb', 'zbs', 'sstc', 'svadu'],
] as const;

const MODE = { sv39: 8, sv48: 9, sv57: 10 } as const;

/** What OpenSBI delegates to the supervisor. */
const DELEGATED_EXCEPTIONS = 0xb109n;
const DELEGATED_INTERRUPTS = 0x222n;
/** All counters for the supervisor (those beyond `instret` read 0), for programs the three that count. */
const SUPERVISOR_COUNTERS = 0xffff_ffffn;
const USER_COUNTERS = 7n;
const STCE_AND_ADUE = (1n << 63n) | (1n << 61n);
const PMP_ALL_ADDRESSES = (1n << 54n) - 1n;
const PMP_OPEN = 0x1fn;
const NEVER = 0xffff_ffff_ffff_ffffn;
const STOPPED = 1;

function writeDeviceTree(configuration: MachineConfiguration, plan: BootPlan): Uint8Array {
  return flattenTree(
    boardTree({
      hartCount: configuration.harts,
      ramBytes: configuration.ramBytes,
      extensions: EXTENSIONS,
      mmu: configuration.mmu,
      seed: BigInt(configuration.seed),
      bootArguments: plan.append,
      ...(plan.initrd && { initrd: plan.initrd }),
    }),
    0,
  );
}

/** Copies the plan's segments and the device tree into RAM, which is zero. */
export function fillRam(ram: PhysicalMemory, configuration: MachineConfiguration, plan: BootPlan): void {
  for (const { physicalAddress, bytes } of plan.segments) {
    assert(ram.write(physicalAddress, bytes), 'a boot plan lies inside RAM');
  }
  const tree = writeDeviceTree(configuration, plan);
  assert(ram.write(plan.deviceTree.address, tree), 'the device tree lies inside RAM');
}

/** What firmware would have set up where the built-in SBI takes its place. */
function enterAsFirmwareWould(state: HartState): void {
  state.privilege = SUPERVISOR;
  state.builtInSbi = 1;
  state.medeleg = DELEGATED_EXCEPTIONS;
  state.mideleg = DELEGATED_INTERRUPTS;
  state.mcounteren = SUPERVISOR_COUNTERS;
  state.scounteren = USER_COUNTERS;
  state.menvcfg = STCE_AND_ADUE;
  state.pmpcfg[0] = PMP_OPEN;
  state.pmpaddr[0] = PMP_ALL_ADDRESSES;
}

/** A hart at power-on; its state is zero. */
export function resetHart(
  state: HartState,
  hart: number,
  configuration: MachineConfiguration,
  plan: BootPlan,
): void {
  state.maximumMode = MODE[configuration.mmu];
  state.stimecmp = NEVER;
  state.pc = BigInt(plan.entry);
  state.privilege = MACHINE;
  if (plan.privilege === 'supervisor') enterAsFirmwareWould(state);
  if (plan.harts === 'first' && hart > 0) state.hsmState = STOPPED;
  const { x } = state;
  x[10] = BigInt(hart);
  x[11] = BigInt(plan.deviceTree.address);
  x[12] = BigInt(plan.firmwareInfoAddress);
}
