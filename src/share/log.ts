/**
 * The log of a run as a link carries it. The events are those of `src/machine/log`, told apart from there on
 * purpose: a link's shape outlives the machine's own.
 */
import type { LinkEvent } from './content.ts';

interface Place {
  readonly at: number;
  readonly idle: boolean;
}

/** See `MachineEvent`. */
export type LoggedEvent =
  | (Place & {
      readonly kind: 'input';
      readonly bytes: Uint8Array;
      readonly delayNs: number;
      readonly gapNs: number;
    })
  | (Place & { readonly kind: 'jump'; readonly toUs: number })
  | (Place & { readonly kind: 'rate'; readonly rate: number })
  | (Place & { readonly kind: 'resize'; readonly columns: number; readonly rows: number });

const toLatin1 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
export const fromLatin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export function packLog(events: readonly LoggedEvent[]): LinkEvent[] {
  let lastAt = 0;
  let lastUs = 0;
  return events.map((event): LinkEvent => {
    const delta = event.at - lastAt;
    lastAt = event.at;
    switch (event.kind) {
      case 'input': {
        const kind = event.idle ? 'I' : 'i';
        const text = toLatin1(event.bytes);
        const isTimed = event.delayNs > 0 || event.gapNs > 0;
        return isTimed ? [delta, kind, text, event.delayNs, event.gapNs] : [delta, kind, text];
      }
      case 'jump': {
        const us = event.toUs - lastUs;
        lastUs = event.toUs;
        return [delta, event.idle ? 'J' : 'j', us];
      }
      case 'rate':
        return [delta, event.idle ? 'R' : 'r', event.rate];
      case 'resize':
        return [delta, event.idle ? 'W' : 'w', event.columns, event.rows];
    }
  });
}

export function unpackLog(log: readonly LinkEvent[]): LoggedEvent[] {
  let at = 0;
  let toUs = 0;
  return log.map((packed): LoggedEvent => {
    at += packed[0];
    switch (packed[1]) {
      case 'i':
      case 'I': {
        const [, kind, text, delayNs = 0, gapNs = 0] = packed;
        return { kind: 'input', at, idle: kind === 'I', bytes: fromLatin1(text), delayNs, gapNs };
      }
      case 'j':
      case 'J':
        toUs += packed[2];
        return { kind: 'jump', at, idle: packed[1] === 'J', toUs };
      case 'r':
      case 'R':
        return { kind: 'rate', at, idle: packed[1] === 'R', rate: packed[2] };
      case 'w':
      case 'W':
        return { kind: 'resize', at, idle: packed[1] === 'W', columns: packed[2], rows: packed[3] };
    }
  });
}
