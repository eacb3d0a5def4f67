import { beforeEach, describe, expect, it } from 'vitest';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import { ramMemory } from '../../devices/physical-memory.ts';
import type { FinishKind } from '../../devices/test-finisher/device.ts';
import {
  type Board,
  type BoardConfig,
  type BoardServices,
  boardStateBytes,
  createBoard,
  DEFAULT_EPOCH_NS,
} from './board.ts';
import { CLINT, PLIC, RTC, UART, VIRTIO } from './devices.ts';

const PLIC_BASE = 0xc00_0000;
const UART_BASE = 0x1000_0000;

class Host implements BoardServices {
  now = 0n;
  output_ = '';
  timeChanges = 0;
  readonly events = new Map<string, bigint>();
  readonly wires = new Map<string, boolean>();
  readonly finished: [FinishKind, number][] = [];
  readonly memory = ramMemory(new Uint8Array(0x1_0000), 0x8000_0000);

  nowNs(): bigint {
    return this.now;
  }
  schedule(device: number, tag: number, atNs: bigint): void {
    this.events.set(`${device}:${tag}`, atNs);
  }
  cancel(device: number, tag: number): void {
    this.events.delete(`${device}:${tag}`);
  }
  setHartWire(hart: number, bit: number, level: boolean): void {
    this.wires.set(`${hart}:${bit}`, level);
  }
  timeChanged(): void {
    this.timeChanges++;
  }
  output(console: 'uart' | 'virtio', byte: number): void {
    this.output_ += `${console}:${String.fromCharCode(byte)} `;
  }
  finish(kind: FinishKind, code: number): void {
    this.finished.push([kind, code]);
  }
}

const disk = { backend: new CopyOnWriteDisk(new Uint8Array(8192)), blockBytes: 512 } as const;
const CONFIG: BoardConfig = {
  hartCount: 2,
  seed: 1n,
  epochNs: DEFAULT_EPOCH_NS,
  disks: [disk],
  columns: 80,
  rows: 25,
};

let host: Host;
let board: Board;
let buffer: SharedArrayBuffer;

beforeEach(() => {
  host = new Host();
  buffer = new SharedArrayBuffer(128 + boardStateBytes(1));
  board = createBoard(buffer, 128, CONFIG, host);
});

function write(address: number, value: number, bytes: 1 | 2 | 4 = 4): void {
  const device = board.find(address, bytes);
  device?.port.write(address - device.base, bytes, value);
}

function read(address: number, bytes: 1 | 2 | 4 = 4): number | undefined {
  const device = board.find(address, bytes);
  return device?.port.read(address - device.base, bytes);
}

describe('addresses', () => {
  it('find each device, and nothing beside it', () => {
    expect(board.devices.length).toBe(13);
    for (const { base, sizeBytes } of board.devices) {
      expect(board.find(base, 1)?.base).toBe(base);
      expect(board.find(base + sizeBytes - 8, 8)?.base).toBe(base);
      expect(board.find(base + sizeBytes - 4, 8)).toBeUndefined();
    }
    for (const address of [0, 0xf_ffff, 0x8000_0000, 2 ** 52]) expect(board.find(address, 1)).toBeUndefined();
  });

  it('overlap neither on the bus nor in memory', () => {
    const spans = (list: readonly (readonly [number, number])[]) => list.toSorted((a, b) => a[0] - b[0]);
    const bus = spans(board.devices.map((d) => [d.base, d.base + d.sizeBytes]));
    const state = spans(board.devices.map((d) => [d.stateBase, d.stateBase + d.shape.sizeBytes]));
    for (const list of [bus, state]) {
      list.slice(1).forEach(([start], index) => expect(start).toBeGreaterThanOrEqual(list[index]?.[1] ?? 0));
    }
    expect(state.at(-1)?.[1]).toBeLessThanOrEqual(buffer.byteLength);
  });

  it('hold the right virtio devices: disk, empty slots, console, entropy', () => {
    const kinds = Array.from({ length: 8 }, (_, slot) => read(0x1000_1008 + slot * 0x1000));
    expect(kinds).toEqual([2, 0, 0, 0, 0, 0, 3, 4]);
  });
});

it('a byte typed reaches the right hart through the interrupt controller', () => {
  write(PLIC_BASE + 10 * 4, 1);
  write(PLIC_BASE + 0x2000 + 3 * 0x80, 1 << 10);
  write(UART_BASE + 1, 0x01, 1);
  expect(board.consoles.uart.canReceive()).toBe(true);
  board.consoles.uart.receive(0x41);
  expect([host.wires.get('1:9'), host.wires.get('0:9')]).toEqual([true, false]);
  expect(read(PLIC_BASE + 0x20_3004)).toBe(10);
  expect(read(UART_BASE, 1)).toBe(0x41);
  write(PLIC_BASE + 0x20_3004, 10);
  expect(host.wires.get('1:9')).toBe(false);
});

it('consoles, finisher and events carry their names and numbers', () => {
  write(UART_BASE, 0x68, 1);
  write(0x10_0000, 0x5555);
  expect([host.output_, host.finished]).toEqual(['uart:h ', [['pass', 0]]]);
  board.find(0x200_4008, 8)?.port.write64(0x4008, 7n);
  expect(host.events).toEqual(new Map([[`${CLINT}:1`, 700n]]));
  host.now = 700n;
  board.devices[CLINT]?.port.tick(1);
  expect(host.wires.get('1:7')).toBe(true);
});

it('time starts at 0, and an 8-byte access is two words where a device has no wider register', () => {
  host.now = 12_345n;
  expect([board.time(), board.timeOf(200n), board.timeOf(2n ** 64n - 1n)]).toEqual([
    123n,
    20_000n,
    undefined,
  ]);
  const rtc = board.devices[RTC];
  expect(rtc?.port.read64(0)).toBe(DEFAULT_EPOCH_NS + 12_345n);
  rtc?.port.write64(0, 0x5_0000_0006n);
  expect((rtc?.port.read64(0) ?? 0n) >> 32n).toBe(5n);
});

it('a reset puts every byte of state back', () => {
  const bytes = new Uint8Array(buffer);
  const fresh = bytes.slice();
  for (const device of [PLIC, UART, VIRTIO, RTC, CLINT]) {
    const { base } = board.devices[device] ?? { base: 0 };
    for (let offset = 0; offset < 0x100; offset += 4) write(base + offset, 0xffff_ff0f);
  }
  expect(Buffer.compare(bytes, fresh)).not.toBe(0);
  board.reset();
  expect(Buffer.compare(bytes, fresh)).toBe(0);
});

it('a guest that writes anything anywhere gets no exception', () => {
  for (const { base, sizeBytes, port } of board.devices) {
    for (const offset of [
      0,
      1,
      2,
      3,
      4,
      7,
      8,
      0x50,
      0x70,
      0x100,
      0x1ff,
      0x2000,
      0x3ffc,
      0x7ff8,
      sizeBytes - 8,
    ]) {
      if (offset + 8 > sizeBytes) continue;
      for (const value of [0, 1, 0xffff_ffff]) {
        for (const bytes of [1, 2, 4] as const) {
          port.write(offset, bytes, bytes === 4 ? value : value & (2 ** (bytes * 8) - 1));
          expect([base, Number.isInteger(port.read(offset, bytes))]).toEqual([base, true]);
        }
        port.write64(offset, BigInt.asUintN(64, -BigInt(value)));
        expect(typeof port.read64(offset)).toBe('bigint');
      }
    }
  }
});
