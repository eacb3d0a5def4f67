/** The page's one library. */
import { control } from '../state/page.ts';
import { LibrarySession } from './session.ts';

export const library = new LibrarySession(control);
