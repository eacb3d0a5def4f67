/** A vCPU thread. */
import type { VcpuCommand } from '../src/machine/vcpu/messages.ts';
import { createVcpu } from './vcpu/runner.ts';

const vcpu = createVcpu((message) => postMessage(message));

addEventListener('message', ({ data }: MessageEvent<VcpuCommand>) => vcpu.receive(data));
