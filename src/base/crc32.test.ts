import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

test('the check value of the CRC-32 catalogue', () => {
  expect(crc32(ascii('123456789'))).toBe(0xcbf43926);
  expect(crc32(ascii(''))).toBe(0);
});

test('a checksum continues over parts', () => {
  expect(crc32(ascii('56789'), crc32(ascii('1234')))).toBe(0xcbf43926);
});
