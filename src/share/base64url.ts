/** base64url without padding (RFC 4648, section 5): what a URL's fragment carries untouched. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(ALPHABET.split('').map((letter, value) => [letter, value]));

export function encodeBase64url(bytes: Uint8Array): string {
  let text = '';
  let pending = 0;
  let pendingBits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    pendingBits += 8;
    for (; pendingBits >= 6; pendingBits -= 6) text += ALPHABET[(pending >> (pendingBits - 6)) & 63];
    pending &= 63;
  }
  return pendingBits > 0 ? text + ALPHABET[(pending << (6 - pendingBits)) & 63] : text;
}

/** The bytes, or undefined for anything that {@link encodeBase64url} does not produce. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let filled = 0;
  let pending = 0;
  let pendingBits = 0;
  for (const letter of text) {
    const value = VALUES.get(letter);
    if (value === undefined) return undefined;
    pending = ((pending << 6) | value) & 0xfff;
    pendingBits += 6;
    if (pendingBits < 8) continue;
    pendingBits -= 8;
    bytes[filled++] = pending >> pendingBits;
  }
  const isCanonical = pendingBits < 6 && (pending & ((1 << pendingBits) - 1)) === 0;
  return isCanonical ? bytes : undefined;
}
