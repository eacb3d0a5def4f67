/** Addresses and counts as the panel writes them. */

export const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** Sixteen digits, so that columns stand. */
export const word = (value: bigint): string => value.toString(16).padStart(16, '0');

export const exact = (count: number): string => count.toLocaleString('en');

/** A count as somebody types it: separators are left out. Undefined if it is none. */
export function readCount(text: string): number | undefined {
  const digits = text.replaceAll(/[\s,._]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
