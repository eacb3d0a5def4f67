/** What the page knows of links: the one it was given, and how a machine that came as one goes. */
import type { LinkFit, LinkVerdict } from '../../protocol/machine.ts';
import type { LinkContent } from '../../share/content.ts';
import { create } from '../state/create.ts';

export interface OfferedLink {
  readonly content: LinkContent;
  /** Undefined until the page knows. */
  readonly fit: LinkFit | undefined;
  /** The page's own address, or a file that was opened beside whatever runs. */
  readonly from: 'address' | 'file';
}

export interface LinkView {
  /** Waits for Run. */
  readonly offered: OfferedLink | undefined;
  /** What runs came as this link; with a verdict once it has gone its way. */
  readonly replayed: { readonly content: LinkContent; readonly verdict: LinkVerdict | undefined } | undefined;
  readonly isSharing: boolean;
  /** The address had a machine of its own, and leads elsewhere now. */
  readonly addressBefore: string | undefined;
}

export const useLinks = create<LinkView>()(() => ({
  offered: undefined,
  replayed: undefined,
  isSharing: false,
  addressBefore: undefined,
}));

/** A machine that goes along a record takes nothing from outside until it has its verdict. */
export function isReplaying(): boolean {
  const { replayed } = useLinks.getState();
  return replayed !== undefined && replayed.verdict === undefined;
}

/** The next machine came as `content`, or as something else. */
export function noteStart(content: LinkContent | undefined): void {
  const isCompared = content !== undefined && content.result !== null;
  useLinks.setState({
    offered: undefined,
    replayed: isCompared ? { content, verdict: undefined } : undefined,
  });
}

export function noteVerdict(verdict: LinkVerdict): void {
  const { replayed } = useLinks.getState();
  if (replayed) useLinks.setState({ replayed: { ...replayed, verdict } });
}

export const setSharing = (isSharing: boolean): void => useLinks.setState({ isSharing });
