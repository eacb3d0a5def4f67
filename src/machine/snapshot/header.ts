/** What a snapshot file says of itself: which machine, which moment, what it builds on. */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { hartState } from '../../isa/riscv64/state.ts';
import { hardwareEntries, MODES } from '../config/configuration.ts';
import type { BootPlan } from '../loaders/boot-plan.ts';
import type { Machine } from '../machine.ts';
import type { RunState } from '../run/run-state.ts';
import { RAM_BASE } from '../board/address-map.ts';
import { DEVICE_TREE_BYTES } from '../config/limits.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const big = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,40}$/),
  v.transform((text) => BigInt(text)),
);

const runSchema = v.strictObject({
  total: count,
  retired: v.array(count),
  clock: v.strictObject({ anchorNs: big, anchorCount: big, rate: count }),
  events: v.array(v.strictObject({ atNs: big, device: count, tag: count })),
  activeConsole: v.picklist(['uart', 'virtio', 'sbi']),
  input: v.array(
    v.strictObject({
      bytes: v.pipe(
        v.array(v.pipe(count, v.maxValue(255))),
        v.transform((bytes) => Uint8Array.from(bytes)),
      ),
      nextNs: big,
      gapNs: big,
    }),
  ),
  turn: v.strictObject({ hart: count, used: count }),
});

const headerSchema = v.strictObject({
  semantics: count,
  hardware: v.strictObject(hardwareEntries),
  mode: v.picklist(MODES),
  seed: count,
  /** Names and places of every field of hart and device states. */
  layout: v.string(),
  diskBytes: v.array(count),
  tohost: v.nullable(count),
  /** Of the state that it holds, and of the one that it builds on; null for a full snapshot. */
  stateHash: sha256,
  base: v.nullable(sha256),
  run: runSchema,
  /** Whatever the maker wants to know of it again: title, image. */
  origin: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
});

export type SnapshotHeader = v.InferOutput<typeof headerSchema>;
export type SnapshotOrigin = SnapshotHeader['origin'];

/** A short text that differs whenever a state's declaration does. */
export function layoutOf(machine: Machine): string {
  const shapes = [hartState, ...machine.board.devices.map(({ shape }) => shape)];
  let sum = 0x811c9dc5;
  for (const { name, places, sizeBytes } of shapes) {
    const text = `${name}:${sizeBytes}:${places.map((place) => `${place.name}@${place.offset}+${place.sizeBytes}`).join()}`;
    for (let index = 0; index < text.length; index++)
      sum = Math.imul(sum ^ text.charCodeAt(index), 0x0100_0193);
  }
  return (sum >>> 0).toString(16).padStart(8, '0');
}

export function makeHeader(
  machine: Machine,
  run: RunState,
  semantics: number,
  rest: Pick<SnapshotHeader, 'stateHash' | 'base' | 'origin'>,
): SnapshotHeader {
  const { isa, harts, ramBytes, mmu, mode, seed } = machine.configuration;
  return {
    semantics,
    hardware: { isa, harts, ramBytes, mmu },
    mode,
    seed,
    layout: layoutOf(machine),
    diskBytes: machine.disks.map(({ disk }) => disk.backend.sizeBytes),
    tohost: machine.tohost ?? null,
    run: {
      ...run,
      retired: [...run.retired],
      events: run.events.map((event) => ({ ...event })),
      input: run.input.map(({ bytes, nextNs, gapNs }) => ({ bytes: new Uint8Array(bytes), nextNs, gapNs })),
    },
    ...rest,
  };
}

export const headerJson = (header: SnapshotHeader): string =>
  JSON.stringify(header, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? [...value] : value;
  });

export function parseHeader(json: string, where: string): Result<SnapshotHeader> {
  const bad = () =>
    failure(problem('input', 'snapshot.header', where, 'its header does not fit', 'use another snapshot'));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return bad();
  }
  const parsed = v.safeParse(headerSchema, value);
  return parsed.success ? success(parsed.output) : bad();
}

/**
 * What a machine is made of that a snapshot will be put into, where its image is not at hand: nothing boots.
 *
 * @public
 */
export function emptyBootPlan({ hardware, tohost }: SnapshotHeader): BootPlan {
  return {
    segments: [],
    entry: RAM_BASE,
    privilege: 'machine',
    harts: 'all',
    deviceTree: {
      address: RAM_BASE + hardware.ramBytes - DEVICE_TREE_BYTES,
      capacityBytes: DEVICE_TREE_BYTES,
    },
    firmwareInfoAddress: 0,
    initrd: undefined,
    append: '',
    htif: tohost === null ? undefined : { tohost, fromhost: undefined },
  };
}
