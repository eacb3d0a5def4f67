/**
 * docs/state-hash.md: its tables of records are those of the declarations, and a dump has that layout.
 * `npx vitest run src/machine/state-hash-doc.test.ts -u` writes the tables anew.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hartState } from '../isa/riscv64/state.ts';
import type { FieldPlace } from '../memory/struct.ts';
import { programGuest } from '../testing/machines.ts';
import { MAX_DISKS } from './board/address-map.ts';
import { devicePlaces, type StateShape } from './board/devices.ts';

const DOCUMENT = new URL('../../docs/state-hash.md', import.meta.url);

const typeName = ({ type }: FieldPlace): string =>
  typeof type === 'object' ? `${type.element} × ${type.length}` : type;

function recordTable({ name, places }: Pick<StateShape, 'name' | 'places'>): string {
  let offset = 0;
  const rows = places.map((place) => {
    const row = `| ${offset} | ${place.name} | ${typeName(place)} |`;
    offset += place.sizeBytes;
    return row;
  });
  return [
    `### ${name}, ${offset} bytes`,
    '',
    '| offset | field | type |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function generated(): string {
  // A disk's slot is empty on a machine with fewer disks.
  const withDisks = devicePlaces(MAX_DISKS);
  const without = devicePlaces(0);
  const rows = withDisks.map(({ base, shape }, index) => {
    const other = without[index]?.shape;
    const name =
      other === undefined || other === shape
        ? shape.name
        : `${shape.name}, or ${other.name} without that disk`;
    return `| ${index} | 0x${base.toString(16)} | ${name} |`;
  });
  const shapes = new Map([...withDisks, ...without].map(({ shape }) => [shape.name, shape]));
  const board = [
    '### The board',
    '',
    '| device | address | record |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
  return [recordTable(hartState), board, ...[...shapes.values()].map(recordTable)].join('\n');
}

it('has the tables of the declarations', async () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const current = text.replace(
    /(<!-- generated -->\n)[^]*(<!-- end -->)/,
    (_, start: string, end: string) => `${start}\n${generated()}\n${end}`,
  );
  await expect(current).toMatchFileSnapshot(DOCUMENT.pathname);
});

it('has the lengths that a dump has', () => {
  const { machine } = programGuest('.globl _start\n_start: j _start\n', { harts: 2 });
  machine.run(15_000);
  const dump = Buffer.concat([...machine.dump()]);
  const number = (at: number): number => Number(dump.readBigUInt64LE(at));
  const lengthOf = (places: readonly FieldPlace[]): number =>
    places.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const hartBytes = lengthOf(hartState.places);
  expect([number(0), number(8), number(16), number(24 + hartBytes)]).toEqual([1, 2, hartBytes, hartBytes]);
  const time = 16 + 2 * (8 + hartBytes);
  // Time, fraction, rate, turn, what is used of it, console, events, typed bytes, devices.
  const places = devicePlaces(0);
  const numbers = Array.from({ length: 9 }, (_, index) => number(time + 8 * index));
  expect(numbers).toEqual([15_000, 0, 65_536, 1, 5_000, 0, 0, 0, places.length]);
  let position = time + 72;
  for (const { shape } of places) {
    expect([shape.name, number(position)]).toEqual([shape.name, lengthOf(shape.places)]);
    position += 8 + lengthOf(shape.places);
  }
  expect(number(position)).toBe(0);
  const pages = number(position + 8);
  expect(dump.length).toBe(position + 16 + pages * 40);
  // The first page of RAM has the program.
  expect([pages > 1, number(position + 16)]).toEqual([true, 0]);
});
