/** A vCPU thread. */
import type { VcpuCommand, VcpuMessage } from '../src/machine/vcpu/messages.ts';
import { createVcpu } from './vcpu/runner.ts';

const post = (message: VcpuMessage): void => postMessage(message);
const vcpu = createVcpu(post);

addEventListener('message', ({ data }: MessageEvent<VcpuCommand>) => vcpu.receive(data));
post({ kind: 'alive' });
