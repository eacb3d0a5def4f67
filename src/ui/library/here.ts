/** The page's one library. */
import { control, terminal } from '../state/page.ts';
import { LibrarySession } from './session.ts';

export const library = new LibrarySession(control, () => terminal.focus());
