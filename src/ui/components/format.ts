/** Figures as the page writes them. A figure that there is none of is a dash. */
export const NO_FIGURE = '–';

const MIB = 1024 * 1024;

/** `256 MiB`, `1.5 GiB`. */
export function megabytes(bytes: number): string {
  const [value, unit] = bytes >= 1024 * MIB ? [bytes / MIB / 1024, 'GiB'] : [bytes / MIB, 'MiB'];
  return `${Number(value.toFixed(1))} ${unit}`;
}

/** As an address writes it: `256M`, `2G`. */
export const size = (bytes: number): string =>
  bytes % (1024 * MIB) === 0 ? `${bytes / MIB / 1024}G` : `${bytes / MIB}M`;

/** What has arrived of how much, in one unit: `2.1 of 4.6 MB`. */
export const received = (bytes: number, totalBytes: number): string =>
  `${(bytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;

/** `312`, `1.4`, `0`. */
export function rate(mips: number | null): string {
  if (mips === null) return NO_FIGURE;
  if (mips < 0.05) return '0';
  return mips < 10 ? mips.toFixed(1) : Math.round(mips).toString();
}

/** `1,234`, `45.6 million`, `1.23 billion`. */
export function count(value: number): string {
  if (value < 1e6) return value.toLocaleString('en');
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} million` : `${(value / 1e9).toFixed(2)} billion`;
}

/** `40 seconds`, `5 minutes`, `3 hours`. */
export function duration(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [name, unitMs] = units.find(([, length]) => ms >= length) ?? ['second', 1000];
  const value = Math.round(ms / unitMs);
  return `${value} ${name}${value === 1 ? '' : 's'}`;
}
