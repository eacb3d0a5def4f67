/**
 * What the page has to say beside the machine's own state: each remark once, until it is dismissed or settled. A
 * remark says what happened in a sentence, and offers a way on where there is one.
 */
import type { MachineEvent } from '../../protocol/machine.ts';
import { duration } from '../components/format.ts';
import { create } from './create.ts';
import { usePage } from './store.ts';

export interface RemarkAction {
  readonly label: string;
  /** A link to another page or tab, or something to do here. */
  readonly does: { readonly href: string } | (() => void);
}

export interface Remark {
  readonly id: string;
  readonly text: string;
  readonly actions: readonly RemarkAction[];
}

export const useRemarks = create<{ readonly remarks: readonly Remark[] }>()(() => ({ remarks: [] }));

/** Says something; an older remark of the same id gives way. */
export function remark(id: string, text: string, actions: readonly RemarkAction[] = []): void {
  useRemarks.setState(({ remarks }) => {
    const at = remarks.findIndex((other) => other.id === id);
    const said = { id, text, actions };
    return { remarks: at < 0 ? [...remarks, said] : remarks.with(at, said) };
  });
}

export function forgetRemark(id: string): void {
  useRemarks.setState(({ remarks }) => ({ remarks: remarks.filter((other) => other.id !== id) }));
}

/** What the machine's worker noticed, as a remark. */
export function remarkOn(event: Extract<MachineEvent, { kind: 'gap' | 'notKept' }>): void {
  if (event.kind === 'gap') {
    const text = `This computer slept, or stood still, for ${duration(event.gapMs)}.`;
    return remark('gap', `${text} The machine's clock stood still as well.`);
  }
  // Where the page's own standing is the reason, it has said so.
  if (/frame|insecure/.test(usePage.getState().standing.reason ?? '')) return;
  remark('notKept', `Images are fetched again at the next visit: ${event.why}.`);
}
