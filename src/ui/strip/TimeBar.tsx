/** Parts of a whole as one bar, each in its colour and pattern; the figures stand beside it as text. */
import type { PartShare } from './parts.ts';

export function TimeBar({ shares }: { readonly shares: readonly PartShare[] | undefined }) {
  return (
    <div className="time-bar" aria-hidden="true">
      {shares?.map(({ part, spent }) => (
        <span key={part} className={`part-${part}`} style={{ flexGrow: spent }} />
      ))}
    </div>
  );
}
