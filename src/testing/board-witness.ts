/**
 * QEMU's `virt` board as a witness for ours: random register accesses, with what QEMU reads.
 *
 * QEMU is driven through its qtest socket on standard input with the harts stopped, so time stands still and
 * only what is left to devices happens. Scenarios keep clear of what is decided otherwise here, each with
 * its reason:
 * - PLIC: a wire is low and its request completed before it rises. QEMU takes a rising wire as a new request
 *   while the last one is being served, and does not look at a high wire after completion; the PLIC
 *   specification has it the other way round in both.
 * - PLIC: bit 0 of an enable word is not read; QEMU stores it though there is no source 0.
 * - UART: the receive register is read only while it holds something; QEMU shows the last byte otherwise.
 * - virtio: FEATURES_OK is not set, because QEMU accepts drivers without VERSION_1; the sizes of queues differ.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Random } from '../base/random.ts';

export const SCENARIOS = ['clint', 'plic', 'uart', 'virtio'] as const;
export type Scenario = (typeof SCENARIOS)[number];

type Width = 1 | 4;
const LETTER = { 1: 'b', 4: 'l' } as const;

const CLINT = 0x200_0000;
const PLIC = 0xc00_0000;
const UART = 0x1000_0000;
const RTC = 0x10_1000;
const VIRTIO = 0x1000_1000;
const context = (number: number): number => PLIC + 0x20_0000 + number * 0x1000;

const QEMU = 'qemu-system-riscv64';
const ARGUMENTS = [
  '-machine virt -smp 2 -m 64M -bios none -accel tcg -S -global virtio-mmio.force-legacy=false',
  '-drive if=none,id=d,file=null-co://,file.size=65536,format=raw',
  '-device virtio-blk-device,drive=d,bus=virtio-mmio-bus.0',
  '-display none -serial null -monitor none -qtest stdio -qtest-log none',
].flatMap((group) => group.split(' '));

/** One QEMU with stopped harts; every access is also written down, one line each: `r4 ADDRESS VALUE`. */
class Witness {
  readonly lines: string[] = [];
  readonly random: Random;
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.process = spawn(QEMU, ARGUMENTS);
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  private async ask(command: string): Promise<string> {
    this.process.stdin.write(`${command}\n`);
    const { value } = await this.answers.next();
    if (typeof value !== 'string' || !value.startsWith('OK')) throw new Error(`${command}: ${String(value)}`);
    return value;
  }

  async write(address: number, width: Width, value: number): Promise<void> {
    await this.ask(`write${LETTER[width]} 0x${address.toString(16)} 0x${value.toString(16)}`);
    this.lines.push(`w${width} ${address.toString(16)} ${value.toString(16)}`);
  }

  async read(address: number, width: Width): Promise<number> {
    const answer = await this.ask(`read${LETTER[width]} 0x${address.toString(16)}`);
    const value = Number(answer.split(' ')[1]);
    this.lines.push(`r${width} ${address.toString(16)} ${value.toString(16)}`);
    return value;
  }

  stop(): void {
    this.process.kill();
  }
}

async function prepare(scenario: Scenario, { write }: Pick<Witness, 'write'>): Promise<void> {
  // After reset QEMU's comparators hold 0 without having fired; ours hold the far future.
  for (let word = 0; scenario === 'clint' && word < 4; word++)
    await write(CLINT + 0x4000 + word * 4, 4, 0xffff_ffff);
  for (let number = 0; scenario === 'plic' && number < 4; number++) {
    await write(PLIC + 0x2000 + number * 0x80, 4, 0xc00);
    await write(PLIC + (10 + (number % 2)) * 4, 4, 3 + number);
  }
}

async function clint(witness: Witness): Promise<void> {
  const { random } = witness;
  const choice = random.below(8);
  if (choice < 2) await witness.write(CLINT + random.below(2) * 4, 4, random.next32());
  else if (choice < 4)
    await witness.write(CLINT + 0x4000 + random.below(4) * 4, 4, random.pick([0, 5, random.next32()]));
  else if (choice < 5) await witness.write(CLINT + random.pick([0xbff8, 0xbffc]), 4, random.below(1000));
  else await witness.read(CLINT + random.pick([0, 4, 8, 0x4000, 0x4004, 0x4008, 0x400c, 0xbff8, 0xbffc]), 4);
}

