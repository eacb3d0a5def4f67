/** A machine from the visitor's own files. Loaded with the first of them: most visits bring none. */
import { failure, problem, type Result, success } from '../../src/base/problem.ts';
import { sniff } from '../../src/machine/loaders/magic.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';
import { assembled } from './assembled.ts';
import type { BootContext, Payload } from './boot.ts';
import type { ImageFile } from './images.ts';
import { loadKernel } from './plan.ts';

/** A program, as ELF or as assembly text, runs alone; a kernel gets the initial root that came with it, else that of the named image. */
export async function ownPayload(
  files: readonly NamedFile[],
  rootOfImage: string,
  context: BootContext,
): Promise<Result<Payload>> {
  const [first, second, third] = files;
  const where = files.map(({ name }) => name).join(', ');
  if (!first || third) {
    const action = 'give a program, a kernel, or a kernel and its initrd';
    return failure(problem('usage', 'files.count', where, `${files.length} files are not a machine`, action));
  }
  const isElf = sniff(first.bytes)?.is === 'an ELF file';
  const base = { image: null, title: where, prompt: undefined };
  if (isElf && !second) {
    const files: ImageFile[] = [{ ...first, role: 'elf' }];
    return success({ ...base, files, append: '', defaults: {}, shared: { elf: first.bytes } });
  }
  if (isAssembly(first) && !second) {
    const elf = await assembled(first);
    if (!elf.ok) return elf;
    return success({
      ...base,
      files: [{ ...first, bytes: elf.value, role: 'elf' }],
      append: '',
      defaults: {},
      shared: { program: new TextDecoder().decode(first.bytes) },
    });
  }
  const image = await context.images.find(rootOfImage);
  if (!image.ok) return image;
  const { append, ramBytes, harts } = image.value.machine;
  const machine = { append, defaults: { ramBytes, harts } };
  if (second) {
    const [kernel, initrd] = isInitrd(first) ? [second, first] : [first, second];
    const own: ImageFile[] = [
      { ...kernel, role: 'kernel' },
      { ...initrd, role: 'initrd' },
    ];
    return success({ ...base, ...machine, files: own });
  }
  // Checked before the root is fetched, so that a wrong file is refused at once.
  const kernel = await loadKernel(first);
  if (!kernel.ok) return kernel;
  const initrdOnly = { ...image.value, files: image.value.files.filter(({ role }) => role === 'initrd') };
  const root = await context.images.load(initrdOnly, context.tell, context.signal);
  if (!root.ok) return root;
  return success({ ...base, ...machine, files: [{ ...first, role: 'kernel' }, ...root.value] });
}

/** By its name: assembly text has no signature. */
const isAssembly = ({ name }: NamedFile): boolean => /\.(?:s|asm)$/i.test(name);

const isInitrd = ({ name, bytes }: NamedFile): boolean =>
  sniff(bytes)?.family === 'archive' || /initr|cpio|root/i.test(name);
