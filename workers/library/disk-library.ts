/** The library worker's disks, and what it is made of. */
import { failure, ProblemError, problem, type Result, unwrap } from '../../src/base/problem.ts';
import { openPrivateFolder } from '../../src/host/browser/private-files.ts';
import { type AboutMachine, parseName } from '../../src/library/about.ts';
import { Disks, withPages } from '../../src/library/disks.ts';
import { readNewest } from '../../src/library/reading.ts';
import { DELETED_FOR_MS, Shelf } from '../../src/library/shelf.ts';
import type { DiskRef, LibraryEvent } from '../../src/protocol/library.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import { newId, packer, result, WHERE } from './common.ts';
import { heldMachines } from './hold.ts';
import { Keeper } from './keeper.ts';

const FOLDER = 'trampoline-library';
const DISKS_FOLDER = 'trampoline-disks';

export class DiskLibrary {
  protected readonly keeper: Keeper;
  protected readonly emit: (event: LibraryEvent) => void;
  protected readonly shelf: Promise<Shelf>;

  constructor(emit: (event: LibraryEvent) => void) {
    this.emit = emit;
    this.keeper = new Keeper(packer, emit);
    this.shelf = this.openShelf();
    // Whoever needs it is told.
    this.shelf.catch(() => undefined);
  }

  private async openShelf(): Promise<Shelf> {
    try {
      const shelf = new Shelf(await openPrivateFolder(FOLDER));
      const held = await heldMachines();
      await shelf.tidy(Date.now(), (id) => held.has(id)).catch(() => undefined);
      const disks = new Disks(await openPrivateFolder(DISKS_FOLDER));
      await disks.tidy(Date.now() - DELETED_FOR_MS).catch(() => undefined);
      return shelf;
    } catch {
      const what = 'this browser lets the page store nothing here';
      const action = 'export the machine as a file, or open the page in its own tab';
      throw new ProblemError(problem('environment', 'library.denied', WHERE, what, action));
    }
  }

  protected async disks(): Promise<Disks> {
    // Where nothing can be stored, that is said once.
    await this.shelf;
    return new Disks(await openPrivateFolder(DISKS_FOLDER));
  }

  protected async imagesOf(refs: readonly DiskRef[]): Promise<readonly NamedFile[]> {
    if (refs.length === 0) return [];
    const disks = await this.disks();
    return Promise.all(refs.map(async ({ id, name }) => ({ name, bytes: await disks.image(id, name) })));
  }

  private addImage(name: string, image: () => Promise<Uint8Array>): Promise<Result<string>> {
    return result(async () => {
      const id = newId();
      await (await this.disks()).add(id, unwrap(parseName(name, 'the disk')), await image(), Date.now());
      return id;
    });
  }

  addDisk({ name, bytes }: NamedFile): Promise<Result<string>> {
    return this.addImage(name, () => Promise.resolve(bytes));
  }

  addEmptyDisk(name: string, sizeBytes: number): Promise<Result<string>> {
    return this.addImage(name, () => Promise.resolve(new Uint8Array(sizeBytes)));
  }

  saveDisk(machine: string, index: number, name: string): Promise<Result<string>> {
    return this.addImage(name, async () => {
      if (this.keeper.machine?.id === machine) await this.keeper.save(null);
      const kept = await (await this.shelf).open(machine, WHERE);
      const { snapshot } = unwrap(await readNewest(kept, packer, WHERE, false));
      const [image] = await this.imagesOf(kept.about.disks.slice(index, index + 1));
      const pages = snapshot.disks[index];
      if (image && pages) return withPages(image.bytes, pages);
      const what = `it has no disk ${index}`;
      throw new ProblemError(problem('usage', 'disk.none', kept.about.title, what, 'choose another'));
    });
  }

  private changeDisk(id: string, change: Parameters<Disks['change']>[1]): Promise<Result<null>> {
    return result(async () => {
      await (await this.disks()).change(id, change);
      return null;
    });
  }

  async renameDisk(id: string, name: string): Promise<Result<null>> {
    const given = parseName(name, 'the disk');
    return given.ok ? this.changeDisk(id, { name: given.value }) : given;
  }

  duplicateDisk(id: string): Promise<Result<string>> {
    return result(async () => {
      const disks = await this.disks();
      const name = (await disks.list()).find((disk) => disk.id === id)?.name ?? 'Disk';
      const copy = newId();
      await disks.add(copy, `${name}, copy`, await disks.image(id, name), Date.now());
      return copy;
    });
  }

  async removeDisk(id: string): Promise<Result<null>> {
    const user = await this.userOf(id).catch(() => undefined);
    if (!user) return this.changeDisk(id, { deletedMs: Date.now() });
    const what = `“${user.name ?? user.title}” has it`;
    return failure(problem('usage', 'disk.used', 'the disk', what, 'delete that machine for good first'));
  }

  private async userOf(id: string): Promise<AboutMachine | undefined> {
    const machines = (await (await this.shelf).list()).flatMap(({ about }) => (about?.ok ? about.value : []));
    return machines.find(({ disks }) => disks.some((disk) => disk.id === id));
  }

  bringBackDisk(id: string): Promise<Result<null>> {
    return this.changeDisk(id, { deletedMs: null });
  }

  diskFiles(refs: readonly DiskRef[]): Promise<Result<readonly NamedFile[]>> {
    return result(() => this.imagesOf(refs));
  }
}
