/** What an address without a link starts when Run is pressed. */
import type { ImageSummary } from '../../protocol/machine.ts';
import { megabytes } from '../components/format.ts';
import type { Choice } from '../state/store.ts';
import { exactly, type Row } from './describe.ts';
import { Rows } from './Rows.tsx';

interface WaitingRowsProps {
  readonly image: ImageSummary;
  readonly options: Choice['options'];
}

export function WaitingRows({ image, options }: WaitingRowsProps) {
  const { harts = String(image.harts), ram, mode = 'realtime', seed = '0', tiers } = options;
  const memory = ram === undefined ? megabytes(image.ramBytes) : ram.replace(/^(\d+)([KMG])$/, '$1 $2iB');
  const download = `${(image.downloadBytes / 1e6).toFixed(1)} MB, unless they are here already`;
  const rows: Row[] = [
    ['Machine', `${harts} ${harts === '1' ? 'hart' : 'harts'}, ${memory}`],
    ['Time', mode === 'deterministic' ? `deterministic, seed ${seed}` : 'real'],
    ...(tiers === undefined ? [] : [['Tiers', tiers.replaceAll(',', ', ')] as const]),
    ['Files', image.downloadBytes < 1e5 ? `${exactly(image.downloadBytes)} bytes` : download],
  ];
  return <Rows rows={rows} />;
}