/** Completes a source's request while its wire is low, then lets the wire rise or not. */
async function raise(witness: Witness, source: number): Promise<void> {
  const isUart = source === 10;
  await (isUart ? witness.write(UART + 1, 1, 0) : witness.write(RTC + 0x1c, 4, 1));
  await witness.write(context(witness.random.below(4)) + 4, 4, source);
  if (witness.random.oneIn(3)) return;
  if (isUart) return witness.write(UART + 1, 1, 2);
  // An alarm in the past rings at once.
  for (const [register, value] of [
    [0x10, 1],
    [0x0c, 0],
    [0x08, 1],
  ] as const) {
    await witness.write(RTC + register, 4, value);
  }
}

async function plic(witness: Witness): Promise<void> {
  const { random } = witness;
  const source = random.pick([1, 8, 10, 11, 31, 32, 33, 64, 95]);
  const choice = random.below(14);
  if (choice < 2) await witness.write(PLIC + source * 4, 4, random.next32());
  else if (choice < 4)
    await witness.write(
      PLIC + 0x2000 + random.below(4) * 0x80 + random.below(3) * 4,
      4,
      random.pick([0xffff_ffff, 0xc00, 0x400, random.next32()]),
    );
  else if (choice < 5)
    await witness.write(context(random.below(4)), 4, random.pick([0, 0, 1, 3, 7, random.next32()]));
  else if (choice < 8) await witness.read(context(random.below(4)) + 4, 4);
  else if (choice < 9) await witness.write(context(random.below(4)) + 4, 4, random.pick([0, 5, 200]));
  else if (choice < 11)
    await witness.read(PLIC + random.pick([0x1000, 0x1004, 0x2004, 0x2104, 0x20_1000, source * 4]), 4);
  else await raise(witness, random.pick([10, 11]));
}

async function uart(witness: Witness): Promise<void> {
  const { random } = witness;
  const choice = random.below(20);
  if (choice < 5) await witness.read(UART + random.pick([1, 2, 3, 4, 5, 6, 7]), 1);
  else if (choice < 7) {
    if (((await witness.read(UART + 5, 1)) & 1) !== 0) await witness.read(UART, 1);
  } else if (choice < 8) await witness.write(UART + 3, 1, random.pick([0x03, 0x83, 0x03]));
  else if (choice < 10) await witness.write(UART + 1, 1, random.below(16));
  else if (choice < 12) await witness.write(UART + 2, 1, random.pick([0, 1, 7, 0x41, 0x81, 0xc1, 3, 5]));
  else if (choice < 13) await witness.write(UART + 4, 1, random.pick([0x10, 0x18, 0x0b, 0x1f, 0]));
  else if (choice < 19) await witness.write(UART, 1, random.below(256));
  else await witness.write(UART + 7, 1, random.below(256));
}

async function virtio(witness: Witness): Promise<void> {
  const { random } = witness;
  const writable = random.pick([0x14, 0x20, 0x24, 0x30, 0x70, 0x80, 0x84, 0x90]);
  if (random.oneIn(2))
    await witness.write(VIRTIO + writable, 4, writable === 0x70 ? random.pick([0, 1, 3]) : random.below(2));
  else await witness.read(VIRTIO + random.pick([0, 4, 8, 0x44, 0x60, 0x70, 0x100, 0x104, 0x114]), 4);
}

const STEPS = { clint, plic, uart, virtio } as const;

/** Records a scenario of `steps` random steps; needs `qemu-system-riscv64`. */
export async function record(scenario: Scenario, seed: number, steps: number): Promise<readonly string[]> {
  const witness = new Witness(seed);
  try {
    await prepare(scenario, { write: (...access) => witness.write(...access) });
    for (let step = 0; step < steps; step++) await STEPS[scenario](witness);
    return witness.lines;
  } finally {
    witness.stop();
  }
}
