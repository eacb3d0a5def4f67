/** Trap entry and return, interrupt choice, waiting, and translation contexts (privileged manual, chapter 3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { ATTENTION } from '../../memory/hart.ts';
import { csrMachine } from '../../testing/csr-machine.ts';
import { CAUSE } from './builder.ts';
import { STATUS } from './csr/fields.ts';
import { pendingInterrupt, wakePending } from './csr/interrupts.ts';
import { riscv64 } from './instruction-set.ts';
import { MACHINE, SUPERVISOR, USER } from './state.ts';
import {
  checkFence,
  returnFromMachine,
  returnFromSupervisor,
  takeTrap,
  updateContexts,
  waitForInterrupt,
} from './traps.ts';

let sbiCalls: (() => void)[] = [];
const machine = csrMachine(
  [
    takeTrap,
    updateContexts,
    pendingInterrupt,
    wakePending,
    returnFromMachine,
    returnFromSupervisor,
    waitForInterrupt,
    checkFence,
  ],
  { sbiCall: () => sbiCalls.shift()?.() },
);
const { hart, engine, callOrFault } = machine;
const INTERRUPT = 1n << 63n;
const PC = 0x8000_1234n;
const trap = (cause: bigint, value = 0n): unknown => machine.call(takeTrap, cause, value, PC);

beforeEach(() => {
  machine.reset();
  sbiCalls = [];
  hart.mtvec = 0x1000n;
  hart.stvec = 0x2000n;
});

describe('trap entry', () => {
  it('goes to machine mode, and stacks interrupt enable and privilege', () => {
    for (const privilege of [USER, SUPERVISOR, MACHINE]) {
      for (const enabled of [0n, STATUS.MIE]) {
        hart.privilege = privilege;
        hart.mstatus = enabled | STATUS.SIE | STATUS.SUM | STATUS.MPRV;
        expect(trap(5n, 0xabcn)).toBe(0x1000n);
        expect([hart.mepc, hart.mcause, hart.mtval]).toEqual([PC, 5n, 0xabcn]);
        const stacked = (enabled ? STATUS.MPIE : 0n) | (BigInt(privilege) << 11n);
        expect(hart.mstatus).toBe(stacked | STATUS.SIE | STATUS.SUM | STATUS.MPRV);
        expect(hart.privilege).toBe(MACHINE);
      }
    }
    expect([hart.sepc, hart.scause, hart.stval]).toEqual([0n, 0n, 0n]);
    expect([engine.exceptions, engine.interrupts]).toEqual([6n, 0n]);
  });

  it('forgets what was stacked before', () => {
    hart.privilege = USER;
    hart.mstatus = STATUS.MPP | STATUS.MPIE;
    trap(2n);
    expect(hart.mstatus).toBe(0n);
    hart.privilege = USER;
    hart.medeleg = 4n;
    hart.mstatus = STATUS.SPP | STATUS.SPIE;
    trap(2n);
    expect(hart.mstatus).toBe(0n);
  });

  it('goes to supervisor mode where it is delegated, except from machine mode', () => {
    for (let cause = 0n; cause < 16n; cause++) {
      for (const privilege of [USER, SUPERVISOR, MACHINE]) {
        for (const delegated of [false, true]) {
          hart.privilege = privilege;
          hart.medeleg = delegated ? 1n << cause : 0xffffn ^ (1n << cause);
          const supervisor = delegated && privilege !== MACHINE;
          expect(trap(cause), `cause ${cause} from ${privilege}`).toBe(supervisor ? 0x2000n : 0x1000n);
          expect(hart.privilege).toBe(supervisor ? SUPERVISOR : MACHINE);
        }
      }
    }
  });

  it('stacks into the supervisor fields', () => {
    hart.medeleg = 1n << 13n;
    for (const privilege of [USER, SUPERVISOR]) {
      for (const enabled of [0n, STATUS.SIE]) {
        hart.privilege = privilege;
        hart.mstatus = enabled | STATUS.MIE | STATUS.FS;
        expect(trap(13n, 0xdefn)).toBe(0x2000n);
        expect([hart.sepc, hart.scause, hart.stval]).toEqual([PC, 13n, 0xdefn]);
        const stacked = (enabled ? STATUS.SPIE : 0n) | (privilege === SUPERVISOR ? STATUS.SPP : 0n);
        expect(hart.mstatus).toBe(stacked | STATUS.MIE | STATUS.FS);
      }
    }
    expect([hart.mepc, hart.mcause, hart.mtval]).toEqual([0n, 0n, 0n]);
  });

  it('uses the vector table for interrupts alone', () => {
    hart.mtvec = 0x1001n;
    hart.stvec = 0x2001n;
    hart.mideleg = 0x222n;
    hart.privilege = USER;
    expect(trap(INTERRUPT | 7n)).toBe(0x101cn);
    hart.privilege = USER;
    expect(trap(INTERRUPT | 9n)).toBe(0x2024n);
    expect(hart.scause).toBe(INTERRUPT | 9n);
    expect(trap(7n)).toBe(0x1000n);
    expect([engine.exceptions, engine.interrupts]).toEqual([1n, 2n]);
  });

  it('drops the reservation', () => {
    hart.reservationValid = 1;
    trap(2n);
    expect(hart.reservationValid).toBe(0);
  });
});

describe('built-in SBI', () => {
  beforeEach(() => {
    hart.builtInSbi = 1;
    hart.privilege = SUPERVISOR;
  });

  it('answers calls from supervisor mode without a trap', () => {
    hart.mstatus = STATUS.SIE;
    hart.reservationValid = 1;
    sbiCalls = [() => expect(hart.pc).toBe(PC + 4n)];
    expect(trap(BigInt(CAUSE.supervisorCall))).toBe(PC + 4n);
    expect(sbiCalls).toEqual([]);
    expect([hart.privilege, hart.mstatus, hart.scause, hart.mcause]).toEqual([
      SUPERVISOR,
      STATUS.SIE,
      0n,
      0n,
    ]);
    expect([engine.exceptions, engine.sbiCalls, hart.reservationValid]).toEqual([0n, 1n, 0]);
    expect(machine.takeAttention()).toBe(ATTENTION.interrupts | ATTENTION.driver);
  });

  it('goes on where the call has put the program counter', () => {
    sbiCalls = [() => void (hart.pc = 0x9000n)];
    expect(trap(BigInt(CAUSE.supervisorCall))).toBe(0x9000n);
  });

  it('passes on to the supervisor what nobody delegated', () => {
    hart.privilege = USER;
    expect(trap(2n)).toBe(0x2000n);
    expect(trap(5n)).toBe(0x2000n);
    expect(engine.sbiCalls).toBe(0n);
  });

  it('is not asked without the switch, or by user mode', () => {
    hart.privilege = USER;
    expect(trap(BigInt(CAUSE.userCall))).toBe(0x2000n);
    hart.builtInSbi = 0;
    expect(trap(BigInt(CAUSE.supervisorCall))).toBe(0x1000n);
    expect(engine.sbiCalls).toBe(0n);
  });
});

describe('trap return', () => {
  it('mret restores what entry stacked', () => {
    for (const privilege of [USER, SUPERVISOR, MACHINE]) {
      for (const previous of [0n, STATUS.MPIE]) {
        hart.privilege = MACHINE;
        hart.mepc = PC;
        hart.reservationValid = 1;
        hart.mstatus = (BigInt(privilege) << 11n) | previous | STATUS.MPRV | STATUS.SIE;
        expect(callOrFault(returnFromMachine)).toBe(PC);
        expect([hart.privilege, hart.reservationValid]).toEqual([privilege, 0]);
        const kept = privilege === MACHINE ? STATUS.MPRV : 0n;
        expect(hart.mstatus).toBe((previous ? STATUS.MIE : 0n) | STATUS.MPIE | STATUS.SIE | kept);
        expect(machine.takeAttention()).toBe(ATTENTION.contexts | ATTENTION.interrupts);
      }
    }
  });

  it('mret clears an enable that was not stacked', () => {
    hart.mstatus = STATUS.MIE;
    callOrFault(returnFromMachine);
    expect(hart.mstatus).toBe(STATUS.MPIE);
  });

  it('sret restores what entry stacked, from supervisor and machine mode', () => {
    for (const from of [SUPERVISOR, MACHINE]) {
      for (const to of [USER, SUPERVISOR]) {
        for (const previous of [0n, STATUS.SPIE]) {
          hart.privilege = from;
          hart.sepc = PC;
          hart.mstatus = (to === SUPERVISOR ? STATUS.SPP : 0n) | previous | STATUS.MPRV | STATUS.MPP;
          expect(callOrFault(returnFromSupervisor)).toBe(PC);
          expect(hart.privilege).toBe(to);
          expect(hart.mstatus).toBe((previous ? STATUS.SIE : 0n) | STATUS.SPIE | STATUS.MPP);
        }
      }
    }
  });

  it('is illegal below its privilege, and under TSR, and then changes nothing', () => {
    for (const privilege of [USER, SUPERVISOR]) {
      hart.privilege = privilege;
      expect(callOrFault(returnFromMachine)).toBe('illegal');
    }
    hart.privilege = USER;
    expect(callOrFault(returnFromSupervisor)).toBe('illegal');
    hart.privilege = SUPERVISOR;
    hart.mstatus = STATUS.TSR;
    expect(callOrFault(returnFromSupervisor)).toBe('illegal');
    expect([hart.privilege, hart.mstatus, engine.attention]).toEqual([SUPERVISOR, STATUS.TSR, 0]);
    hart.privilege = MACHINE;
    expect(callOrFault(returnFromSupervisor)).toBe(0n);
  });
});

describe('interrupts', () => {
  const pending = (): unknown => machine.call(pendingInterrupt);

  it('come in the order MEI MSI MTI SEI SSI STI', () => {
    hart.mstatus = STATUS.MIE;
    hart.mie = 0xaaan;
    hart.wires = 0xaaan;
    for (const code of [11n, 3n, 7n, 9n, 1n, 5n]) {
      expect(pending()).toBe(INTERRUPT | code);
      hart.wires &= ~(1n << code);
    }
    expect(pending()).toBe(0n);
  });

  it('of machine level go before delegated ones', () => {
    hart.privilege = USER;
    hart.mideleg = 0x222n;
    hart.mie = 0x280n;
    hart.wires = 0x280n;
    expect(pending()).toBe(INTERRUPT | 7n);
  });

  it('are taken by privilege, level and global enable', () => {
    hart.mie = 0xaaan;
    const taken = (privilege: number, status: bigint): boolean => {
      hart.privilege = privilege;
      hart.mstatus = status;
      return pending() !== 0n;
    };
    hart.wires = 0x80n;
    expect(taken(MACHINE, 0n)).toBe(false);
    expect(taken(MACHINE, STATUS.MIE)).toBe(true);
    expect(taken(SUPERVISOR, 0n)).toBe(true);
    expect(taken(USER, 0n)).toBe(true);
    hart.wires = 0x200n;
    hart.mideleg = 0x222n;
    expect(taken(MACHINE, STATUS.MIE | STATUS.SIE)).toBe(false);
    expect(taken(SUPERVISOR, STATUS.MIE)).toBe(false);
    expect(taken(SUPERVISOR, STATUS.SIE)).toBe(true);
    expect(taken(USER, 0n)).toBe(true);
    hart.mideleg = 0n;
    expect(taken(SUPERVISOR, 0n)).toBe(true);
  });

  it('need their bit in mie', () => {
    hart.privilege = USER;
    hart.wires = 0xaaan;
    expect(pending()).toBe(0n);
    hart.mie = 8n;
    expect(pending()).toBe(INTERRUPT | 3n);
  });

  it('come from stimecmp at the exact instruction', () => {
    hart.privilege = USER;
    hart.mie = 0x20n;
    hart.mideleg = 0x20n;
    hart.menvcfg = 1n << 63n;
    hart.stimecmp = 3n;
    machine.retire(299n);
    expect(pending()).toBe(0n);
    machine.retire(1n);
    expect(pending()).toBe(INTERRUPT | 5n);
  });
});

describe('wfi and sfence.vma', () => {
  it('waits unless an enabled interrupt is pending, whatever is enabled globally', () => {
    expect(callOrFault(waitForInterrupt)).toBe(0n);
    expect([hart.waiting, machine.takeAttention(), machine.call(wakePending)]).toEqual([
      1,
      ATTENTION.driver,
      0,
    ]);
    hart.waiting = 0;
    hart.wires = 0x80n;
    expect(machine.call(wakePending)).toBe(0);
    hart.mie = 0x80n;
    callOrFault(waitForInterrupt);
    expect([hart.waiting, machine.takeAttention(), machine.call(wakePending)]).toEqual([0, 0, 1]);
  });

  it('are refused by privilege, TW and TVM', () => {
    const refused = (privilege: number, status: bigint): boolean[] => {
      hart.privilege = privilege;
      hart.mstatus = status;
      return [waitForInterrupt, checkFence].map((definition) => callOrFault(definition) !== 0n);
    };
    expect(refused(USER, 0n)).toEqual([true, true]);
    expect(refused(SUPERVISOR, 0n)).toEqual([false, false]);
    expect(refused(SUPERVISOR, STATUS.TW)).toEqual([true, false]);
    expect(refused(SUPERVISOR, STATUS.TVM)).toEqual([false, true]);
    expect(refused(MACHINE, STATUS.TW | STATUS.TVM)).toEqual([false, false]);
  });
});

describe('translation contexts', () => {
  const contexts = (privilege: number, status: bigint): number[] => {
    hart.privilege = privilege;
    hart.mstatus = status;
    machine.call(updateContexts);
    return [engine.fetchContext, engine.dataContext];
  };
  const previous = (privilege: number): bigint => BigInt(privilege) << 11n;

  it('follow privilege and SUM', () => {
    expect(contexts(USER, STATUS.SUM)).toEqual([0, 0]);
    expect(contexts(SUPERVISOR, 0n)).toEqual([1, 1]);
    expect(contexts(SUPERVISOR, STATUS.SUM)).toEqual([1, 2]);
    expect(contexts(MACHINE, STATUS.SUM)).toEqual([3, 3]);
  });

  it('follow MPP for data in machine mode under MPRV alone', () => {
    expect(contexts(MACHINE, previous(USER))).toEqual([3, 3]);
    expect(contexts(MACHINE, STATUS.MPRV | previous(USER))).toEqual([3, 0]);
    expect(contexts(MACHINE, STATUS.MPRV | previous(SUPERVISOR))).toEqual([3, 1]);
    expect(contexts(MACHINE, STATUS.MPRV | previous(SUPERVISOR) | STATUS.SUM)).toEqual([3, 2]);
    expect(contexts(MACHINE, STATUS.MPRV | previous(MACHINE))).toEqual([3, 3]);
    expect(contexts(SUPERVISOR, STATUS.MPRV | previous(USER))).toEqual([1, 1]);
  });
});

describe('rows', () => {
  const words: readonly (readonly [number, string])[] = [
    [0x0000_0073, 'ecall'],
    [0x0010_0073, 'ebreak'],
    [0x9002, 'ebreak'],
    [0x3020_0073, 'mret'],
    [0x1020_0073, 'sret'],
    [0x1050_0073, 'wfi'],
    [0x12b5_0073, 'sfence.vma'],
    [0x0000_100f, 'fence.i'],
    [0x3004_11f3, 'csrrw'],
    [0x1000_2573, 'csrrs'],
    [0x1001_3573, 'csrrc'],
    [0x1001_5573, 'csrrwi'],
    [0x1001_6573, 'csrrsi'],
    [0x1001_7573, 'csrrci'],
  ];
  it('decode as the manual encodes them', () => {
    expect(words.map(([word]) => riscv64.decode(word)?.row.mnemonic)).toEqual(words.map(([, name]) => name));
  });

  it('leave the neighbours reserved', () => {
    const reserved = [0x0020_0073, 0x7020_0073, 0x0000_00f3, 0x3020_8073, 0x1004_4073];
    expect(reserved.filter((word) => riscv64.decode(word) !== undefined)).toEqual([]);
  });
});
