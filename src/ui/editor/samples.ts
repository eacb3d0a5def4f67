/** The bare-metal programs of the repository, as samples. */
import type { Program } from './program.ts';

const files = import.meta.glob<string>('../../../guest/programs/*.s', { query: '?raw', import: 'default' });

interface Sample {
  readonly file: string;
  readonly title: string;
  readonly shows: string;
}

const index = import.meta.glob<readonly Sample[]>('../../../guest/programs/index.json', {
  eager: true,
  import: 'default',
});

export const SAMPLES: readonly Sample[] = Object.values(index).flat();

export async function sample(file: string): Promise<Program | undefined> {
  const text = await files[`../../../guest/programs/${file}`]?.();
  return text === undefined ? undefined : { name: file, text };
}
