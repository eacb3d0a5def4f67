import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { hartState, type HartState, SUPERVISOR } from '../state.ts';
import { enterSupervisor, resumeSuspended } from './hart-state.ts';
import type { RemoteFence, ResetKind, SbiHost } from './host.ts';
import { handleSbiCall } from './sbi.ts';
import { HartStatus } from './status.ts';

const ALL = 2n ** 64n - 1n;
const RAM = { base: 0x8000_0000n, bytes: new Uint8Array(0x1000) };
const BASE = 0x10n;
const TIME = 0x54494d45n;
const IPI = 0x735049n;
const RFENCE = 0x52464e43n;
const HSM = 0x48534dn;
const SRST = 0x53525354n;
const DBCN = 0x4442434en;
const ERROR = {
  success: 0n,
  notSupported: -2n,
  invalidParam: -3n,
  invalidAddress: -5n,
  already: -6n,
} as const;

class Host implements SbiHost {
  readonly harts: HartState[] = Array.from({ length: 4 }, () =>
    hartState.bind(new ArrayBuffer(hartState.sizeBytes), 0),
  );
  readonly hartCount = this.harts.length;
  log: unknown[] = [];
  input: number[] = [];

  hart(hart: number): HartState {
    const state = this.harts[hart];
    if (state === undefined) throw new Error(`no hart ${hart}`);
    return state;
  }
  setTimer(hart: number, ticks: bigint): void {
    this.log.push(['timer', hart, ticks]);
  }
  raiseSoftwareInterrupt(hart: number): void {
    this.log.push(['ipi', hart]);
  }
  remoteFence(hart: number, fence: RemoteFence): void {
    this.log.push(['fence', hart, fence]);
  }
  hartChanged(hart: number): void {
    this.log.push(['changed', hart]);
  }
  reset(kind: ResetKind, failure: boolean): void {
    this.log.push(['reset', kind, failure]);
  }
  consoleOutput(byte: number): void {
    this.log.push(String.fromCharCode(byte));
  }
  consoleInput(): number {
    return this.input.shift() ?? -1;
  }
  private place(address: bigint, length: number): Uint8Array | undefined {
    const offset = Number(address - RAM.base);
    return offset >= 0 && offset + length <= RAM.bytes.length
      ? RAM.bytes.subarray(offset, offset + length)
      : undefined;
  }
  readMemory(address: bigint, into: Uint8Array): boolean {
    const place = this.place(address, into.length);
    if (place !== undefined) into.set(place);
    return place !== undefined;
  }
  writeMemory(address: bigint, from: Uint8Array): boolean {
    const place = this.place(address, from.length);
    place?.set(from);
    return place !== undefined;
  }
  isExecutable(address: bigint): boolean {
    return this.place(address, 2) !== undefined;
  }
}

let host: Host;
beforeEach(() => {
  host = new Host();
  for (const hart of [1, 2, 3]) host.hart(hart).hsmState = HartStatus.STOPPED;
});

/** Makes a call from hart 0; error and value, signed, as C would see them. */
function call(extension: bigint, functionId: bigint, ...words: readonly bigint[]): [bigint, bigint] {
  const { x } = host.hart(0);
  x.fill(0x5555n);
  words.forEach((word, index) => {
    x[10 + index] = BigInt.asUintN(64, word);
  });
  x[16] = functionId;
  x[17] = extension;
  const before = x.slice();
  handleSbiCall(0, host);
  expect([...x.subarray(0, 10), ...x.subarray(12)]).toEqual([
    ...before.subarray(0, 10),
    ...before.subarray(12),
  ]);
  return [BigInt.asIntN(64, x[10] ?? 0n), BigInt.asIntN(64, x[11] ?? 0n)];
}

describe('base', () => {
  it('is version 2.0 of an implementation of its own', () => {
    expect(call(BASE, 0n)).toEqual([0n, 0x0200_0000n]);
    const [error, id] = call(BASE, 1n);
    expect([error, id > 20n]).toEqual([0n, true]);
  });

  it('names exactly the extensions there are', () => {
    for (const present of [1n, 2n, BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN]) {
      expect([present, ...call(BASE, 3n, present)]).toEqual([present, 0n, 1n]);
    }
    // Legacy timer to shutdown, PMU, CPPC, SUSP, NACL, STA, FWFT.
    for (const absent of [
      0n,
      3n,
      4n,
      5n,
      6n,
      7n,
      8n,
      0x504d55n,
      0x43505043n,
      0x53555350n,
      0x4e41434cn,
      0x535441n,
      0x46574654n,
      ALL,
    ]) {
      expect([absent, ...call(BASE, 3n, absent)]).toEqual([absent, 0n, 0n]);
      expect(call(absent, 0n)).toEqual([ERROR.notSupported, 0n]);
    }
  });

  it.each([
    [BASE, 7n],
    [TIME, 1n],
    [IPI, 1n],
    [RFENCE, 3n],
    [RFENCE, 6n],
    [HSM, 4n],
    [SRST, 1n],
    [DBCN, 3n],
  ])('extension %x has no function %i', (extension, functionId) => {
    expect(call(extension, functionId)).toEqual([ERROR.notSupported, 0n]);
    expect(host.log).toEqual([]);
  });
});

