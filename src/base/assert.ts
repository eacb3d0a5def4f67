/** Assertions are for our own mistakes only; a guest or an input can never make one fail. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** For the default arm of an exhaustive switch: the compiler proves it is never reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable value: ${String(value)}`);
}

/** The element, which must exist: for indexing that the surrounding code has already bounded. */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new Error(`index ${index} outside 0..${array.length - 1}`);
  return value;
}
