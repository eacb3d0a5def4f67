/** Framing of GDB's remote protocol: `$TEXT#CHECKSUM`, acknowledged by `+`; byte 3 alone asks for a stop. */

/** Larger packets are not from GDB. */
const MAX_PACKET_BYTES = 64 * 1024;

export type Incoming =
  | { readonly kind: 'packet'; readonly text: string }
  | { readonly kind: 'interrupt' }
  /** A packet with a wrong checksum: to be sent again. */
  | { readonly kind: 'damaged' };

const checksum = (text: string): string => {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum += text.charCodeAt(index);
  return (sum & 255).toString(16).padStart(2, '0');
};

export const framed = (text: string): string => `$${text}#${checksum(text)}`;

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Takes bytes as Latin-1 text, as they come; gives whole packets. */
export class PacketReader {
  private text = '';

  push(chunk: string): Incoming[] {
    this.text = (this.text + chunk).slice(-MAX_PACKET_BYTES);
    const found: Incoming[] = [];
    for (;;) {
      const start = this.text.search(/[$\x03]/);
      if (start < 0) {
        this.text = '';
        return found;
      }
      if (this.text[start] === '\x03') {
        this.text = this.text.slice(start + 1);
        found.push({ kind: 'interrupt' });
        continue;
      }
      const end = this.text.indexOf('#', start);
      if (end < 0 || this.text.length < end + 3) return found;
      const body = this.text.slice(start + 1, end);
      const isSound = checksum(body) === this.text.slice(end + 1, end + 3).toLowerCase();
      this.text = this.text.slice(end + 3);
      found.push(isSound ? { kind: 'packet', text: body } : { kind: 'damaged' });
    }
  }
}
