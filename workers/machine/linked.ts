/** A link's machine: its image found by id and hash, or its program; then what it is to go along. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { parseConfiguration } from '../../src/machine/config/configuration.ts';
import { decodeBase64url } from '../../src/share/base64url.ts';
import type { LinkContent } from '../../src/share/content.ts';
import { recordOf, typedOf } from '../../src/share/run.ts';
import { assembled } from './assembled.ts';
import { type BootContext, imagePayload, type Payload } from './boot.ts';
import { isSameImage } from './sharing.ts';

const WHERE = 'the link';
const PROGRAM = 'the link’s program';

export async function linkedPayload(link: LinkContent, context: BootContext): Promise<Result<Payload>> {
  const payload = link.image ? await linkedImage(link, context) : await linkedProgram(link);
  if (!payload.ok) return payload;
  const { machine, tiers, warm, mode, seed } = link;
  const record = recordOf(link);
  // The link's own schema says what can be written, not what this build can make of it.
  const configuration = parseConfiguration({ ...machine, tiers, warm, mode, seed }, WHERE);
  if (!configuration.ok) return configuration;
  return success({
    ...payload.value,
    defaults: configuration.value,
    fixedAppend: link.append ?? payload.value.append,
    replay: { record, typed: record ? [] : typedOf(link) },
    // Along a record the prompt says nothing: the machine takes input at its end.
    prompt: record ? undefined : payload.value.prompt,
  });
}

async function linkedImage(link: LinkContent, context: BootContext): Promise<Result<Payload>> {
  const { image, program, elf } = link;
  if (program !== null || elf !== undefined) {
    const what = 'it holds both an image and a program, which this build does not run';
    return failure(
      problem('unsupported', 'link.content', WHERE, what, `open it with the build ${link.build}`),
    );
  }
  const id = image?.id ?? '';
  const found = await context.images.find(id);
  if (!found.ok) return found;
  if (image && (await isSameImage(found.value, image.sha256))) return imagePayload(id, context);
  const what = `it was made with another version of the image "${id}"`;
  return failure(problem('input', 'link.image', WHERE, what, `open it with the build ${link.build}`));
}

async function linkedProgram({ program, elf }: LinkContent): Promise<Result<Payload>> {
  const base = { image: null, title: PROGRAM, prompt: undefined, append: '', defaults: {} };
  if (program !== null) {
    const made = await assembled({ name: PROGRAM, bytes: new TextEncoder().encode(program) });
    if (!made.ok) return made;
    const files = [{ name: PROGRAM, bytes: made.value, role: 'elf' as const }];
    return success({ ...base, files, shared: { program } });
  }
  const bytes = decodeBase64url(elf ?? '');
  if (!bytes) {
    const what = 'its program is not base64url';
    return failure(problem('input', 'link.elf', WHERE, what, 'ask for the link again'));
  }
  const files = [{ name: PROGRAM, bytes: new Uint8Array(bytes), role: 'elf' as const }];
  return success({ ...base, files, shared: { elf: bytes } });
}
