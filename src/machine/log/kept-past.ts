/**
 * What a recording knows of the past, as a text that is kept with a machine's state: whoever goes on from there can
 * share the run from its first instruction. A text that does not read costs that and nothing else.
 */
import type { RecordedPast } from './recording.ts';
import { decodeLog, encodeLog } from './codec.ts';

/** Of the log. A longer past is not kept; hours of typing are shorter. */
const MAX_LOG_BYTES = 128 * 1024;
const FORM = /^([1-9]\d{0,15})\.((?:[0-9a-f]{8}){0,64})\.((?:[0-9a-f]{2})+)$/;

export function packPast({ events, checkpoints, spacing }: RecordedPast): string | null {
  const log = encodeLog(events);
  if (log.length > MAX_LOG_BYTES) return null;
  const hex = Array.from(log, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${spacing}.${checkpoints.join('')}.${hex}`;
}

export function unpackPast(text: unknown): RecordedPast | undefined {
  if (typeof text !== 'string' || text.length > 4 * MAX_LOG_BYTES) return undefined;
  const [, spacing = '', checkpoints = '', hex = ''] = FORM.exec(text) ?? [];
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const log = decodeLog(bytes, 'a kept record');
  if (!log.ok || log.value.isTorn) return undefined;
  return {
    events: log.value.events,
    checkpoints: checkpoints.match(/.{8}/g) ?? [],
    spacing: Number(spacing),
    end: undefined,
  };
}
