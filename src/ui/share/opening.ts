/** Opens what a visitor brings: the fragment of an address, or a link's file. Nothing starts here. */
import { problem, type Result } from '../../base/problem.ts';
import type { LinkFit } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { decodeLink, decodeLinkFile, MAX_FILE_CHARACTERS } from '../../share/link.ts';
import type { MachineControl } from '../state/control.ts';
import { usePage } from '../state/store.ts';
import { type OfferedLink, useLinks } from './link-view.ts';

/** Told apart by its name, as a program's text is. */
export const isLinkFile = ({ name }: File): boolean => /\.json$/i.test(name);

type Ask = (content: LinkContent) => Promise<Result<LinkFit>>;

async function offer(opened: Result<LinkContent>, from: OfferedLink['from'], ask: Ask): Promise<void> {
  if (!opened.ok) {
    usePage.setState({ problem: opened.problem });
    return;
  }
  const { value: content } = opened;
  useLinks.setState({ offered: { content, fit: undefined, from } });
  const fit = await ask(content);
  const { offered } = useLinks.getState();
  if (offered?.content !== content) return;
  if (fit.ok) useLinks.setState({ offered: { ...offered, fit: fit.value } });
  else usePage.setState({ problem: fit.problem });
}

/** The page's own address: what Run is about from here on. */
export async function openAddress(hash: string, control: MachineControl): Promise<void> {
  const opened = decodeLink(hash);
  if (opened.ok) control.choose({ origin: { kind: 'link', content: opened.value }, options: {} });
  await offer(opened, 'address', (content) => control.fitLink(content));
}

/** A file, beside whatever runs. */
export async function openFile(file: File, control: MachineControl): Promise<void> {
  if (file.size > 4 * MAX_FILE_CHARACTERS) {
    const what = `it has ${file.size} bytes, more than any link's file`;
    usePage.setState({ problem: problem('limit', 'link.large', file.name, what, 'choose another file') });
    return;
  }
  await offer(decodeLinkFile(await file.text()), 'file', (content) => control.fitLink(content));
}
