/** A hart's thread in the browser: told once what to run, and ended from outside. */
import { moduleHost } from '../src/host/browser/web-assembly.ts';
import { wallNs } from '../src/host/browser/wall-clock.ts';
import { HartThread } from '../src/machine/concurrent/hart-thread.ts';
import type { HartStart } from '../src/machine/run/host.ts';
import { translatingHere } from '../src/machine/run/translating-here.ts';

export interface HartMessage {
  readonly start: HartStart;
  readonly memory: WebAssembly.Memory;
}

addEventListener('message', ({ data: { start, memory } }: MessageEvent<HartMessage>) => {
  new HartThread({ ...start, host: { ...moduleHost(memory), wallNs }, translating: translatingHere }).run();
});
