/**
 * Whether much more fits into the page's storage. What browsers say of their quota is a nominal figure (Chromium names
 * ten gigabytes more than is used, whatever there is), so that the only way to know is to ask for the room.
 */
import { openPrivateFolder } from '../../src/host/browser/private-files.ts';

/** A few whole states of a usual machine. */
const ROOM_BYTES = 64 * 1024 * 1024;
const FOLDER = 'trampoline-room';
const FILE = 'room';

export async function hasRoom(): Promise<boolean> {
  try {
    const folder = await openPrivateFolder(FOLDER);
    const file = await folder.open(FILE);
    try {
      // Nothing is written. A file that could not grow says so by its size, in some browsers by throwing.
      file.truncate(ROOM_BYTES);
      return file.sizeBytes() >= ROOM_BYTES;
    } finally {
      file.truncate(0);
      file.close();
    }
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'QuotaExceededError');
  }
}
