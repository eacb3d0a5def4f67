/** How scripts open the benchmarks before or after React is there: a request waits for someone to answer it. */
let listener: (() => void) | undefined;
let isWanted = false;

export function openBenchmarks(): void {
  if (listener) listener();
  else isWanted = true;
}

/** Returns what ends it. */
export function onOpenBenchmarks(open: () => void): () => void {
  listener = open;
  if (isWanted) open();
  isWanted = false;
  return () => {
    if (listener === open) listener = undefined;
  };
}
