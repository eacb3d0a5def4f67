/** Sizes as people write them: `256M`, `64k`, `1G` (binary units), or plain bytes. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { GIB, KIB, MIB } from './limits.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: KIB, M: MIB, G: GIB };

/** Bytes of a size such as `256M`. `where` names the option in the problem. */
export function parseSize(text: string, where: string): Result<number> {
  const match = /^(\d{1,15})([KMG]?)(?:i?B)?$/i.exec(text);
  const unit = UNITS[(match?.[2] ?? '').toUpperCase()];
  const bytes = match && unit !== undefined ? Number(match[1]) * unit : Number.NaN;
  if (!Number.isSafeInteger(bytes)) {
    return failure(
      problem(
        'usage',
        'option.size',
        where,
        `"${text}" is not a size`,
        'give a number with K, M or G, as in 256M',
      ),
    );
  }
  return success(bytes);
}

/** The shortest exact form: `256M`, `1536K`, `1000`. */
export function formatSize(bytes: number): string {
  for (const unit of ['G', 'M', 'K']) {
    const unitBytes = UNITS[unit] ?? 1;
    if (bytes >= unitBytes && bytes % unitBytes === 0) return `${bytes / unitBytes}${unit}`;
  }
  return String(bytes);
}

/** For messages: three significant digits, `4.8 MiB`. */
export function describeSize(bytes: number): string {
  if (bytes < KIB) return `${bytes} bytes`;
  const [unitBytes, unit] = bytes >= GIB ? [GIB, 'GiB'] : bytes >= MIB ? [MIB, 'MiB'] : [KIB, 'KiB'];
  return `${Number((bytes / unitBytes).toPrecision(3))} ${unit}`;
}
