/** The lessons that come with the page. They are part of the build, and so there without a network. */
import { failure, problem, type Result, success } from '../../base/problem.ts';

/** In the order in which they are offered. */
export const OWN_LESSONS = [
  { name: 'hello-hart', title: 'Hello, hart', minutes: 20 },
  { name: 'tiers', title: 'From assembly to WebAssembly: hot spots and tiers', minutes: 20 },
  { name: 'code-cache', title: 'The code cache, cold starts and warming', minutes: 20 },
  { name: 'virtual-memory', title: 'Virtual memory: page tables, TLB reach, huge pages', minutes: 25 },
] as const;

const files = import.meta.glob<string>('../../../lessons/*/*', { query: '?raw', import: 'default' });

export const isOwn = (name: string): boolean => OWN_LESSONS.some((lesson) => lesson.name === name);

export async function readOwn(name: string, file: string): Promise<Result<string>> {
  const load = files[`../../../lessons/${name}/${file}`];
  if (!load) {
    const what = `the lesson "${name}" has no such file`;
    return failure(problem('input', 'lesson.file', file, what, 'choose another lesson'));
  }
  try {
    return success(await load());
  } catch {
    const what = 'it could not be fetched';
    return failure(problem('network', 'lesson.fetch', file, what, 'look at the connection and try again'));
  }
}
