/**
 * The versioned link codec: `?image=linux&harts=2#v1.PAYLOAD`, where PAYLOAD is the content as JSON, deflated
 * (raw), with the CRC-32 of the deflated bytes after it, in base64url.
 *
 * The checksum comes first: a link that was cut or altered says so before anything else is believed. Every
 * step is bounded, so that no payload whatever costs more than a few milliseconds.
 *
 * What is too long for an address travels as a file: the same content as plain JSON, checked by the same schema.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { crc32 } from '../base/crc32.ts';
import { failure, problem, type Result, success } from '../base/problem.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { checkContent, type LinkContent } from './content.ts';

const LINK_VERSION = 1;
/** Characters of `v1.PAYLOAD`. Above the soft limit some chat programs cut an address. */
export const SOFT_LIMIT_CHARACTERS = 2 * 1024;
export const HARD_LIMIT_CHARACTERS = 8 * 1024;
const MAX_JSON_BYTES = 256 * 1024;
const MAX_LINK_EVENTS = 10_000;
/** Of a link's file. */
export const MAX_FILE_CHARACTERS = 8 * 1024 * 1024;
const MAX_JSON_DEPTH = 6;
const CHECKSUM_BYTES = 4;

export interface EncodedLink {
  /** `v1.PAYLOAD`: the fragment without its `#`. */
  readonly fragment: string;
  /** `?image=linux&harts=2#v1.PAYLOAD`: to be put after the page's address. */
  readonly suffix: string;
  readonly isOverSoftLimit: boolean;
}

const WHERE = 'the link';

const refuse = (kind: 'input' | 'limit' | 'unsupported', code: string, what: string, action: string) =>
  failure(problem(kind, `link.${code}`, WHERE, what, action));

/** What the query of a link names, for people to read; the fragment decides. */
function queryOf(content: LinkContent): string {
  const parts = content.image ? [`image=${encodeURIComponent(content.image.id)}`] : [];
  return [...parts, `harts=${content.machine.harts}`].join('&');
}

/** The link for a content; the content is checked like one that comes from outside. */
export function encodeLink(input: unknown): Result<EncodedLink> {
  const checked = checkContent(input);
  if (!checked.ok) return badContent(checked.field, checked.reason);
  if (eventsOf(input) > MAX_LINK_EVENTS) return tooManyEvents(input, 'save it as a file instead');
  const json = strToU8(JSON.stringify(checked.content));
  if (json.length > MAX_JSON_BYTES) {
    return refuse('limit', 'large', `its content has ${json.length} bytes`, 'save it as a file instead');
  }
  const deflated = deflateSync(json, { level: 9 });
  const payload = new Uint8Array(deflated.length + CHECKSUM_BYTES);
  payload.set(deflated);
  new DataView(payload.buffer).setUint32(deflated.length, crc32(deflated), true);
  const fragment = `v${LINK_VERSION}.${encodeBase64url(payload)}`;
  if (fragment.length > HARD_LIMIT_CHARACTERS) {
    const what = `it has ${fragment.length} characters, more than the limit of ${HARD_LIMIT_CHARACTERS}`;
    return refuse('limit', 'large', what, 'save it as a file instead');
  }
  return success({
    fragment,
    suffix: `?${queryOf(checked.content)}#${fragment}`,
    isOverSoftLimit: fragment.length > SOFT_LIMIT_CHARACTERS,
  });
}

/** The longer of the two lists of events, looked at before the schema looks at each of them. */
function eventsOf(content: unknown): number {
  const { log, input } = (content ?? {}) as { readonly log?: unknown; readonly input?: unknown };
  return Math.max(...[log, input].map((list) => (Array.isArray(list) ? list.length : 0)));
}

const tooManyEvents = (content: unknown, action: string): Result<never> =>
  refuse(
    'limit',
    'large',
    `it holds ${eventsOf(content)} events, more than the limit of ${MAX_LINK_EVENTS}`,
    action,
  );

