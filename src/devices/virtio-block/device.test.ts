import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { VirtioDriver } from '../../testing/virtio-driver.ts';
import { CopyOnWriteDisk } from '../block/backend.ts';
import type { VirtioBlockConfig } from './device.ts';
import { virtioBlock } from './device.ts';
import { type VirtioBlockState, virtioBlockState } from './state.ts';

const IN = 0;
const OUT = 1;
const FLUSH = 4;
const GET_ID = 8;
const [OK, IO_ERROR, UNSUPPORTED] = [0, 1, 2];
const DISK_BYTES = 64 * 512;

let world: DeviceWorld;
let driver: VirtioDriver<VirtioBlockState>;
let image: Uint8Array;

function start(config: Partial<VirtioBlockConfig> = {}): void {
  world = new DeviceWorld(0x10_0000);
  image = Uint8Array.from({ length: DISK_BYTES }, (_, index) => (index * 7 + (index >> 9)) & 0xff);
  world.disk = new CopyOnWriteDisk(image, { readOnly: config.readOnly ?? false });
  const full = {
    sizeBytes: DISK_BYTES,
    readOnly: false,
    blockBytes: 512,
    identity: 'disk0',
    ...config,
  } as const;
  driver = new VirtioDriver(virtioBlock, freshState(virtioBlockState, virtioBlock, full), world, 64);
  driver.start(1);
}

beforeEach(() => start());

function header(type: number, sector: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setBigUint64(8, sector, true);
  return bytes;
}

/** Runs one request; the status byte and, for reads, the data. */
function request(
  type: number,
  sector: bigint,
  data: Uint8Array | number,
): { status: number; data: Uint8Array } {
  const parts = [driver.buffer(header(type, sector))];
  const body = (typeof data === 'number' ? data : data.length) > 0 ? driver.buffer(data) : undefined;
  if (body !== undefined) parts.push(body);
  const status = driver.buffer(1);
  driver.world.ram[status.address - 0x8000_0000] = 0xff;
  driver.offer(0, [...parts, status]);
  driver.notify(0);
  driver.wait();
  return {
    status: driver.contents(status)[0] ?? -1,
    data: body === undefined ? new Uint8Array(0) : driver.contents(body),
  };
}

describe('configuration', () => {
  it('gives capacity, limits and block size, at any width', () => {
    expect(driver.read(0x100)).toBe(64);
    expect([driver.read(0x108), driver.read(0x10c), driver.read(0x114)]).toEqual([65536, 254, 512]);
    expect([driver.read(0x115, 1), driver.read(0x114, 2), driver.read(0x200)]).toEqual([2, 512, 0]);
  });

  it('offers read-only only for a disk that is', () => {
    expect(driver.features() & 32n).toBe(0n);
    start({ readOnly: true });
    expect(driver.features() & 32n).toBe(32n);
  });
});

