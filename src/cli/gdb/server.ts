/** The stub's socket: one debugger on localhost, packets in order, `+` for each until GDB wants none. */
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import type { History } from '../../machine/time-travel/history.ts';
import { framed, PacketReader } from './packets.ts';
import { GdbTarget } from './target.ts';

const HOST = '127.0.0.1';

/** Serves one connection until the debugger goes away. */
class Connection {
  private readonly socket: Socket;
  private readonly target: GdbTarget;
  private readonly reader = new PacketReader();
  private readonly packets: string[] = [];
  private acknowledges = true;
  private interrupted = false;
  private isOver = false;
  private wake: () => void = () => {};

  constructor(socket: Socket, history: History, show: () => Promise<void>) {
    this.socket = socket;
    this.target = new GdbTarget(history, {
      breathe: async () => {
        await show();
        await nextTurn();
        return this.interrupted || this.isOver;
      },
    });
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('data', (chunk) => this.take(String(chunk)));
    for (const event of ['close', 'error']) {
      socket.on(event, () => {
        this.isOver = true;
        this.wake();
      });
    }
  }

  private take(chunk: string): void {
    for (const incoming of this.reader.push(chunk)) {
      if (incoming.kind === 'interrupt') this.interrupted = true;
      else if (this.acknowledges) this.socket.write(incoming.kind === 'packet' ? '+' : '-');
      if (incoming.kind === 'packet') this.packets.push(incoming.text);
    }
    this.wake();
  }

  async serve(show: () => Promise<void>): Promise<void> {
    while (!this.isOver) {
      const packet = this.packets.shift();
      if (packet === undefined) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      this.interrupted = false;
      const answer = packet === 'QStartNoAckMode' ? 'OK' : await this.target.answer(packet);
      await show();
      if (answer === undefined) {
        this.socket.end(packet.startsWith('D') ? framed('OK') : '');
        return;
      }
      this.socket.write(framed(answer));
      if (packet === 'QStartNoAckMode') this.acknowledges = false;
    }
  }
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    server.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      const what = `port ${port} of localhost cannot be listened on (${code})`;
      resolve(failure(problem('environment', 'gdb.port', '--gdb', what, 'give another port, or 0 for any')));
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(success(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** Waits for one debugger, announced with the port, and serves it. `show` writes what the guest printed. */
export async function serveGdb(
  history: History,
  port: number,
  announce: (port: number) => void,
  show: () => Promise<void>,
): Promise<Result<null>> {
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => resolve(socket));
  });
  const listening = await listen(server, port);
  if (!listening.ok) return listening;
  announce(listening.value);
  const socket = await connected;
  server.close();
  await new Connection(socket, history, show).serve(show);
  socket.destroy();
  return success(null);
}
