/** The machine worker: life cycle, images, console and figures of the page's one machine. */
import { expose } from 'comlink';
import type { ConnectMessage, CreditMessage, MachineEvent } from '../src/protocol/machine.ts';
import { Service } from './machine/service.ts';

addEventListener(
  'message',
  ({ data, ports: [events] }: MessageEvent<ConnectMessage>) => {
    if (!events) return;
    const service = new Service(data.pageUrl, (event: MachineEvent, transfer: Transferable[] = []) =>
      events.postMessage(event, transfer),
    );
    events.onmessage = ({ data: credit }: MessageEvent<CreditMessage>) =>
      service.addCredit(credit.shownBytes);
    expose(service);
  },
  { once: true },
);
