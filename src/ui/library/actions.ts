/** What the library's buttons do: ask, say what was done with a way back, and show the list anew. */
import { type Problem, problem, ProblemError, type Result, success } from '../../base/problem.ts';
import type { DiskView, LinkView, MachineView, PointView } from '../../protocol/library.ts';
import type { NamedFile } from '../../protocol/machine.ts';
import {
  decodeLink,
  decodeLinkFile,
  encodeLink,
  encodeLinkFile,
  MAX_FILE_CHARACTERS,
} from '../../share/link.ts';
import { megabytes } from '../components/format.ts';
import { isLinkFile } from '../share/opening.ts';
import { ROOT_URL } from '../start/browser-page.ts';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { DEFAULT_IMAGE } from '../state/visit.ts';
import { library } from './here.ts';
import { setLibraryOpen, useLibrary } from './library-view.ts';
import { nameOf } from './session.ts';

const fail = (problem: Problem): void => useLibrary.setState({ problem, done: undefined });

/** One request; what it did is said in a sentence. */
async function act(work: () => Promise<Result<unknown>>, text: string, undo?: () => void): Promise<void> {
  const result = await work();
  if (result.ok) useLibrary.setState({ done: { text, undo }, problem: undefined });
  await library.refresh();
  if (!result.ok) fail(result.problem);
}

