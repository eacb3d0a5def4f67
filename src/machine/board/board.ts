/**
 * The board: every device at its address, their states side by side in shared memory, their wires into the
 * interrupt controller. What lies outside the board (time, events, harts, consoles) arrives as
 * {@link BoardServices}; events carry the device's number, which is its place in `devices`.
 */
import { assert, at } from '../../base/assert.ts';
import type { DiskBackend } from '../../devices/block/backend.ts';
import { type ClintServices, clint, mtimeAt, timeOfTicks } from '../../devices/clint/device.ts';
import { clintState, MAX_HARTS } from '../../devices/clint/state.ts';
import type {
  ConsoleInput,
  ConsoleServices,
  DeviceServices,
  HartWireServices,
} from '../../devices/device.ts';
import { goldfishRtc } from '../../devices/goldfish-rtc/device.ts';
import { goldfishRtcState } from '../../devices/goldfish-rtc/state.ts';
import type { PhysicalMemory } from '../../devices/physical-memory.ts';
import { plic, setSource } from '../../devices/plic/device.ts';
import { plicState } from '../../devices/plic/state.ts';
import { type FinishKind, testFinisher } from '../../devices/test-finisher/device.ts';
import { testFinisherState } from '../../devices/test-finisher/state.ts';
import { uart, uartInput } from '../../devices/uart/device.ts';
import { uartState } from '../../devices/uart/state.ts';
import { emptySlot, emptySlotState } from '../../devices/virtio/empty-slot.ts';
import { virtioBlock } from '../../devices/virtio-block/device.ts';
import { virtioBlockState } from '../../devices/virtio-block/state.ts';
import { resizeConsole, virtioConsole, virtioConsoleInput } from '../../devices/virtio-console/device.ts';
import { virtioConsoleState } from '../../devices/virtio-console/state.ts';
import { virtioRng } from '../../devices/virtio-rng/device.ts';
import { virtioRngState } from '../../devices/virtio-rng/state.ts';
import { CONSOLE_SLOT, MAX_DISKS, RNG_SLOT, VIRTIO_SLOTS } from './address-map.ts';
import * as index from './devices.ts';
import { mount, type Port } from './mount.ts';

export interface BoardDisk {
  readonly backend: DiskBackend;
  readonly blockBytes: 512 | 4096;
}

export interface BoardConfig {
  readonly hartCount: number;
  /** Seeds the entropy device. */
  readonly seed: bigint;
  /** The real-time clock at virtual time 0, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /** At most `MAX_DISKS`. */
  readonly disks: readonly BoardDisk[];
  /** Size of the virtio console's terminal. */
  readonly columns: number;
  readonly rows: number;
}

/** 2025-01-01T00:00:00Z: what the clock shows at power-on unless the machine is configured otherwise. */
export const DEFAULT_EPOCH_NS = 1_735_689_600_000_000_000n;

export type ConsoleName = 'uart' | 'virtio';

export interface BoardServices {
  nowNs(): bigint;
  /** Asks for `devices[device].port.tick(tag)`; one is pending per pair, a second call moves it. */
  schedule(device: number, tag: number, atNs: bigint): void;
  cancel(device: number, tag: number): void;
  /** Drives a bit of a hart's `mip`; called with every change and often without one. */
  setHartWire(hart: number, bit: number, level: boolean): void;
  /** `mtime` was written: what waits on the `time` CSR (`stimecmp`) must be computed again. */
  timeChanged(): void;
  output(console: ConsoleName, byte: number): void;
  finish(kind: FinishKind, code: number): void;
  readonly memory: PhysicalMemory;
}

export interface BoardDevice extends index.DevicePlace {
  readonly port: Port;
  /** Byte offset of the state in the buffer that the board was bound to. */
  readonly stateBase: number;
}

export interface ConsolePort {
  canReceive(): boolean;
  /** Only while `canReceive()`. */
  receive(byte: number): void;
}

export interface Board {
  readonly devices: readonly BoardDevice[];
  readonly consoles: Readonly<Record<ConsoleName, ConsolePort>>;
  /** The device that holds all `bytes` bytes from a physical address; otherwise an access fault. */
  find(address: number, bytes: number): BoardDevice | undefined;
  /** Power on: every state anew. Events and hart wires are the caller's to clear. */
  reset(): void;
  resizeConsole(columns: number, rows: number): void;
  /** The `time` CSR. */
  time(): bigint;
  /** When `time` first reaches a value (now, if it has), in nanoseconds; undefined if it never will. */
  timeOf(ticks: bigint): bigint | undefined;
}

/** Bytes that {@link createBoard} needs. */
export const boardStateBytes = (diskCount: number): number =>
  index.stateLayout(index.devicePlaces(diskCount)).sizeBytes;

function consolePort<State>(
  input: ConsoleInput<State>,
  state: State,
  services: ConsoleServices,
): ConsolePort {
  return {
    canReceive: () => input.canReceive(state, services),
    receive: (byte) => input.receive(state, byte, services),
  };
}

