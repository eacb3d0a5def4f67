/** Assertions are for our own mistakes only; a guest or an input can never make one fail. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** The element, which must exist: for indexing that the surrounding code has already bounded. */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new Error(`index ${index} outside 0..${array.length - 1}`);
  return value;
}
