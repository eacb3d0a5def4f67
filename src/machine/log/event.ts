/**
 * What reaches a machine from outside while it runs. A machine is the fold of these events: the same image,
 * configuration and events give the same state (contract, section 2).
 *
 * An event stands at a count of retired instructions, summed over harts. It applies where the machine first has
 * that count, before anything else happens there; or, with `idle`, where every hart waits at that count.
 */

interface EventPlace {
  readonly at: number;
  /** Every hart waits: nothing goes on before this event. */
  readonly idle: boolean;
}

export type MachineEvent =
  /** Bytes typed: the first arrives `delayNs` of virtual time later, each further one `gapNs` after it. */
  | (EventPlace & {
      readonly kind: 'input';
      readonly bytes: Uint8Array;
      readonly delayNs: number;
      readonly gapNs: number;
    })
  /** Real time: virtual time jumps forward to so many microseconds since power-on. */
  | (EventPlace & { readonly kind: 'jump'; readonly toUs: number })
  /** Real time: virtual nanoseconds per instruction from here on, in 1/65536. */
  | (EventPlace & { readonly kind: 'rate'; readonly rate: number })
  /** The terminal has another size: 1 to 65535 columns and rows. */
  | (EventPlace & { readonly kind: 'resize'; readonly columns: number; readonly rows: number });

/** What happens, without where. */
export type OutsideAction =
  | { readonly kind: 'input'; readonly bytes: Uint8Array; readonly delayNs: number; readonly gapNs: number }
  | { readonly kind: 'jump'; readonly toUs: number }
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

const text = (bytes: Uint8Array): string => JSON.stringify(String.fromCharCode(...bytes.subarray(0, 40)));

/** Of many events the few that say most, in order: what came by hand before what the clock did. */
export function mostTelling(events: readonly MachineEvent[], limit: number): readonly MachineEvent[] {
  const byHand = events.filter(({ kind }) => kind === 'input' || kind === 'resize');
  const byClock = events.filter(({ kind }) => kind === 'jump' || kind === 'rate');
  const told = new Set([...byHand, ...byClock].slice(0, limit));
  return events.filter((event) => told.has(event));
}

/** One event for people: `at 123456: typed "ls\r"`. */
export function describeEvent(event: MachineEvent): string {
  const place = `at ${event.at}${event.idle ? ' (waiting)' : ''}`;
  switch (event.kind) {
    case 'input':
      return `${place}: typed ${text(event.bytes)}`;
    case 'jump':
      return `${place}: time jumped to ${event.toUs / 1000} ms`;
    case 'rate':
      return `${place}: ${(event.rate / 65536).toFixed(3)} ns per instruction`;
    case 'resize':
      return `${place}: terminal of ${event.columns} × ${event.rows}`;
  }
}
