/** The library worker's half of src/protocol/library.ts. */
import { ProblemError, problem, type Result, success, unwrap } from '../../src/base/problem.ts';
import { openPrivateFolder } from '../../src/host/browser/private-files.ts';
import { type AboutMachine, parseName } from '../../src/library/about.ts';
import type { KeptMachine } from '../../src/library/kept-machine.ts';
import { readNewest, readPoint } from '../../src/library/reading.ts';
import { ReadyStates } from '../../src/library/ready.ts';
import { DELETED_FOR_MS, type Shelf } from '../../src/library/shelf.ts';
import { collectParts } from '../../src/machine/snapshot/file.ts';
import { packSnapshot } from '../../src/machine/snapshot/raw.ts';
import type {
  LibraryService,
  LibraryView,
  LinkView,
  NewMachine,
  OpenAs,
  OpenedMachine,
  PointView,
} from '../../src/protocol/library.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import { exportFile, fileName, importMachine, originOf } from './files.ts';
import { heldMachines, holdMachine } from './hold.ts';
import { newId, packer, result, WHERE } from './common.ts';
import { DiskLibrary } from './disk-library.ts';
import type { KeptHere } from './keeper.ts';
import { opened } from './opened.ts';
import { newAbout, sourceOf, viewLibrary, viewPoint } from './views.ts';

const READY_FOLDER = 'trampoline-ready';

export class Library extends DiskLibrary implements LibraryService {
  attach(port: object, resumedKey: string | null): Promise<Result<null>> {
    this.keeper.connect(port as MessagePort);
    if (resumedKey !== null) this.keeper.expectLog();
    return Promise.resolve(success(null));
  }

  list(): Promise<Result<LibraryView>> {
    return result(async () =>
      unwrap(await viewLibrary(await this.shelf, await this.disks(), this.keeper.machine?.id)),
    );
  }

  open(id: string, as: OpenAs, point: number | null): Promise<Result<OpenedMachine>> {
    return result(async () => {
      const shelf = await this.shelf;
      if (as === 'look') return this.look(await shelf.open(id, WHERE), point);
      const own = as === 'copy' ? await this.copy(shelf, id) : id;
      if (this.keeper.machine?.id === own) await this.letGo();
      const here = await this.hold(shelf, own, as === 'take');
      try {
        return await this.goOn(here, point);
      } catch (error) {
        here.hold.release();
        throw error;
      }
    });
  }

  /** Stores what there is of the machine that is kept here, and gives it up. */
  private async letGo(): Promise<void> {
    await this.keeper.save(null).catch(() => undefined);
    await this.keeper.leave(false);
  }

  private async look(kept: KeptMachine, number: number | null): Promise<OpenedMachine> {
    const found = number === null ? undefined : kept.points.find((point) => point.number === number);
    if (found) {
      const snapshot = unwrap(await readPoint(kept, found, packer, kept.about.title));
      return opened(
        kept,
        { snapshot, events: [], damage: [] },
        null,
        await sourceOf(kept),
        await this.imagesOf(kept.about.disks),
      );
    }
    const state = unwrap(await readNewest(kept, packer, kept.about.title, false));
    return opened(kept, state, null, await sourceOf(kept), await this.imagesOf(kept.about.disks));
  }

  private async goOn(here: KeptHere, number: number | null): Promise<OpenedMachine> {
    const { id, kept } = here;
    const longAgo = Date.now() - DELETED_FOR_MS;
    await kept.change({
      deletedMs: null,
      points: kept.about.points.filter(({ deletedMs }) => deletedMs === null || deletedMs > longAgo),
    });
    const where = kept.about.name ?? kept.about.title;
    if (number === null) {
      const state = unwrap(await readNewest(kept, packer, where, true));
      await this.letGo();
      this.keeper.disconnect();
      this.keeper.keep(here, { stateHash: state.snapshot.header.stateHash, files: state.point.files });
      await kept.goOnLogging(state.point.number);
      return opened(kept, state, id, await sourceOf(kept), await this.imagesOf(kept.about.disks));
    }
    const point = kept.points.find((candidate) => candidate.number === number);
    if (!point) {
      const what = `it has no snapshot ${number}`;
      throw new ProblemError(problem('usage', 'library.point', where, what, 'choose another'));
    }
    const snapshot = unwrap(await readPoint(kept, point, packer, where));
    const [newest] = kept.points;
    if (newest && newest.name === null && newest.number !== number) {
      const time = new Date(newest.takenMs).toLocaleTimeString();
      await kept.changePoint(newest.number, { name: `Before going back, ${time}` });
    }
    await this.letGo();
    this.keeper.disconnect();
    const next = kept.takeNumber();
    await kept.branch(point, next, Date.now());
    await kept.beginLog(next);
    this.keeper.keep(here, { stateHash: point.stateHash, files: point.files });
    return opened(
      kept,
      { snapshot, events: [], damage: [] },
      id,
      await sourceOf(kept),
      await this.imagesOf(kept.about.disks),
    );
  }

