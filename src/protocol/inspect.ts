/** What became of guest code, as the page asks for it and sees it. Declared where it is answered. */
export type * from '../machine/inspect/views.ts';