describe('requests', () => {
  it('read and write sectors', () => {
    expect(request(IN, 3n, 1024)).toEqual({ status: OK, data: image.slice(1536, 2560) });
    const written = new Uint8Array(512).fill(0xab);
    expect(request(OUT, 4n, written).status).toBe(OK);
    expect(request(IN, 3n, 1536).data).toEqual(
      Uint8Array.of(...image.slice(1536, 2048), ...written, ...image.slice(2560, 3072)),
    );
    expect([...world.disk.changedPages()].map(({ index }) => index)).toEqual([0]);
  });

  it('say how much they wrote', () => {
    request(IN, 0n, 512);
    request(OUT, 0n, new Uint8Array(512));
    expect([driver.usedEntry(0, 0)[1], driver.usedEntry(0, 1)[1]]).toEqual([513, 1]);
  });

  it('flush, and name the disk', () => {
    expect(request(FLUSH, 0n, 0).status).toBe(OK);
    const { status, data } = request(GET_ID, 0n, 20);
    expect([status, String.fromCharCode(...data)]).toEqual([OK, 'disk0'.padEnd(20, '\0')]);
  });

  it.each<[string, number, bigint, Uint8Array | number, number]>([
    ['a read that ends past the disk', IN, 63n, 1024, IO_ERROR],
    ['a sector that overflows', IN, 0xffff_ffff_ffff_ffffn, 512, IO_ERROR],
    ['a part of a sector', IN, 0n, 100, IO_ERROR],
    ['no data at all', IN, 0n, 0, IO_ERROR],
    ['a write past the disk', OUT, 64n, new Uint8Array(512), IO_ERROR],
    ['an unknown type', 99, 0n, 512, UNSUPPORTED],
  ])('are refused: %s', (_name, type, sector, data, status) => {
    expect(request(type, sector, data).status).toBe(status);
    expect([...world.disk.changedPages()]).toEqual([]);
  });

  it('cannot write a read-only disk', () => {
    start({ readOnly: true });
    expect(request(OUT, 0n, new Uint8Array(512)).status).toBe(IO_ERROR);
    expect(request(IN, 0n, 512).data).toEqual(image.slice(0, 512));
  });

  it('of a 4 KiB disk come in whole blocks', () => {
    start({ blockBytes: 4096 });
    expect([driver.read(0x100), driver.read(0x114)]).toEqual([64, 4096]);
    expect(request(IN, 8n, 4096).status).toBe(OK);
    expect(request(IN, 4n, 4096).status).toBe(IO_ERROR);
    expect(request(IN, 8n, 512).status).toBe(IO_ERROR);
  });

  it('report a failing backend', () => {
    world.disk.read = () => false;
    expect(request(IN, 0n, 512).status).toBe(IO_ERROR);
  });

  it('without header or status stop the device', () => {
    driver.offer(0, [driver.buffer(new Uint8Array(15)), driver.buffer(1)]);
    driver.notify(0);
    driver.wait();
    expect(driver.read(0x70) & 0x40).toBe(0x40);
  });
});

/** Cuts `total` into pieces at the given places. */
const cut = (total: number, places: readonly number[]): number[] => {
  const ends = [...new Set(places.map((place) => place % total)), total].filter((end) => end > 0);
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => end - (ends[index - 1] ?? 0));
};

it('header, data and status may be cut anywhere, several requests to a notification', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          sector: fc.nat(60),
          sectors: fc.integer({ min: 1, max: 4 }),
          cuts: fc.array(fc.nat(5000), { maxLength: 4 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      (jobs) => {
        start();
        const model = image.slice();
        const reads: [{ address: number; lengthBytes: number; writable: boolean }[], Uint8Array][] = [];
        jobs.forEach(({ sector, sectors, cuts }, number) => {
          const data = Uint8Array.from({ length: sectors * 512 }, (_, index) => (index + number * 31) & 0xff);
          const readable = Uint8Array.of(...header(OUT, BigInt(sector)), ...data);
          let offset = 0;
          const pieces = cut(readable.length, cuts).map((length) => {
            offset += length;
            return driver.buffer(readable.slice(offset - length, offset));
          });
          driver.offer(0, [...pieces, driver.buffer(1)]);
          model.set(data, sector * 512);
          const room = cut(sectors * 512 + 1, cuts).map((length) => driver.buffer(length));
          driver.offer(0, [driver.buffer(header(IN, BigInt(sector))), ...room]);
          reads.push([room, Uint8Array.of(...data, OK)]);
        });
        driver.notify(0);
        driver.wait();
        expect(driver.usedIndex(0)).toBe(jobs.length * 2);
        for (const [room, expected] of reads) {
          const seen = room.flatMap((buffer) => [...driver.contents(buffer)]);
          expect(Buffer.compare(Uint8Array.from(seen), expected)).toBe(0);
        }
        const whole = new Uint8Array(DISK_BYTES);
        world.disk.read(0, whole);
        expect(Buffer.compare(whole, model)).toBe(0);
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});
