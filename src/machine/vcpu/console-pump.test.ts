import { describe, expect, it } from 'vitest';
import { VCPU_CHANNEL_BYTES, vcpuChannel } from './channel.ts';
import { ConsolePump } from './console-pump.ts';

function make(creditBytes: number) {
  const buffer = new SharedArrayBuffer(VCPU_CHANNEL_BYTES);
  const guest = vcpuChannel(buffer, 0);
  let received = '';
  const pump = new ConsolePump(vcpuChannel(buffer, 0), creditBytes, (bytes) => {
    received += new TextDecoder().decode(bytes);
  });
  const print = (text: string): void => {
    expect(guest.output.write(new TextEncoder().encode(text))).toBe(text.length);
  };
  return { guest, pump, print, received: () => received };
}

describe('the console pump', () => {
  it('sends no more than it has credit for, and the rest when credit comes back', () => {
    const { guest, pump, print, received } = make(5);
    print('hello, world');
    pump.pump();
    expect(received()).toBe('hello');
    pump.pump();
    expect(received()).toBe('hello');
    pump.addCredit(3);
    expect(received()).toBe('hello, w');
    pump.addCredit(100);
    expect(received()).toBe('hello, world');
    expect(guest.output.available()).toBe(0);
  });

  it('asks to be told of the next output, and wakes a guest that waits for room', () => {
    const { guest, pump, print } = make(1000);
    guest.outputAnnounced.store(1);
    const drained = guest.drained.load();
    print('x');
    pump.pump();
    expect(guest.outputAnnounced.load()).toBe(0);
    expect(guest.drained.load()).not.toBe(drained);
  });

  it('moves more than a batch at once', () => {
    const { pump, print, received } = make(1e6);
    const text = '0123456789'.repeat(6000);
    print(text);
    pump.pump();
    expect(received()).toBe(text);
  });
});
