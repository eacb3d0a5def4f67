/**
 * Notices that a worker was killed, which it can't say itself: it's asked so often, and given up after so many
 * questions without an answer. Questions are counted and not time, so that a computer may sleep. Until its code has
 * come over the network it may take longer.
 */
export const ASK_EVERY_MS = 2000;
export const MAX_UNANSWERED = 5;
export const MAX_UNANSWERED_AT_START = 30;

export interface LifeWatch {
  /** The worker said something, whatever it was. */
  heard(): void;
  end(): void;
}

/** `ask` has the worker say something. */
export function watchLife(ask: () => void, died: (what: string) => void): LifeWatch {
  let limit = MAX_UNANSWERED_AT_START;
  let unanswered = 0;
  const end = (): void => clearInterval(asking);
  const asking = setInterval(() => {
    if (unanswered++ < limit) return ask();
    end();
    died(`it gave no sign of life for ${(limit * ASK_EVERY_MS) / 1000} seconds`);
  }, ASK_EVERY_MS);
  return {
    heard() {
      limit = MAX_UNANSWERED;
      unanswered = 0;
    },
    end,
  };
}
