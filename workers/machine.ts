/** The machine worker: life cycle, images, console and figures of the page's one machine. */
import { expose } from 'comlink';
import type { ConnectMessage, MachineEvent, PageMessage } from '../src/protocol/machine.ts';
import { Service } from './machine/service.ts';

addEventListener(
  'message',
  ({ data, ports: [events] }: MessageEvent<ConnectMessage>) => {
    if (!events) return;
    const service = new Service(data, (event: MachineEvent, transfer: Transferable[] = []) =>
      events.postMessage(event, transfer),
    );
    events.onmessage = ({ data: message }: MessageEvent<PageMessage>) => service.receive(message);
    expose(service);
    // A sign of life: from here on, silence means death.
    events.postMessage({ kind: 'synced', number: 0 } satisfies MachineEvent);
  },
  { once: true },
);
