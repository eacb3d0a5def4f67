/** The machine worker's part of links: what a run is as one, and whether one can be run here. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { hashOf } from '../../src/host/browser/fetch-file.ts';
import type { CatalogueImage } from '../../src/machine/config/catalogue.ts';
import { imageIdentity } from '../../src/machine/config/image-identity.ts';
import { SEMANTICS } from '../../src/machine/config/semantics.ts';
import type { LinkFit, SharedRun } from '../../src/protocol/machine.ts';
import type { LinkContent } from '../../src/share/content.ts';
import { contentOf } from '../../src/share/run.ts';
import type { Boot } from './boot.ts';
import type { Images } from './images.ts';
import type { Recorded } from './vcpu-thread.ts';

const imageHash = (image: CatalogueImage): Promise<string> =>
  hashOf(new TextEncoder().encode(imageIdentity(image)));

export const isSameImage = async (image: CatalogueImage, sha256: string): Promise<boolean> =>
  (await imageHash(image)) === sha256;

export async function shareRun(
  { configuration, shared, started, disks, isRecorded }: Boot,
  build: string,
  recording: Promise<Recorded | undefined>,
): Promise<Result<SharedRun>> {
  const recorded = await recording;
  if (!shared) {
    const what = `a link holds no ${disks.length > 0 ? 'disk' : 'kernel and no initial root'}`;
    const action = 'share an image, an ELF program or assembly text';
    return failure(problem('unsupported', 'share.kernel', started.title, what, action));
  }
  if (!recorded) {
    const what = 'it gave no record in time';
    return failure(problem('internal', 'share.late', 'the machine', what, 'pause it, then ask again'));
  }
  const { record, instructions } = recorded;
  if (isRecorded && !record) {
    const what = 'its run was not recorded: it broke, or it did not go along the link that it came as';
    return failure(problem('unsupported', 'share.lost', 'the machine', what, 'start it over first'));
  }
  const { image, program = null, elf, append } = shared;
  const named = image ? { id: image.id, sha256: await imageHash(image) } : null;
  const identity = { image: named, program, elf, append };
  const content = contentOf({ semantics: SEMANTICS, build, configuration, identity }, record);
  return success({ content, instructions });
}

export async function fitLink({ image }: LinkContent, images: Images): Promise<Result<LinkFit>> {
  if (!image) return success({ semantics: SEMANTICS, image: null });
  const catalogue = await images.catalogue();
  if (!catalogue.ok) return catalogue;
  const found = catalogue.value.find(({ id }) => id === image.id);
  const title = found?.title ?? image.id;
  const is = !found ? 'missing' : (await isSameImage(found, image.sha256)) ? 'same' : 'other';
  return success({ semantics: SEMANTICS, image: { title, is } });
}
