/** All that a guest can see of two machines, compared; what differs, in words. */
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartState } from '../../isa/riscv64/state.ts';
import type { Machine } from '../../machine/machine.ts';
import { hartBase, PAGE_BYTES } from '../../memory/layout.ts';

const BYTES_SHOWN = 4;
const COUNTERS = ['exceptions', 'interrupts'] as const;

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

function recordDifferences(reference: Machine, tested: Machine, hart: number): string[] {
  const { memoryPlan } = tested;
  const base = hartBase(memoryPlan, hart) + GUEST_STATE_OFFSET;
  const bytes = ({ buffer }: Machine): Buffer => Buffer.from(buffer, base, hartState.sizeBytes);
  const [a, b] = [bytes(reference), bytes(tested)];
  if (a.equals(b)) return [];
  const found: string[] = [];
  for (const { name, offset, sizeBytes } of hartState.places) {
    const step = Math.min(8, sizeBytes);
    for (let at = 0; at < sizeBytes; at += step) {
      const [left, right] = [a, b].map((record) => record.subarray(offset + at, offset + at + step));
      if (!left || !right || left.equals(right)) continue;
      const number = (value: Buffer): string => `0x${Buffer.from(value).reverse().toString('hex')}`;
      const index = sizeBytes > 8 ? at / step : '';
      found.push(`hart ${hart}: ${name}${index} is ${number(right)}, not ${number(left)}`);
    }
  }
  return found;
}

function bytesDifferences(
  reference: Machine,
  tested: Machine,
  name: string,
  base: number,
  sizeBytes: number,
): string[] {
  const [a, b] = [reference, tested].map(({ buffer }) => Buffer.from(buffer, base, sizeBytes));
  if (!a || !b || a.equals(b)) return [];
  const found: string[] = [];
  for (let offset = 0; offset < sizeBytes && found.length < BYTES_SHOWN; offset++) {
    if (a[offset] === b[offset]) continue;
    const place = `${name} ${hex(offset)} (page ${Math.floor(offset / PAGE_BYTES)})`;
    found.push(`${place} is ${hex(b[offset] ?? 0)}, not ${hex(a[offset] ?? 0)}`);
  }
  return found;
}

/** Clock, events, turns: as text, since they are small. */
const runState = (machine: Machine): string =>
  JSON.stringify(machine.saveRun(), (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

/** Nothing if the guest of neither machine can tell which one it runs on. */
export function differences(reference: Machine, tested: Machine): readonly string[] {
  const found: string[] = [];
  const { harts, devicesBase, deviceBytes, ramBase, ramBytes } = tested.memoryPlan;
  for (let hart = 0; hart < harts; hart++) {
    found.push(...recordDifferences(reference, tested, hart));
    for (const counter of COUNTERS) {
      const [a, b] = [reference.hart(hart).engine[counter], tested.hart(hart).engine[counter]];
      if (a !== b) found.push(`hart ${hart}: ${b} ${counter}, not ${a}`);
    }
  }
  found.push(...bytesDifferences(reference, tested, 'device byte', devicesBase, deviceBytes));
  found.push(...bytesDifferences(reference, tested, 'RAM', ramBase, ramBytes));
  const [a, b] = [runState(reference), runState(tested)];
  if (a !== b) found.push(`the run is at ${b}, not ${a}`);
  return found;
}
