import { expect, test } from 'vitest';
import { Crash, TearingStorage } from '../testing/tearing-storage.ts';
import { Disks, withPages } from './disks.ts';

test('disks are kept, renamed, deleted and cleared away', async () => {
  const disks = new Disks(new TearingStorage().root);
  const image = new Uint8Array(8192).fill(7);
  await disks.add('a', 'Data', image, 1);
  await disks.add('b', 'More', new Uint8Array(512), 2);
  expect((await disks.list()).map(({ id, name, sizeBytes }) => [id, name, sizeBytes])).toEqual([
    ['a', 'Data', 8192],
    ['b', 'More', 512],
  ]);
  expect(await disks.image('a', 'Data')).toEqual(image);
  await disks.change('a', { name: 'Old data', deletedMs: 5 });
  expect((await disks.list())[0]).toMatchObject({ name: 'Old data', deletedMs: 5 });
  await disks.tidy(5);
  expect(await disks.list()).toHaveLength(2);
  await disks.tidy(6);
  expect((await disks.list()).map(({ id }) => id)).toEqual(['b']);
  await expect(disks.image('a', 'Old data')).rejects.toThrow(/not in the library any more/);
});

test.each([0, 511, 513])('a file of %i bytes is no disk', async (length) => {
  const disks = new Disks(new TearingStorage().root);
  await expect(disks.add('a', 'photo.jpg', new Uint8Array(length), 1)).rejects.toThrow(/raw disk image/);
  expect(await disks.list()).toEqual([]);
});

test('a disk whose image was cut off is not there', async () => {
  const storage = new TearingStorage({ crashAt: 1 });
  await expect(
    new Disks(storage.root).add('a', 'Data', new Uint8Array(16384).fill(1), 1),
  ).rejects.toBeInstanceOf(Crash);
  expect(await new Disks(storage.afterCrash(() => true).root).list()).toEqual([]);
});

test('what a machine wrote lies over its image, the last short page included', () => {
  const image = new Uint8Array(4096 + 512).fill(1);
  const whole = withPages(
    image,
    new Map([
      [0, null],
      [1, new Uint8Array(4096).fill(9)],
    ]),
  );
  expect([whole.length, whole[0], whole[4095], whole[4096], whole.at(-1)]).toEqual([4608, 0, 0, 9, 9]);
  expect(image[0]).toBe(1);
});
