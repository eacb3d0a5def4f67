/** The same machine from its beginning, in a mode in which its run can be replayed. */
import { control } from '../state/page.ts';
import type { Choice } from '../state/store.ts';

export async function startDeterministic({ origin, options }: Choice): Promise<void> {
  const mode = 'deterministic';
  if (origin.kind === 'link') {
    await control.start({ origin: { kind: 'link', content: { ...origin.content, mode } }, options });
  } else await control.start({ origin, options: { ...options, mode } });
}
