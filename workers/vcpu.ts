/** A vCPU thread. */
import type { VcpuCommand, VcpuMessage } from '../src/machine/vcpu/messages.ts';
import { Vcpu } from './vcpu/runner.ts';

const post = (message: VcpuMessage): void => postMessage(message);
const vcpu = new Vcpu(post);

addEventListener('message', ({ data }: MessageEvent<VcpuCommand>) => vcpu.receive(data));
post({ kind: 'alive' });
