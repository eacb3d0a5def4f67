/** Deflate without a wrapper, by the browser's streams: the snapshots' compression. */

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  limitBytes: number,
): Promise<Uint8Array> {
  const source = new Blob([new Uint8Array(bytes)]).stream();
  const reader = source.pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    total += step.value.length;
    if (total > limitBytes) {
      await reader.cancel();
      throw new RangeError('more than was announced');
    }
  }
  const all = new Uint8Array(total);
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}

/** Undefined where this browser has no such streams. */
export const browserPacker =
  typeof CompressionStream === 'undefined'
    ? undefined
    : {
        pack: (bytes: Uint8Array): Promise<Uint8Array> =>
          through(bytes, new CompressionStream('deflate-raw'), Number.MAX_SAFE_INTEGER),
        /** Undefined for what does not unpack to exactly `lengthBytes`. */
        unpack: async (packed: Uint8Array, lengthBytes: number): Promise<Uint8Array | undefined> => {
          try {
            const bytes = await through(packed, new DecompressionStream('deflate-raw'), lengthBytes);
            return bytes.length === lengthBytes ? bytes : undefined;
          } catch {
            return undefined;
          }
        },
      };