describe('hart masks', () => {
  beforeEach(() => {
    host.hart(2).hsmState = HartStatus.STARTED;
    host.hart(3).hsmState = HartStatus.SUSPENDED;
  });

  it.each<[string, bigint, bigint, bigint, number[]]>([
    ['one hart', 0b1n, 2n, 0n, [2]],
    ['several, the stopped one left out', 0b111n, 0n, 0n, [0, 2]],
    ['a suspended one', 0b11n, 2n, 0n, [2, 3]],
    ['all, whatever the mask says', 0n, -1n, 0n, [0, 2, 3]],
    ['none', 0n, 0n, 0n, []],
    ['one that does not exist', 0b10001n, 0n, ERROR.invalidParam, []],
    ['a base that does not exist', 0n, 4n, ERROR.invalidParam, []],
    ['a mask that overflows', 1n << 63n, 3n, ERROR.invalidParam, []],
    ['a huge base', 1n, -2n, ERROR.invalidParam, []],
  ])('%s', (_name, mask, base, error, harts) => {
    expect(call(IPI, 0n, mask, base)).toEqual([error, 0n]);
    expect(host.log).toEqual(harts.map((hart) => ['ipi', hart]));
  });
});

describe('timer and fences', () => {
  it('sets the timer of the calling hart', () => {
    expect(call(TIME, 0n, -1n)).toEqual([0n, 0n]);
    expect(host.log).toEqual([['timer', 0, ALL]]);
  });

  it.each<[string, bigint, bigint[], RemoteFence]>([
    ['instructions', 0n, [], { kind: 'instruction' }],
    ['a range', 1n, [0x1000n, 0x2000n], { kind: 'address', start: 0x1000n, sizeBytes: 0x2000n }],
    ['0 and 0', 1n, [0n, 0n], { kind: 'address', start: 0n, sizeBytes: ALL }],
    ['a size of -1', 1n, [0x1000n, -1n], { kind: 'address', start: 0n, sizeBytes: ALL }],
    ['up to the very end', 1n, [-4096n, 4096n], { kind: 'address', start: ALL - 4095n, sizeBytes: 4096n }],
    ['an address space', 2n, [0n, 0n, 7n], { kind: 'address', start: 0n, sizeBytes: ALL, asid: 7n }],
  ])('fences %s', (_name, functionId, words, fence) => {
    expect(call(RFENCE, functionId, 1n, 0n, ...words)).toEqual([0n, 0n]);
    expect(host.log).toEqual([['fence', 0, fence]]);
  });

  it('refuses a range past the end of the address space', () => {
    expect(call(RFENCE, 1n, 1n, 0n, -4096n, 8192n)).toEqual([ERROR.invalidAddress, 0n]);
    expect(host.log).toEqual([]);
  });
});

describe('hart states', () => {
  it('starts a hart in supervisor mode with translation and interrupts off', () => {
    const target = host.hart(2);
    target.satp = 5n;
    target.mstatus = 0b1010n;
    target.reservationValid = 1;
    expect(call(HSM, 2n, 2n)).toEqual([0n, 1n]);
    expect(call(HSM, 0n, 2n, 0x8000_0100n, 77n)).toEqual([0n, 0n]);
    expect([target.pc, target.privilege, target.satp, target.mstatus]).toEqual([
      0x8000_0100n,
      SUPERVISOR,
      0n,
      0b1000n,
    ]);
    expect([target.x[10], target.x[11], target.reservationValid]).toEqual([2n, 77n, 0]);
    expect(call(HSM, 2n, 2n)).toEqual([0n, 0n]);
    expect(host.log).toEqual([['changed', 2]]);
  });

  it.each<[string, bigint[], bigint]>([
    ['a hart that does not exist', [4n, 0x8000_0000n], ERROR.invalidParam],
    ['a hart number of 64 bits', [0x1_0000_0001n, 0x8000_0000n], ERROR.invalidParam],
    ['a hart that runs', [0n, 0x8000_0000n], ERROR.already],
    ['an address outside RAM', [1n, 0x1000n], ERROR.invalidAddress],
  ])('does not start %s', (_name, words, error) => {
    expect(call(HSM, 0n, ...words)).toEqual([error, 0n]);
    expect(host.log).toEqual([]);
  });

  it('stops the caller without an answer', () => {
    expect(call(HSM, 1n, 3n, 4n)).toEqual([3n, 4n]);
    expect([host.hart(0).hsmState, host.log]).toEqual([HartStatus.STOPPED, [['changed', 0]]]);
    expect(call(HSM, 2n, 9n)).toEqual([ERROR.invalidParam, 0n]);
  });

  it('suspends retentively and goes on after the call', () => {
    expect(call(HSM, 3n, 0n)).toEqual([0n, 0n]);
    const caller = host.hart(0);
    expect([caller.hsmState, caller.waiting]).toEqual([HartStatus.SUSPENDED, 1]);
    resumeSuspended(caller);
    expect(caller.hsmState).toBe(HartStatus.STARTED);
    host.hart(1).hsmState = HartStatus.STOPPED;
    resumeSuspended(host.hart(1));
    expect(host.hart(1).hsmState).toBe(HartStatus.STOPPED);
  });

  it.each<[bigint, bigint]>([
    [0x8000_0000n, ERROR.notSupported],
    [1n, ERROR.invalidParam],
    [0x1000_0000n, ERROR.invalidParam],
    [0x8000_0001n, ERROR.invalidParam],
  ])('does not suspend with type %x', (type, error) => {
    expect(call(HSM, 3n, type, 0x8000_0000n)).toEqual([error, 0n]);
    expect(host.hart(0).hsmState).toBe(HartStatus.STARTED);
  });

  it('enters the kernel with a0 and a1 as given', () => {
    enterSupervisor(host.hart(0), 0, 0x8020_0000n, 0x8220_0000n);
    expect([host.hart(0).x[10], host.hart(0).x[11], host.hart(0).pc]).toEqual([
      0n,
      0x8220_0000n,
      0x8020_0000n,
    ]);
  });
});

