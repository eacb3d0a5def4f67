/** RISC-V 64 as a guest of the engine, for one hart of one memory plan. */
import type { MemoryPlan } from '../../memory/layout.ts';
import type { Guest } from '../guest.ts';
import { definePhysicalMemory, type PhysicalMemory } from '../physical.ts';
import { CAUSE, place, RiscvBuilder } from './builder.ts';
import { pendingInterrupt, wakePending } from './csr/interrupts.ts';
import { riscv64 } from './instruction-set.ts';
import { defineTranslate } from './mmu/walk.ts';
import { takeTrap, updateContexts } from './traps.ts';

export interface RiscvGuest {
  readonly guest: Guest<RiscvBuilder>;
  readonly memory: PhysicalMemory;
}

export function riscvGuest(plan: MemoryPlan, hart: number): RiscvGuest {
  const memory = definePhysicalMemory(plan, hart);
  const guest: Guest<RiscvBuilder> = {
    instructionSet: riscv64,
    makeBuilder: () => new RiscvBuilder(plan.concurrent),
    isShort: (b, half) => b.ne(b.and(half, b.i32(3)), b.i32(3)),
    pc: place('pc'),
    concurrent: plan.concurrent ?? false,
    reservation: {
      valid: place('reservationValid'),
      bytes: place('reservationBytes'),
      address: place('reservationAddress'),
      value: place('reservationValue'),
    },
    translate: defineTranslate(plan, memory),
    takeTrap,
    pendingInterrupt,
    wakePending,
    updateContexts,
    accessFaults: { fetch: CAUSE.fetchAccess, load: CAUSE.loadAccess, store: CAUSE.storeAccess },
    misalignedFaults: { load: CAUSE.loadMisaligned, store: CAUSE.storeMisaligned },
    illegalInstruction: CAUSE.illegalInstruction,
    // Unprivileged manual, section 2.5.1: x1 and x5 by the calling convention.
    linkRegisters: [1, 5],
  };
  return { guest, memory };
}
