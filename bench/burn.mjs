/**
 * Slows a build down from outside, to show that a comparison notices: loaded by `node --import` into the child
 * that is measured, never shipped. TRAMPOLINE_BENCH_BURN is the share of its own CPU time that the process burns
 * on top (0.12 makes it 12 % slower). It burns in the main thread whenever the event loop comes by, and before anything
 * is printed, so that what was worked up to a mark is paid before the mark is seen.
 */
const share = Number(process.env['TRAMPOLINE_BENCH_BURN']);
const EVERY_MS = 5;

/** Microseconds of CPU time of the whole process. */
function usedMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

let before = usedMicroseconds();
function burn() {
  const end = usedMicroseconds() + (usedMicroseconds() - before) * share;
  while (usedMicroseconds() < end);
  before = usedMicroseconds();
}

setInterval(burn, EVERY_MS).unref();
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = /** @type {typeof process.stdout.write} */ (
  (/** @type {Parameters<typeof write>} */ ...words) => {
    burn();
    return write(...words);
  }
);