describe('system reset', () => {
  it.each<[bigint, bigint, unknown[]]>([
    [0n, 0n, ['reset', 'shutdown', false]],
    [1n, 0n, ['reset', 'reboot', false]],
    [2n, 1n, ['reset', 'reboot', true]],
  ])('type %i, reason %i', (type, reason, expected) => {
    call(SRST, 0n, type, reason);
    expect(host.log).toEqual([expected]);
  });

  it.each([
    [3n, 0n],
    [0xf000_0000n, 0n],
    [0n, 2n],
    [0n, 0xe000_0000n],
  ])('refuses type %x with reason %x', (type, reason) => {
    expect(call(SRST, 0n, type, reason)).toEqual([ERROR.invalidParam, 0n]);
    expect(host.log).toEqual([]);
  });
});

describe('consoles', () => {
  beforeEach(() => RAM.bytes.fill(0x2e));

  it('legacy calls answer in a0 alone', () => {
    expect(call(1n, 0n, 0x41n)).toEqual([0n, 0x5555n]);
    host.input = [0xff];
    expect(call(2n, 0n)).toEqual([255n, 0x5555n]);
    expect(call(2n, 0n)).toEqual([-1n, 0x5555n]);
    expect(host.log).toEqual(['A']);
  });

  it('writes from memory and reads into it', () => {
    RAM.bytes.set([0x68, 0x69], 16);
    expect(call(DBCN, 0n, 2n, RAM.base + 16n, 0n)).toEqual([0n, 2n]);
    expect(call(DBCN, 2n, 0x121n)).toEqual([0n, 0n]);
    expect(host.log).toEqual(['h', 'i', '!']);
    host.input = [1, 2];
    expect(call(DBCN, 1n, 8n, RAM.base, 0n)).toEqual([0n, 2n]);
    expect([...RAM.bytes.subarray(0, 3)]).toEqual([1, 2, 0x2e]);
    expect(call(DBCN, 1n, 8n, RAM.base, 0n)).toEqual([0n, 0n]);
  });

  it.each<[string, bigint[], bigint]>([
    ['nothing from anywhere', [0n, 0x10n, 0n], ERROR.success],
    ['a buffer outside RAM', [1n, 0x10n, 0n], ERROR.invalidParam],
    ['a buffer that ends outside', [2n, 0x8000_0fffn, 0n], ERROR.invalidParam],
    ['a length that overflows', [-1n, RAM.base, 0n], ERROR.invalidParam],
    ['an upper half', [1n, RAM.base, 1n], ERROR.invalidParam],
  ])('%s', (_name, words, error) => {
    for (const functionId of [0n, 1n]) expect(call(DBCN, functionId, ...words)).toEqual([error, 0n]);
    expect(host.log).toEqual([]);
  });
});

it('no call with any arguments throws or leaves an error that the specification does not know', () => {
  const word = fc.oneof(
    fc.constantFrom(0n, 1n, 2n, 3n, 4n, ALL, RAM.base, 0x8000_0000n, 0x7fff_ffffn),
    fc.bigInt({ min: 0n, max: ALL }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(1n, 2n, BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN, 99n),
      fc.oneof(fc.bigInt({ min: 0n, max: 8n }), word),
      fc.array(word, { minLength: 6, maxLength: 6 }),
      (extension, functionId, words) => {
        const [error] = call(extension, functionId, ...words);
        const silent = [1n, 2n].includes(extension) || host.hart(0).hsmState !== 0 || host.log.length > 0;
        expect(silent || (error <= 0n && error >= -8n)).toBe(true);
        host.hart(0).hsmState = HartStatus.STARTED;
        host.log = [];
      },
    ),
    { numRuns: 2000, seed: 9 },
  );
});