function bindStates(buffer: ArrayBufferLike, bases: readonly number[]) {
  return {
    clint: clintState.bind(buffer, at(bases, index.CLINT)),
    plic: plicState.bind(buffer, at(bases, index.PLIC)),
    uart: uartState.bind(buffer, at(bases, index.UART)),
    console: virtioConsoleState.bind(buffer, at(bases, index.VIRTIO + CONSOLE_SLOT)),
    rng: virtioRngState.bind(buffer, at(bases, index.VIRTIO + RNG_SLOT)),
    rtc: goldfishRtcState.bind(buffer, at(bases, index.RTC)),
    finisher: testFinisherState.bind(buffer, at(bases, index.FINISHER)),
  };
}

type States = ReturnType<typeof bindStates>;

/** The services of each device: the board's, with the device's number and wire filled in. */
function wire(states: States, places: readonly index.DevicePlace[], board: BoardServices) {
  const basic = (device: number): DeviceServices => {
    const irq = places[device]?.irq;
    return {
      nowNs: () => board.nowNs(),
      schedule: (tag, atNs) => board.schedule(device, tag, atNs),
      cancel: (tag) => board.cancel(device, tag),
      setLine: (level) => {
        if (irq !== undefined) setSource(states.plic, irq, level, controller);
      },
      memory: board.memory,
    };
  };
  const harts = (device: number): HartWireServices => ({
    ...basic(device),
    setHartWire: (hart, bit, level) => board.setHartWire(hart, bit, level),
  });
  const console = (device: number, name: ConsoleName): ConsoleServices => ({
    ...basic(device),
    output: (byte) => board.output(name, byte),
  });
  const controller = harts(index.PLIC);
  const timer: ClintServices = { ...harts(index.CLINT), timeChanged: () => board.timeChanged() };
  return {
    basic,
    controller,
    timer,
    uart: console(index.UART, 'uart'),
    virtio: console(index.VIRTIO + CONSOLE_SLOT, 'virtio'),
  };
}

type Wiring = ReturnType<typeof wire>;

function mountDisk(
  buffer: ArrayBufferLike,
  base: number,
  slot: number,
  disk: BoardDisk,
  wiring: Wiring,
): Port {
  const { backend, blockBytes } = disk;
  return mount(
    virtioBlock,
    virtioBlockState.bind(buffer, base),
    { sizeBytes: backend.sizeBytes, readOnly: backend.readOnly, blockBytes, identity: `disk${slot}` },
    { ...wiring.basic(index.VIRTIO + slot), disk: backend },
  );
}

function mountSlot(
  buffer: ArrayBufferLike,
  base: number,
  slot: number,
  config: BoardConfig,
  states: States,
  wiring: Wiring,
): Port {
  const disk = config.disks[slot];
  if (slot === CONSOLE_SLOT) return mount(virtioConsole, states.console, config, wiring.virtio);
  if (slot === RNG_SLOT) return mount(virtioRng, states.rng, config, wiring.basic(index.VIRTIO + slot));
  if (disk !== undefined) return mountDisk(buffer, base, slot, disk, wiring);
  return mount(emptySlot, emptySlotState.bind(buffer, base), undefined, wiring.basic(index.VIRTIO + slot));
}

/** Binds a board to `boardStateBytes(config.disks.length)` bytes at `base`, a multiple of 64, and resets it. */
export function createBoard(
  buffer: ArrayBufferLike,
  base: number,
  config: BoardConfig,
  services: BoardServices,
): Board {
  assert(config.disks.length <= MAX_DISKS && config.hartCount <= MAX_HARTS, 'the board has room for it');
  const places = index.devicePlaces(config.disks.length);
  const { offsets, sizeBytes } = index.stateLayout(places);
  const bases = offsets.map((offset) => base + offset);
  const states = bindStates(buffer, bases);
  const wiring = wire(states, places, services);
  const slots = Array.from({ length: VIRTIO_SLOTS }, (_, slot) =>
    mountSlot(buffer, at(bases, index.VIRTIO + slot), slot, config, states, wiring),
  );
  const finisher = {
    ...wiring.basic(index.FINISHER),
    finish: (kind: FinishKind, code: number): void => services.finish(kind, code),
  };
  const ports: readonly Port[] = [
    mount(clint, states.clint, config, wiring.timer),
    mount(plic, states.plic, config, wiring.controller),
    mount(uart, states.uart, undefined, wiring.uart),
    ...slots,
    mount(goldfishRtc, states.rtc, config, wiring.basic(index.RTC)),
    mount(testFinisher, states.finisher, undefined, finisher),
  ];
  const devices = places.map(
    (place, device): BoardDevice => ({ ...place, port: at(ports, device), stateBase: at(bases, device) }),
  );
  const reset = (): void => {
    new Uint8Array(buffer, base, sizeBytes).fill(0);
    for (const port of ports) port.reset();
  };
  reset();
  return {
    devices,
    reset,
    consoles: {
      uart: consolePort(uartInput, states.uart, wiring.uart),
      virtio: consolePort(virtioConsoleInput, states.console, wiring.virtio),
    },
    find: (address, bytes) =>
      devices.find((device) => address >= device.base && address + bytes <= device.base + device.sizeBytes),
    resizeConsole: (columns, rows) => resizeConsole(states.console, { columns, rows }, wiring.virtio),
    time: () => mtimeAt(states.clint, services.nowNs()),
    timeOf: (ticks) => timeOfTicks(states.clint, ticks, services.nowNs()),
  };
}
