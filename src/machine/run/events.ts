/** Pending device events, earliest first; of two at the same time, the one that was scheduled first. */

export interface PendingEvent {
  readonly atNs: bigint;
  readonly device: number;
  readonly tag: number;
}

export class EventQueue {
  private events: PendingEvent[] = [];

  /** One event is pending per device and tag: a second call moves it. */
  schedule(device: number, tag: number, atNs: bigint): void {
    this.cancel(device, tag);
    const position = this.events.findIndex((event) => event.atNs > atNs);
    const event = { atNs, device, tag };
    if (position < 0) this.events.push(event);
    else this.events.splice(position, 0, event);
  }

  cancel(device: number, tag: number): void {
    this.events = this.events.filter((event) => event.device !== device || event.tag !== tag);
  }

  /** When the first one is due. */
  get nextNs(): bigint | undefined {
    return this.events[0]?.atNs;
  }

  /** Takes the first event that is due at a time. */
  takeDue(nowNs: bigint): PendingEvent | undefined {
    const [first] = this.events;
    if (!first || first.atNs > nowNs) return undefined;
    this.events.shift();
    return first;
  }

  /** Puts other events in place of these; in order. */
  replace(events: readonly PendingEvent[]): void {
    this.events = [...events];
  }

  /** In order. */
  get pending(): readonly PendingEvent[] {
    return this.events;
  }
}
