/** How the machine worker reaches a vCPU: in a thread of its own, or, where no memory can be shared, in its own. */
import { VCPU_CHANNEL_BYTES, type VcpuChannel, vcpuChannel } from '../../src/machine/vcpu/channel.ts';
import type { VcpuCommand, VcpuMessage } from '../../src/machine/vcpu/messages.ts';
import type { Vcpu } from '../vcpu/runner.ts';

export interface VcpuEvents {
  message(message: VcpuMessage): void;
  /** It's gone. */
  failed(what: string): void;
  /** Empties the output ring, whatever credit there is. */
  overflow(): void;
}

export interface VcpuPort {
  /** Starts out as zeros. */
  readonly buffer: ArrayBufferLike;
  readonly channel: VcpuChannel;
  post(command: VcpuCommand, transfer?: Transferable[]): void;
  end(): void;
}

export type OpenVcpu = (events: VcpuEvents) => VcpuPort;

export const openVcpuThread: OpenVcpu = (events) => {
  const worker = new Worker(new URL('../vcpu.ts', import.meta.url), { type: 'module', name: 'vcpu' });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    events.failed(event.message ? `it stopped: ${event.message}` : 'it could not be loaded or stopped');
  });
  worker.addEventListener('messageerror', () => events.failed('it sent what cannot be read'));
  worker.onmessage = ({ data }: MessageEvent<VcpuMessage>) => events.message(data);
  const buffer = new SharedArrayBuffer(VCPU_CHANNEL_BYTES);
  return {
    buffer,
    channel: vcpuChannel(buffer, 0),
    post: (command, transfer = []) => worker.postMessage(command, transfer),
    end: () => worker.terminate(),
  };
};

/**
 * One worker for all. Its code is loaded only here. What wakes a thread elsewhere resolves a promise here: every
 * `bump` of the channel does.
 */
export const openVcpuHere: OpenVcpu = (events) => {
  let wake = (): void => undefined;
  const sleep = (timeoutMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loading = import('../vcpu/runner.ts').then(({ Vcpu: Runner }): Vcpu => {
    const post = (message: VcpuMessage): void => events.message(message);
    return new Runner(post, { sleep, overflow: () => events.overflow() });
  });
  const withVcpu = (action: (vcpu: Vcpu) => void): void =>
    void loading.then(action, () => events.failed('its code could not be loaded'));
  const buffer = new ArrayBuffer(VCPU_CHANNEL_BYTES);
  const channel = vcpuChannel(buffer, 0);
  const waking = (bump: () => void) => () => {
    bump();
    wake();
  };
  return {
    buffer,
    channel: {
      ...channel,
      wake: { ...channel.wake, bump: waking(() => channel.wake.bump()) },
      drained: { ...channel.drained, bump: waking(() => channel.drained.bump()) },
    },
    post: (command) => withVcpu((vcpu) => vcpu.receive(command)),
    end() {
      withVcpu((vcpu) => vcpu.end());
      wake();
    },
  };
};
