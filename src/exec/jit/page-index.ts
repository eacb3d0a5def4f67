/** For a warm start: which known translations belong into a page, by a hash of what it held when it became code. */
import type { Content } from './content.ts';

export class PageIndex {
  private readonly contents = new Map<number, Content[]>();

  note(content: Content): void {
    const { pageHash } = content.translation;
    if (pageHash === undefined) return;
    const known = this.contents.get(pageHash);
    if (known) known.push(content);
    else this.contents.set(pageHash, [content]);
  }

  forget(content: Content): void {
    const { pageHash } = content.translation;
    if (pageHash === undefined) return;
    const rest = (this.contents.get(pageHash) ?? []).filter((one) => one !== content);
    if (rest.length === 0) this.contents.delete(pageHash);
    else this.contents.set(pageHash, rest);
  }

  at(hash: number): readonly Content[] {
    return this.contents.get(hash) ?? [];
  }
}
