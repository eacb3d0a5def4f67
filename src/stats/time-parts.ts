/** The parts of a thread's time, without their meanings: a machine's own thread needs no more, and is fetched early. */
export const TIME_PARTS = [
  'interpreter',
  'baseline',
  'optimizing',
  'translating',
  'answering',
  'waiting',
  'housekeeping',
] as const;

export type TimePart = (typeof TIME_PARTS)[number];

/** The counter's name. */
export const timeName = (part: TimePart): string => `time.${part}`;
