/** The state hash: kept digests against a hash from scratch, and one flipped bit anywhere. */
import { describe, expect, it } from 'vitest';
import { at } from '../base/assert.ts';
import { Random } from '../base/random.ts';
import { unwrap } from '../base/problem.ts';
import { CopyOnWriteDisk } from '../devices/block/backend.ts';
import { hartState } from '../isa/riscv64/state.ts';
import { GUEST_STATE_OFFSET } from '../memory/hart.ts';
import { hartBase, PAGE_BYTES, PAGE_FLAG } from '../memory/layout.ts';
import type { FieldPlace } from '../memory/struct.ts';
import { linuxGuest, programGuest, type TestGuest } from '../testing/machines.ts';
import { MIB } from './config/limits.ts';
import { type ConsoleRule, parseTypeRule } from './console-script.ts';

const rule = (text: string): ConsoleRule => unwrap(parseTypeRule(text, 'test'));
const PROMPT = 'trampoline:~# ';

const disk = (sizeBytes: number) => ({
  backend: new CopyOnWriteDisk(Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 7) >> 9)),
  blockBytes: 512 as const,
});

/** Runs to a count in slices of every size, and compares both hashes after each. */
function compareOften(guest: TestGuest, count: number, random: Random, points: number): void {
  const { machine } = guest;
  const largest = Math.ceil((2 * count) / points);
  while (machine.retired() < count) {
    const before = machine.retired();
    machine.run(Math.min(count - before, 1 + random.below(largest)));
    if (machine.retired() === before) throw new Error(`the guest stands still at ${before}`);
    expect(machine.stateHash()).toBe(machine.stateHashFromScratch());
  }
}

describe('kept digests', () => {
  it('are those of a hash from scratch while Linux boots, pages, loads code and uses its disk', () => {
    const command = 'dd if=/dev/urandom of=/dev/vda bs=4k count=40; dd if=/dev/vda bs=64k of=copy; sync';
    const guest = linuxGuest({
      disks: [disk(512 << 10)],
      rules: [rule(`${PROMPT}=>${command}; echo done\\n`), rule('^done=>uname -m\\n')],
    });
    compareOften(guest, 60_000_000, new Random(2), 25);
    expect(guest.console()).toContain('40+0 records out');
    expect(guest.console()).toContain('riscv64');
  });

  it('follow code that rewrites itself, and every width of store', () => {
    const guest = programGuest(`
.globl _start
_start:
  la s0, patch
  la s1, area
  li s2, 0
loop:
  addi s2, s2, 1
  andi t0, s2, 0x7ff
  slli t1, t0, 20
  li t2, 0x13
  or t1, t1, t2
  sw t1, 0(s0)
  slli t3, s2, 7
  li t4, 0xfffff
  and t3, t3, t4
  add t3, t3, s1
  sb s2, 1(t3)
  sh s2, 2(t3)
  li t5, 4093
  add t5, t5, t3
  sd s2, 0(t5)
  amoadd.w zero, s2, (t3)
patch:
  .word 0x13
  j loop
.balign 4096
area:
  .skip 0x110000
`);
    compareOften(guest, 3_000_000, new Random(3), 40);
    expect(guest.machine.retired()).toBe(3_000_000);
  });
});

describe('kept digests of page tables', () => {
  it('follow the A and D bits that walks set', () => {
    const guest = programGuest(
      `
.globl _start
_start:
  la t0, leaf
  li t1, 0x80000
  li t2, 512
1:
  slli t3, t1, 10
  ori t3, t3, 0xf
  sd t3, 0(t0)
  addi t0, t0, 8
  addi t1, t1, 1
  addi t2, t2, -1
  bnez t2, 1b
  la t0, leaf
  srli t0, t0, 2
  ori t0, t0, 1
  la t1, middle
  sd t0, 0(t1)
  srli t1, t1, 2
  ori t1, t1, 1
  la t2, root
  sd t1, 16(t2)
  srli t2, t2, 12
  li t0, 8
  slli t0, t0, 60
  or t0, t0, t2
  csrw satp, t0
  li s0, 0x80100000
  li s1, 200
  li s2, 4096
1:
  ld t0, 0(s0)
  add s0, s0, s2
  sd zero, 8(s0)
  add s0, s0, s2
  addi s1, s1, -2
  bnez s1, 1b
here: j here
.balign 4096
root: .skip 4096
middle: .skip 4096
leaf: .skip 4096
`,
      { supervisor: true },
    );
    compareOften(guest, 5_000, new Random(6), 400);
    const entries = new BigUint64Array(guest.buffer, guest.plan.ramBase, (16 * MIB) / 8);
    // Leaf entries of this program: the first 200 pages from 0x80100000 have A, every second one D.
    const leaf = entries.findIndex((entry, index) => index % 512 === 0 && (entry & ~0xc0n) === 0x2000_000fn);
    const bits = Array.from({ length: 4 }, (_, page) => at(entries, leaf + 0x100 + page) & 0xc0n);
    expect(bits).toEqual([0x40n, 0xc0n, 0x40n, 0xc0n]);
  });
});

const BUSY = `
.globl _start
_start:
loop:
  addi t1, t1, 1
  j loop
`;

const DISK_BYTES = 21 * 512;

/** A machine in the middle of things: events pend, bytes are under way, a disk has been written. */
function busyGuest(): TestGuest {
  const guest = programGuest(BUSY, { harts: 2, ramBytes: 16 * MIB, disks: [disk(DISK_BYTES)] });
  const { machine } = guest;
  machine.run(25_000);
  machine.events.schedule(0, 1, 1_000_000n);
  machine.events.schedule(2, 0, 2_000_000n);
  machine.scheduleInput(Uint8Array.of(65, 66), 1e6, 1e5);
  return guest;
}