export const actions = {
  rename: (machine: MachineView, name: string) =>
    act(
      async () => {
        const renamed = await library.call('rename', machine.id, name);
        if (renamed.ok && machine.open === 'here') await library.keepAs(name);
        return renamed;
      },
      `“${nameOf(machine)}” is “${name.trim()}” now.`,
    ),

  duplicate: (machine: MachineView) =>
    act(() => library.call('duplicate', machine.id), `“${nameOf(machine)}” was duplicated.`),

  remove: (machine: MachineView) =>
    act(
      () => library.call('remove', machine.id),
      `“${nameOf(machine)}” was deleted. It can be had back for a day.`,
      () => void actions.bringBack(machine),
    ),

  bringBack: (machine: MachineView) =>
    act(() => library.call('bringBack', machine.id), `“${nameOf(machine)}” is back.`),

  removeForGood: (machine: Pick<MachineView, 'id'>) =>
    act(() => library.call('removeForGood', machine.id), 'It was deleted for good.'),

  keep: (name: string) => act(() => library.keepAs(name), `This machine is kept as “${name.trim()}”.`),

  snapshot: (name: string) => act(() => library.snapshot(name), `“${name.trim()}” was taken.`),

  renamePoint: (machine: MachineView, { number }: PointView, name: string) =>
    act(() => library.call('renamePoint', machine.id, number, name), `The snapshot is “${name.trim()}” now.`),

  removePoint: (machine: MachineView, point: PointView) =>
    act(
      () => library.call('removePoint', machine.id, point.number),
      'The snapshot was deleted.',
      () => void act(() => library.call('bringBackPoint', machine.id, point.number), 'The snapshot is back.'),
    ),

  removeLink: (link: LinkView) =>
    act(
      () => library.call('removeLink', link.id),
      `“${link.name}” was deleted.`,
      () => void act(() => library.call('addLink', link.name, link.url), `“${link.name}” is back.`),
    ),

  duplicateLink: (link: LinkView) =>
    act(
      () => library.call('addLink', `${link.name}, copy`.slice(0, 80), link.url),
      `“${link.name}” was duplicated.`,
    ),

  /** The same file as that of "Share". */
  exportLink: (link: LinkView) =>
    act(() => {
      const content = decodeLink(link.url);
      if (content.ok)
        download({
          name: `${link.name}.json`,
          bytes: new TextEncoder().encode(encodeLinkFile(content.value)),
        });
      return Promise.resolve(content);
    }, 'The file is in your downloads.'),

  /** A link's file becomes a link of the library; nothing of it starts. */
  async importLink(file: File): Promise<void> {
    if (file.size > 4 * MAX_FILE_CHARACTERS) {
      const what = `it has ${file.size} bytes, more than any link's file`;
      return fail(problem('limit', 'link.large', file.name, what, 'choose another file'));
    }
    const content = decodeLinkFile(await file.text());
    if (!content.ok) return fail({ ...content.problem, where: file.name });
    const encoded = encodeLink(content.value);
    if (!encoded.ok) {
      const { what } = encoded.problem;
      return fail(
        problem('limit', 'link.long', file.name, `as a link ${what}`, 'drop it on the page to open it'),
      );
    }
    const name = file.name.replace(/\.json$/i, '').slice(0, 80);
    await act(
      () => library.call('addLink', name, `${ROOT_URL}${encoded.value.suffix}`),
      `“${name}” is a link of the library.`,
    );
  },

  renameLink: (link: LinkView, name: string) =>
    act(() => library.call('renameLink', link.id, name), `The link is “${name.trim()}” now.`),

  addDisk: (file: File) =>
    act(
      async () =>
        library.call('addDisk', { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }),
      `“${file.name}” is a disk of the library.`,
    ),

  addEmptyDisk: (sizeBytes: number) =>
    act(
      () => library.call('addEmptyDisk', `Empty disk of ${megabytes(sizeBytes)}`, sizeBytes),
      'An empty disk was added.',
    ),

  renameDisk: ({ id }: DiskView, name: string) =>
    act(() => library.call('renameDisk', id, name), `The disk is “${name.trim()}” now.`),

  duplicateDisk: (disk: DiskView) =>
    act(() => library.call('duplicateDisk', disk.id), `“${disk.name}” was duplicated.`),

  removeDisk: (disk: DiskView) =>
    act(
      () => library.call('removeDisk', disk.id),
      `“${disk.name}” was deleted. It can be had back for a day.`,
      () => void actions.bringBackDisk(disk),
    ),

  bringBackDisk: (disk: DiskView) =>
    act(() => library.call('bringBackDisk', disk.id), `“${disk.name}” is back.`),

  exportDisk: (disk: DiskView) =>
    act(async () => {
      const files = await library.call('diskFiles', [disk]);
      if (files.ok) for (const { name, bytes } of files.value) download({ name: `${name}.img`, bytes });
      return files;
    }, 'The image is in your downloads.'),

  /** What a machine has made of its disks, as disks of their own. */
  saveDisks: (machine: MachineView) =>
    act(
      async () => {
        let saved: Result<unknown> = success(null);
        for (const [index, { name }] of machine.disks.entries()) {
          if (saved.ok)
            saved = await library.call('saveDisk', machine.id, index, `${name}, of ${nameOf(machine)}`);
        }
        return saved;
      },
      `The disks of “${nameOf(machine)}” were saved as they are.`,
    ),

  /** Starts the chosen image with a disk. */
  async startWith({ id, name }: DiskView): Promise<void> {
    const { choice } = usePage.getState();
    const image = choice.origin.kind === 'image' ? choice.origin.id : DEFAULT_IMAGE;
    setLibraryOpen(false);
    await control.start({ ...choice, origin: { kind: 'image', id: image, disks: [{ id, name }] } });
  },

  /** Saves a machine, one of its snapshots, or what runs, as a file of the user's. */
  exportFile: (machine: MachineView | undefined, point: PointView | undefined) =>
    act(async () => {
      const file = machine
        ? await library.call('exportPoint', machine.id, point?.number ?? null)
        : await library.exportRunning();
      if (file.ok) download(file.value);
      return file;
    }, 'The file is in your downloads.'),

  async open(machine: MachineView, as: 'own' | 'take' | 'copy' | 'look', point?: PointView): Promise<void> {
    await library
      .open(machine, as, point?.number ?? null)
      .catch((error: unknown) => control.reportError(error));
  },

  async importFile(file: File): Promise<void> {
    if (isLinkFile(file)) return actions.importLink(file);
    try {
      await library.importFile(file);
    } catch (error) {
      if (error instanceof ProblemError) fail(error.problem);
      else throw error;
    }
  },
};

function download({ name, bytes }: NamedFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes the address up after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
