/** A choice of what to start: as a request to the machine worker, and compared with what runs. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { NamedFile, StartRequest } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import type { Choice, Origin } from './store.ts';
import { DEFAULT_IMAGE } from './visit.ts';

export async function requestFor(
  { origin, options }: Choice,
  paused: boolean,
): Promise<Result<StartRequest>> {
  if (origin.kind === 'image') {
    const source = { kind: 'image', id: origin.id } as const;
    if (!origin.disks) return success({ source, options, paused });
    const { library } = await import('../library/here.ts');
    const disks = await library.call('diskFiles', origin.disks);
    return disks.ok ? success({ source: { ...source, disks: disks.value }, options, paused }) : disks;
  }
  if (origin.kind === 'link') return success({ source: origin, options, paused });
  if (origin.kind === 'kept') return origin.request(paused);
  const files: NamedFile[] = [];
  for (const file of origin.files) {
    try {
      files.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      const what = 'it cannot be read: moved, changed, or a folder';
      return failure(problem('input', 'file.read', file.name, what, 'choose the file again'));
    }
  }
  return success({ source: { kind: 'files', files, rootOfImage: DEFAULT_IMAGE }, options, paused });
}

/** What it came as, if that was a link. */
export const linkOf = (choice: Choice | undefined): LinkContent | undefined =>
  choice?.origin.kind === 'link' ? choice.origin.content : undefined;

/** True when the controls show something else than what was started. */
export const choiceDiffers = (choice: Choice, started: Choice | undefined): boolean =>
  started !== undefined &&
  (!sameOrigin(choice.origin, started.origin) ||
    JSON.stringify(choice.options) !== JSON.stringify(started.options));

const sameOrigin = (a: Origin, b: Origin): boolean =>
  a.kind === 'image' && b.kind === 'image'
    ? a.id === b.id && JSON.stringify(a.disks) === JSON.stringify(b.disks)
    : a === b;
