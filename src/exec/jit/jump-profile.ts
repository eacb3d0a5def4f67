/**
 * Where instructions were seen to go when they left translated code, so that the next translation
 * has those places inside. Places are RAM pages and offsets; targets are distances from the start of the jump's page.
 *
 * Limits: {@link MAX_JUMPS} jumps, beyond which all are forgotten; {@link MAX_TARGETS} targets of one jump, beyond
 * which the least frequent one makes room.
 */
import { PAGE_BYTES } from '../../memory/layout.ts';

const MAX_JUMPS = 1024;
const MAX_TARGETS = 24;

export class JumpProfile {
  private readonly jumps = new Map<number, Map<number, number>>();

  note(page: number, offset: number, distance: number): void {
    if (this.jumps.size >= MAX_JUMPS) this.jumps.clear();
    const key = page * PAGE_BYTES + offset;
    const targets = this.jumps.get(key) ?? new Map<number, number>();
    this.jumps.set(key, targets);
    if (!targets.has(distance) && targets.size === MAX_TARGETS) {
      const [rarest] = [...targets].reduce((a, b) => (b[1] < a[1] ? b : a));
      targets.delete(rarest);
    }
    targets.set(distance, (targets.get(distance) ?? 0) + 1);
  }

  /** Most frequent first. */
  targets(page: number, offset: number): readonly number[] {
    const targets = [...(this.jumps.get(page * PAGE_BYTES + offset) ?? [])];
    return targets.sort((a, b) => b[1] - a[1]).map(([distance]) => distance);
  }

  /** The page's code goes. */
  forget(page: number): void {
    for (const key of this.jumps.keys()) {
      if (Math.floor(key / PAGE_BYTES) === page) this.jumps.delete(key);
    }
  }
}
