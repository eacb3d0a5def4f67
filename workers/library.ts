/** The library worker: what is kept between visits, and the machine that is being kept now. */
import { expose, transfer } from 'comlink';
import type { LibraryConnectMessage, LibraryEvent, LibraryService } from '../src/protocol/library.ts';
import { Library } from './library/service.ts';

addEventListener(
  'message',
  ({ ports: [events] }: MessageEvent<LibraryConnectMessage>) => {
    if (!events) return;
    const library = new Library((event: LibraryEvent) => events.postMessage(event));
    const read = library.open.bind(library);
    // A state of hundreds of megabytes is handed over, not copied.
    const open: LibraryService['open'] = async (...given) => {
      const result = await read(...given);
      return result.ok ? transfer(result, [...result.value.resume.buffers]) : result;
    };
    expose(Object.assign(library, { open }));
  },
  { once: true },
);