function badContent(field: string, reason: string): Result<never> {
  const what =
    field === '' ? `its content does not fit: ${reason}` : `its content does not fit at ${field}: ${reason}`;
  return refuse('input', 'content', what, 'ask for the link again');
}

/** True when no bracket outside a string is nested deeper than the limit. */
function isShallow(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAX_JSON_DEPTH) return false;
  }
  return true;
}

/** The bytes behind `v1.`, once their checksum is right. */
function openPayload(encoded: string): Result<Uint8Array> {
  const payload = decodeBase64url(encoded);
  const deflatedBytes = (payload?.length ?? 0) - CHECKSUM_BYTES;
  const damaged = () => refuse('input', 'damaged', 'it was cut or altered', 'copy the whole link again');
  if (!payload || deflatedBytes < 1) return damaged();
  const deflated = payload.subarray(0, deflatedBytes);
  const stated = new DataView(payload.buffer, payload.byteOffset).getUint32(deflatedBytes, true);
  return crc32(deflated) === stated ? success(deflated) : damaged();
}

/** One byte more than allowed, so that too much is seen; fflate never grows an output that it is given. */
function inflateJson(deflated: Uint8Array): Result<string> {
  try {
    const inflated = inflateSync(deflated, { out: new Uint8Array(MAX_JSON_BYTES + 1) });
    if (inflated.length <= MAX_JSON_BYTES) return success(strFromU8(inflated));
  } catch {
    return refuse('input', 'inflate', 'its payload does not unpack', 'ask for the link again');
  }
  return refuse(
    'limit',
    'inflate',
    `it unpacks to more than ${MAX_JSON_BYTES} bytes`,
    'ask for a smaller link',
  );
}

/** The content of `v1.PAYLOAD`, `#v1.PAYLOAD`, or a whole address with such a fragment. */
export function decodeLink(link: string): Result<LinkContent> {
  const text = link.trim();
  const fragment = text.slice(text.indexOf('#') + 1);
  const [, version, encoded] = /^v(\d{1,4})\.([^]*)$/.exec(fragment) ?? [];
  if (version === undefined || encoded === undefined) {
    return refuse('input', 'shape', 'it has no "#v1." part', 'copy the whole link again');
  }
  if (Number(version) !== LINK_VERSION) {
    const what = `it is of version ${version}, and this build knows version ${LINK_VERSION}`;
    return refuse('unsupported', 'version', what, 'open it with a newer build');
  }
  if (fragment.length > HARD_LIMIT_CHARACTERS) {
    const what = `it has ${fragment.length} characters, more than the limit of ${HARD_LIMIT_CHARACTERS}`;
    return refuse('limit', 'large', what, 'ask for it as a file');
  }
  const payload = openPayload(encoded);
  if (!payload.ok) return payload;
  const json = inflateJson(payload.value);
  if (!json.ok) return json;
  const value = parseJson(json.value);
  if (!value.ok) return value;
  if (eventsOf(value.value) > MAX_LINK_EVENTS) return tooManyEvents(value.value, 'ask for it as a file');
  return contentFrom(value.value);
}

function parseJson(json: string): Result<unknown> {
  if (!isShallow(json)) return refuse('limit', 'depth', 'its content is nested too deep', 'ask for it again');
  try {
    return success(JSON.parse(json));
  } catch {
    return refuse('input', 'json', 'its content is not JSON', 'ask for the link again');
  }
}

function contentFrom(value: unknown): Result<LinkContent> {
  const checked = checkContent(value);
  return checked.ok ? success(checked.content) : badContent(checked.field, checked.reason);
}

/** The text of a link's file. */
export const encodeLinkFile = (content: LinkContent): string => `${JSON.stringify(content)}\n`;

/** The content of a link's file. */
export function decodeLinkFile(text: string): Result<LinkContent> {
  if (text.length > MAX_FILE_CHARACTERS) {
    const what = `its file has ${text.length} characters, more than the limit of ${MAX_FILE_CHARACTERS}`;
    return refuse('limit', 'large', what, 'ask for a shorter run');
  }
  const value = parseJson(text);
  return value.ok ? contentFrom(value.value) : value;
}
