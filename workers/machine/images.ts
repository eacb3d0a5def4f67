/** The page's images: the catalogue beside the page, and an image's files with progress. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { fetchFile, fetchText, type RemoteFile } from '../../src/host/browser/fetch-file.ts';
import { openPartStore, type PartStore } from '../../src/host/browser/part-store.ts';
import type { CatalogueFile, CatalogueImage } from '../../src/machine/config/catalogue.ts';
import type { ImageSummary, LoadProgress, NamedFile } from '../../src/protocol/machine.ts';

export interface ImageFile extends NamedFile {
  readonly role: CatalogueImage['files'][number]['role'];
}

/** Progress is told at most this often. */
const PROGRESS_EVERY_MS = 50;

export class Images {
  private readonly catalogueUrl: string;
  /** Where the files are that the catalogue names. */
  private readonly folderUrl: string;
  private readonly notKept: (why: string) => void;
  private readonly store: Promise<PartStore | undefined>;
  private loading: Promise<Result<readonly CatalogueImage[]>> | undefined;

  /** `rootUrl` is where the page's files are; `notKept` is told why images can't be kept for the next visit. */
  constructor(rootUrl: string, notKept: (why: string) => void) {
    this.folderUrl = new URL('images/', rootUrl).href;
    this.catalogueUrl = ownCatalogue() ?? new URL('catalogue.json', this.folderUrl).href;
    this.notKept = notKept;
    this.store = openPartStore().catch((error: unknown) => {
      notKept(reasonOf(error));
      return undefined;
    });
  }

  /** The catalogue; asked for again after a failure. */
  async catalogue(): Promise<Result<readonly CatalogueImage[]>> {
    this.loading ??= fetchText(this.catalogueUrl).then((text) =>
      text.ok ? readCatalogue(text.value, this.catalogueUrl) : text,
    );
    const result = await this.loading;
    if (!result.ok) this.loading = undefined;
    return result;
  }

  async find(id: string): Promise<Result<CatalogueImage>> {
    const catalogue = await this.catalogue();
    if (!catalogue.ok) return catalogue;
    const image = catalogue.value.find((candidate) => candidate.id === id);
    if (image) return success(image);
    const ids = catalogue.value.map((candidate) => candidate.id).join(', ');
    return failure(
      problem('usage', 'image.unknown', '?image=', `there is no image "${id}"`, `choose one of: ${ids}`),
    );
  }

  /** All files of an image, fetched at the same time. The first failure breaks off the others. */
  async load(
    { files }: CatalogueImage,
    tell: (parts: readonly LoadProgress[]) => void,
    signal: AbortSignal,
  ): Promise<Result<readonly ImageFile[]>> {
    const store = await this.store;
    const received = files.map(() => 0);
    let toldMs = Number.NEGATIVE_INFINITY;
    const tellNow = (): void => {
      toldMs = performance.now();
      tell(
        files.map(({ role, sizeBytes }, index) => ({
          part: role,
          receivedBytes: received[index] ?? 0,
          totalBytes: sizeBytes,
        })),
      );
    };
    const broken = new AbortController();
    const results = await Promise.all(
      files.map(async (file, index) => {
        const { role, path } = file;
        const result = await fetchFile(this.remote(file), {
          store,
          notKept: (error) => void this.makeRoom(store, error),
          signal: AbortSignal.any([signal, broken.signal]),
          progress(bytes) {
            received[index] = bytes;
            if (performance.now() - toldMs >= PROGRESS_EVERY_MS) tellNow();
          },
        });
        if (!result.ok) broken.abort();
        return { role, path, result };
      }),
    );
    tellNow();
    const loaded: ImageFile[] = [];
    const failures = results.flatMap(({ result }) => (result.ok ? [] : [result.problem]));
    const [first] = failures.filter(({ code }) => code !== 'fetch.aborted').concat(failures);
    if (first) return failure(first);
    for (const { role, path, result } of results) {
      if (result.ok) loaded.push({ role, name: path, bytes: result.value });
    }
    return success(loaded);
  }

  private remote(file: CatalogueFile): RemoteFile {
    const { path, sizeBytes, parts = [{ path, sizeBytes }] } = file;
    const at = (part: { readonly path: string; readonly sizeBytes: number }) => ({
      url: new URL(part.path, this.folderUrl).href,
      sizeBytes: part.sizeBytes,
    });
    return { ...file, name: path, parts: parts.map(at) };
  }

  /** Storage refused a part: what no image of today needs goes, so that the next visit can keep its own. */
  private async makeRoom(store: PartStore | undefined, error: unknown): Promise<void> {
    this.notKept(reasonOf(error));
    const catalogue = await this.catalogue();
    if (!catalogue.ok) return;
    await store?.retain(new Set(catalogue.value.flatMap(({ files }) => files.map(({ sha256 }) => sha256))));
  }
}

/**
 * The catalogue is a part of the build as scripts are, and was checked against its schema there. What is no catalogue
 * at all (a host's own page in its place) is told from one here; the schema then says what is wrong.
 */
async function readCatalogue(json: string, where: string): Promise<Result<readonly CatalogueImage[]>> {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value) && value.every(isImage)) return success(value);
  } catch {
    // Said below, and better.
  }
  const { parseCatalogue } = await import('../../src/machine/config/catalogue.ts');
  return parseCatalogue(json, where);
}

const isImage = (value: unknown): value is CatalogueImage =>
  typeof value === 'object' && value !== null && 'files' in value && 'machine' in value && 'id' in value;

/** A packed build has a list of its own beside its scripts (scripts/pack-site.mjs): the newest may have other images. */
function ownCatalogue(): string | undefined {
  const script = import.meta.url;
  return /\/v\/\w+\/assets\/[^/]+$/.test(script) ? new URL('../images.json', script).href : undefined;
}

function reasonOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return 'the storage that this browser gives the page is full';
  return 'this browser lets the page store nothing here';
}

export const summarize = ({ id, title, description, machine, files }: CatalogueImage): ImageSummary => ({
  id,
  title,
  description,
  harts: machine.harts,
  ramBytes: machine.ramBytes,
  downloadBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
});
