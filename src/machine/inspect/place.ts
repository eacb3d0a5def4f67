/** From an address that a person gives to a place in RAM, and the halfwords around it. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { BUILT_IN, FIRST_ROW_HANDLER } from '../../exec/interp/entries.ts';
import { ENTRY_BYTES, PAGE_BYTES, PAGE_SHIFT, regionIndexOf } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import { lookAt, translateFor } from '../time-travel/look.ts';
import type { InspectRequest } from './views.ts';

export interface Place {
  readonly hart: number;
  readonly space: InspectRequest['space'];
  /** In that space. */
  readonly address: bigint;
  readonly physical: bigint;
  /** RAM page, and offset in it. */
  readonly page: number;
  readonly offset: number;
}

export const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(problem('usage', `inspect.${code}`, where, what, action));

function parseAddress(text: string): Result<bigint> {
  const digits = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text.trim())?.[1];
  if (digits === undefined)
    return refuse('address', 'the address', `"${text}" is not hexadecimal`, 'give it as 0x80000000');
  const value = BigInt(`0x${digits}`);
  if ((value & 1n) === 0n) return success(value);
  return refuse('odd', hex(value), 'no instruction begins at an odd address', `give ${hex(value - 1n)}`);
}

/** Where an address is; refuses what no instruction can be at. */
export function placeOf(machine: Machine, { hart, address: text, space }: InspectRequest): Result<Place> {
  const parsed = parseAddress(text);
  if (!parsed.ok) return parsed;
  const address = parsed.value;
  if (machine.harts[hart] === undefined) {
    const last = machine.harts.length - 1;
    return refuse('hart', 'the hart', `there is no hart ${hart}`, `give 0 to ${last}`);
  }
  const physical = space === 'physical' ? address : translateFor(machine, hart, address);
  if (physical === undefined) {
    const what = `hart ${hart} has nothing mapped there now`;
    return refuse('unmapped', hex(address), what, 'run on to where it has, or give the physical address');
  }
  const { ramStart, ramBytes } = machine.memoryPlan;
  const start = BigInt(ramStart);
  if (physical < start || physical + 2n > start + BigInt(ramBytes)) {
    const what = `physical address ${hex(physical)} is not in RAM`;
    const range = `${hex(start)} to ${hex(start + BigInt(ramBytes) - 2n)}`;
    return refuse('notRam', hex(address), what, `give one from ${range}`);
  }
  const inRam = Number(physical - start);
  const [page, offset] = [inRam >> PAGE_SHIFT, inRam & (PAGE_BYTES - 1)];
  return success({ hart, space, address, physical, page, offset });
}

/** The halfwords by their offset from the start of the place's page; 0 where nothing is mapped. */
export function halvesAround(machine: Machine, place: Place): (offset: number) => number {
  const { ramBase } = machine.memoryPlan;
  const halves = new Uint16Array(machine.buffer);
  const own = (ramBase + place.page * PAGE_BYTES) >>> 1;
  const pageStart = place.address - BigInt(place.offset);
  return (offset) => {
    if (offset >= 0 && offset < PAGE_BYTES) return halves[own + (offset >>> 1)] ?? 0;
    if (place.space === 'physical') return 0;
    const [low = 0, high = 0] = lookAt(machine, place.hart, pageStart + BigInt(offset), 2);
    return low | (high << 8);
  };
}

/** How long the instruction is that was executed at an offset of a RAM page; undefined if none is known to have been. */
function executedBytes(machine: Machine, page: number, offset: number): number | undefined {
  const { memoryPlan: plan } = machine;
  const words = new Int32Array(machine.buffer);
  const first = words[(plan.decodedIndexBase >>> 2) + page] ?? 0;
  if (first === 0 || offset < 0) return undefined;
  const entry = first + (offset / 2) * ENTRY_BYTES;
  const decoded = (words[entry >>> 2] ?? 0) & 0xffff;
  const handler =
    decoded === BUILT_IN.region ? (words[regionIndexOf(plan, entry) >>> 2] ?? 0) >>> 16 : decoded;
  if (handler === BUILT_IN.nop2) return 2;
  if (handler === BUILT_IN.nop4) return 4;
  if (handler < FIRST_ROW_HANDLER) return undefined;
  return machine.hart(0).code.code.handlers.handlers[handler - FIRST_ROW_HANDLER]?.lengthBytes;
}

/** Whether an executed instruction covers the place without beginning there. */
export const isMidInstruction = (machine: Machine, { page, offset }: Place): boolean =>
  executedBytes(machine, page, offset) === undefined && executedBytes(machine, page, offset - 2) === 4;