  private async hold(shelf: Shelf, id: string, take: boolean): Promise<KeptHere> {
    const folder = await shelf.folderOf(id);
    const lost = (): void => this.lost(id);
    const asked = (): Promise<void> => this.letGo();
    const hold = await holdMachine(id, WHERE, folder, take, { asked, lost });
    try {
      return { id, kept: await shelf.open(id, WHERE), hold };
    } catch (error) {
      hold.release();
      throw error;
    }
  }

  /** Another tab has it now. */
  private lost(id: string): void {
    if (this.keeper.machine?.id === id) this.keeper.drop();
    this.emit({ kind: 'lost' });
  }

  private async copy(shelf: Shelf, id: string): Promise<string> {
    const { about } = await shelf.open(id, WHERE);
    const copy = newId();
    const name = `${about.name ?? about.title}, copy`;
    const isHere = this.keeper.machine?.id === id;
    const duplicate = () =>
      shelf.duplicate(id, copy, {
        ...about,
        name,
        createdMs: Date.now(),
        usedMs: Date.now(),
        deletedMs: null,
      });
    await (isHere ? this.keeper.change(duplicate) : duplicate());
    return copy;
  }

  begin(machine: NewMachine, name: string | null): Promise<Result<string>> {
    return result(async () => {
      const shelf = await this.shelf;
      await this.keeper.leave(false);
      const id = newId();
      const folder = await shelf.folderOf(id);
      const lost = (): void => this.lost(id);
      const asked = (): Promise<void> => this.letGo();
      const hold = await holdMachine(id, WHERE, folder, false, { asked, lost });
      try {
        const files = machine.source.kind === 'files' ? machine.source.files : [];
        const kept = await shelf.create(
          id,
          newAbout(machine, name),
          files.map(({ bytes }) => bytes),
        );
        const here = { id, kept, hold };
        if (!(await this.beginFromReady(here, machine))) {
          this.keeper.keep(here, undefined);
          await this.keeper.save(null);
        }
        return id;
      } catch (error) {
        this.keeper.drop();
        hold.release();
        await shelf.remove(id).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Where the machine came from a booted state, a copy of that is its first point, and what was logged leads on. */
  private async beginFromReady(here: KeptHere, { started }: NewMachine): Promise<boolean> {
    if (!started.ready || !this.keeper.hasLog) return false;
    const states = new ReadyStates(await openPrivateFolder(READY_FOLDER));
    const entry = await states.find(started.ready.key);
    const bytes = entry && (await states.read(entry));
    if (!entry || !bytes) return false;
    const { stateHash, instructions } = entry;
    const number = here.kept.takeNumber();
    const point = { number, name: null, takenMs: Date.now(), instructions, stateHash };
    this.keeper.keepFrom(here, await here.kept.save(point, [bytes]));
    return true;
  }

  save(name: string | null): Promise<Result<PointView>> {
    return result(async () => {
      const given = name === null ? null : unwrap(parseName(name, 'the snapshot'));
      return viewPoint(await this.keeper.save(given));
    });
  }

  leave(done: boolean): Promise<Result<null>> {
    return result(async () => {
      await this.keeper.leave(done);
      return null;
    });
  }

  /** Changes what is known of a machine: of the one that is kept here in turn, of another while nobody has it. */
  private change(id: string, work: (kept: KeptMachine) => Promise<void>): Promise<Result<null>> {
    return result(async () => {
      if (this.keeper.machine?.id === id) await this.keeper.change(work);
      else {
        const { kept, hold } = await this.hold(await this.shelf, id, false);
        try {
          await work(kept);
        } finally {
          hold.release();
        }
      }
      return null;
    });
  }

  private changeAbout(id: string, change: Partial<AboutMachine>): Promise<Result<null>> {
    return this.change(id, (kept) => kept.change(change));
  }

  async rename(id: string, name: string): Promise<Result<null>> {
    const given = parseName(name, 'the machine');
    return given.ok ? this.changeAbout(id, { name: given.value }) : given;
  }

  duplicate(id: string): Promise<Result<string>> {
    return result(async () => this.copy(await this.shelf, id));
  }

  async remove(id: string): Promise<Result<null>> {
    if (this.keeper.machine?.id !== id) return this.changeAbout(id, { deletedMs: Date.now() });
    const changed = await this.changeAbout(id, { deletedMs: Date.now() });
    await this.keeper.leave(false);
    return changed;
  }

  bringBack(id: string): Promise<Result<null>> {
    return this.changeAbout(id, { deletedMs: null });
  }

  removeForGood(id: string): Promise<Result<null>> {
    return result(async () => {
      const shelf = await this.shelf;
      const isHere = this.keeper.machine?.id === id;
      if (isHere) await this.keeper.leave(false);
      if ((await heldMachines()).has(id)) {
        const what = 'another tab has it open';
        throw new ProblemError(problem('storage', 'library.held', WHERE, what, 'close it there first'));
      }
      await shelf.remove(id);
      return null;
    });
  }

  async renamePoint(id: string, point: number, name: string): Promise<Result<null>> {
    const given = parseName(name, 'the snapshot');
    return given.ok ? this.change(id, (kept) => kept.changePoint(point, { name: given.value })) : given;
  }

  removePoint(id: string, point: number): Promise<Result<null>> {
    return this.change(id, (kept) => kept.changePoint(point, { deletedMs: Date.now() }));
  }

  bringBackPoint(id: string, point: number): Promise<Result<null>> {
    return this.change(id, (kept) => kept.changePoint(point, { deletedMs: null }));
  }

  exportPoint(id: string, number: number | null): Promise<Result<NamedFile>> {
    return result(async () => {
      if (this.keeper.machine?.id === id && number === null)
        await this.keeper.save(null).catch(() => undefined);
      const kept = await (await this.shelf).open(id, WHERE);
      const [newest] = kept.points;
      const point = number === null ? newest : kept.points.find((candidate) => candidate.number === number);
      const name = kept.about.name ?? kept.about.title;
      if (!point)
        throw new ProblemError(problem('usage', 'library.point', name, 'it has no snapshot', 'save it'));
      const snapshot = unwrap(await readPoint(kept, point, packer, name));
      return exportFile(point.name === null ? name : `${name}, ${point.name}`, kept.about, snapshot, packer);
    });
  }

  exportRunning(machine: NewMachine): Promise<Result<NamedFile>> {
    return result(async () => {
      const state = await this.keeper.captureWhole(originOf(machine));
      return {
        name: fileName(machine.started.title),
        bytes: await collectParts(packSnapshot(state, packer)),
      };
    });
  }

  importFile({ name, bytes }: NamedFile): Promise<Result<string>> {
    return result(async () => {
      const id = newId();
      await importMachine(await this.shelf, id, { name, bytes }, packer);
      return id;
    });
  }

  addLink(name: string, url: string): Promise<Result<null>> {
    return this.changeLinks(async (links) => [
      { id: newId(), name: unwrap(parseName(name, 'the link')), url, createdMs: Date.now() },
      ...links,
    ]);
  }

  renameLink(id: string, name: string): Promise<Result<null>> {
    return this.changeLinks(async (links) => {
      const given = unwrap(parseName(name, 'the link'));
      return links.map((link) => (link.id === id ? { ...link, name: given } : link));
    });
  }

  removeLink(id: string): Promise<Result<null>> {
    return this.changeLinks(async (links) => links.filter((link) => link.id !== id));
  }

  /** One tab at a time. */
  private changeLinks(
    change: (links: readonly LinkView[]) => Promise<readonly LinkView[]>,
  ): Promise<Result<null>> {
    return result(async () => {
      const shelf = await this.shelf;
      await navigator.locks.request('trampoline links', async () => {
        const changed = await change(await shelf.links());
        await shelf.changeLinks(() => changed);
      });
      return null;
    });
  }

  keepReady(key: string): Promise<Result<number>> {
    return result(async () => {
      const states = new ReadyStates(await openPrivateFolder(READY_FOLDER));
      if (await states.find(key)) return 0;
      const state = await this.keeper.captureWhole({});
      const { stateHash, instructions } = state;
      return states.keep({ key, stateHash, instructions, takenMs: Date.now() }, packSnapshot(state, packer));
    });
  }
}
