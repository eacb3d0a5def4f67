/**
 * The board beside QEMU's: recorded register accesses, each read compared.
 * To record anew, with qemu-system-riscv64 7.2: TRAMPOLINE_RECORD=SEED npx vitest run src/machine/board/witness
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import { ramMemory } from '../../devices/physical-memory.ts';
import { record, SCENARIOS } from '../../testing/board-witness.ts';
import { boardStateBytes, createBoard, DEFAULT_EPOCH_NS } from './board.ts';

const STEPS = 1500;
const seed = process.env['TRAMPOLINE_RECORD'];

/** A board in a world where no time passes. */
function stillBoard() {
  const nothing = (): void => {};
  return createBoard(
    new ArrayBuffer(boardStateBytes(1)),
    0,
    {
      hartCount: 2,
      seed: 0n,
      epochNs: DEFAULT_EPOCH_NS,
      disks: [{ backend: new CopyOnWriteDisk(new Uint8Array(65_536)), blockBytes: 512 }],
      columns: 80,
      rows: 25,
    },
    {
      nowNs: () => 0n,
      schedule: nothing,
      cancel: nothing,
      setHartWire: nothing,
      timeChanged: nothing,
      output: nothing,
      finish: nothing,
      memory: ramMemory(new Uint8Array(0), 0x8000_0000),
    },
  );
}

it.each(SCENARIOS)('%s reads what QEMU reads', async (scenario) => {
  const file = new URL(`recorded/${scenario}.txt`, import.meta.url);
  if (seed !== undefined)
    writeFileSync(file, `${(await record(scenario, Number(seed), STEPS)).join('\n')}\n`);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(STEPS);
  const board = stillBoard();
  const seen = lines.map((line) => {
    const [access = '', place = '', value = ''] = line.split(' ');
    const bytes = access.endsWith('1') ? 1 : 4;
    const address = Number.parseInt(place, 16);
    const device = board.find(address, bytes);
    if (access.startsWith('r')) {
      return `${access} ${place} ${device?.port.read(address - device.base, bytes).toString(16)}`;
    }
    device?.port.write(address - device.base, bytes, Number.parseInt(value, 16));
    return line;
  });
  // Line by line, so that a difference shows the accesses before it.
  const first = seen.findIndex((line, index) => line !== lines[index]);
  expect(seen.slice(Math.max(first - 10, 0), first + 1)).toEqual(
    lines.slice(Math.max(first - 10, 0), first + 1),
  );
});