/** Flips a bit, expects another hash, flips it back and expects the first one. */
function expectFlipShows(guest: TestGuest, hash: string, address: number, what: string, bit: number): void {
  const byte = new Uint8Array(guest.buffer, address, 1);
  byte[0] = at(byte, 0) ^ (1 << bit);
  if (guest.machine.stateHash() === hash) throw new Error(`a flipped bit of ${what} does not show`);
  byte[0] = at(byte, 0) ^ (1 << bit);
  expect(guest.machine.stateHash()).toBe(hash);
}

const elementBytes = ({ type }: FieldPlace): number =>
  ({ u8: 1, u16: 2, u32: 4, u64: 8 })[typeof type === 'object' ? type.element : type];

/** Every element of every field, a bit of a byte of it drawn at random. */
function flipFields(
  guest: TestGuest,
  hash: string,
  base: number,
  places: readonly FieldPlace[],
  random: Random,
): number {
  let count = 0;
  for (const place of places) {
    const width = elementBytes(place);
    for (let offset = 0; offset < place.sizeBytes; offset += width) {
      const address = base + place.offset + offset + random.below(width);
      expectFlipShows(guest, hash, address, `${place.name}, byte ${offset}`, random.below(8));
      count++;
    }
  }
  return count;
}

describe('a flipped bit changes the hash', () => {
  const guest = busyGuest();
  const { machine, plan } = guest;
  const random = new Random(4);
  const hash = machine.stateHash();

  it('in every register and CSR of every hart', () => {
    for (let hart = 0; hart < plan.harts; hart++) {
      const base = hartBase(plan, hart) + GUEST_STATE_OFFSET;
      expect(flipFields(guest, hash, base, hartState.places, random)).toBeGreaterThan(110);
    }
  });

  it('in every field of every device', () => {
    for (const { stateBase, shape } of machine.board.devices) {
      const count = flipFields(guest, hash, stateBase, shape.places, random);
      expect(count).toBeGreaterThanOrEqual(shape.places.length);
    }
  });

  it('in RAM, in pages with contents and in empty ones', () => {
    const flags = new Uint8Array(guest.buffer, plan.pageFlagsBase, plan.ramBytes / PAGE_BYTES);
    for (let round = 0; round < 200; round++) {
      const page = round < 3 ? round : random.below(flags.length);
      const address = plan.ramBase + page * PAGE_BYTES + random.below(PAGE_BYTES);
      const byte = new Uint8Array(guest.buffer, address, 1);
      const bit = 1 << random.below(8);
      for (const same of [false, true]) {
        byte[0] = at(byte, 0) ^ bit;
        // What a store marks.
        flags[page] = at(flags, page) | PAGE_FLAG.dirty;
        expect(machine.stateHash() === hash).toBe(same);
      }
    }
  });

  it('on the disk', () => {
    const { backend } = at(machine.disks, 0).disk;
    const byte = new Uint8Array(1);
    for (const offset of [0, 1, 4095, 4096, 5000, 8191, 8192, DISK_BYTES - 1]) {
      const flip = 1 << random.below(8);
      for (const same of [false, true]) {
        backend.read(offset, byte);
        backend.write(offset, Uint8Array.of(at(byte, 0) ^ flip));
        expect([offset, machine.stateHash() === hash]).toEqual([offset, same]);
      }
    }
  });

  it('in pending events, typed bytes, time, the turn and the console in use', () => {
    const changes: [() => void, () => void][] = [
      [() => machine.events.schedule(0, 1, 1_000_001n), () => machine.events.schedule(0, 1, 1_000_000n)],
      [() => machine.events.schedule(3, 1, 1_000_000n), () => machine.events.cancel(3, 1)],
    ];
    for (const [change, back] of changes) {
      change();
      expect(machine.stateHash()).not.toBe(hash);
      back();
      expect(machine.stateHash()).toBe(hash);
    }
    const seen = new Set([hash]);
    const differs = (change: (other: TestGuest) => void): void => {
      const other = busyGuest();
      expect(other.machine.stateHash()).toBe(hash);
      change(other);
      seen.add(other.machine.stateHash());
    };
    const changed: ((other: TestGuest) => void)[] = [
      (other) => other.machine.scheduleInput(Uint8Array.of(67), 1e6, 0),
      (other) => other.machine.console.input.take(10n ** 9n),
      (other) => other.machine.clock.jump(other.machine.retired(), 10n ** 6n),
      (other) => other.machine.clock.setRate(other.machine.retired(), 2 ** 16 + 1),
      (other) => other.machine.print('sbi', 65),
      (other) => other.machine.print('virtio', 65),
      (other) => other.machine.events.cancel(0, 1),
      (other) => {
        other.machine.turns.hart ^= 1;
      },
      (other) => {
        other.machine.turns.used ^= 1;
      },
    ];
    changed.forEach(differs);
    expect(seen.size).toBe(1 + changed.length);
  });

  it('and the order of events at one time', () => {
    const [one, two] = [busyGuest(), busyGuest()].map((other) => other.machine.events);
    one?.schedule(5, 0, 5n);
    one?.schedule(6, 0, 5n);
    two?.schedule(6, 0, 5n);
    two?.schedule(5, 0, 5n);
    expect(one?.pending.map(({ device }) => device)).toEqual([5, 6, 0, 2]);
    expect(two?.pending.map(({ device }) => device)).toEqual([6, 5, 0, 2]);
  });
});
