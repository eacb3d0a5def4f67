import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceWorld, freshState } from '../../testing/devices.ts';
import { RECEIVE_TIMEOUT_NS, uart, uartInput } from './device.ts';
import { type UartState, uartState } from './state.ts';

const DATA = 0;
const IER = 1;
const IIR = 2;
const FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;

let state: UartState;
let world: DeviceWorld;

beforeEach(() => {
  world = new DeviceWorld();
  state = freshState(uartState, uart, undefined);
});

const read = (offset: number): number => uart.read(state, offset, 1, world);
const write = (offset: number, value: number): void => uart.write(state, offset, 1, value, world);
const type = (text: string): void => {
  for (const character of text) uartInput.receive(state, character.charCodeAt(0), world);
};

describe('transmitter', () => {
  it('prints and is always empty', () => {
    for (const character of 'hello') {
      expect(read(LSR) & 0x60).toBe(0x60);
      write(DATA, character.charCodeAt(0));
    }
    expect(world.takeOutput()).toBe('hello');
    expect(world.line).toBe(false);
  });

  it('interrupts when enabled, until IIR is read, and again after the next byte', () => {
    write(IER, 0x02);
    expect(world.line).toBe(true);
    expect(read(IIR)).toBe(0x02);
    expect(world.line).toBe(false);
    expect(read(IIR)).toBe(0x01);
    write(DATA, 0x41);
    expect(world.line).toBe(true);
    expect(read(IIR)).toBe(0x02);
  });

  it('interrupts again when the enable bit rises again: the 8250 driver tests for that at start-up', () => {
    write(IER, 0x02);
    expect(read(IIR)).toBe(0x02);
    write(IER, 0x00);
    write(IER, 0x02);
    expect(read(IIR)).toBe(0x02);
  });
});

describe('receiver', () => {
  it('without FIFOs holds the last byte and reports an overrun', () => {
    write(IER, 0x05);
    expect(uartInput.canReceive(state, world)).toBe(true);
    type('a');
    expect(uartInput.canReceive(state, world)).toBe(false);
    expect(read(IIR)).toBe(0x04);
    type('b');
    expect(read(IIR)).toBe(0x06);
    expect(read(LSR)).toBe(0x63);
    expect(read(LSR)).toBe(0x61);
    expect(read(DATA)).toBe(0x62);
    expect(read(LSR)).toBe(0x60);
    expect(world.line).toBe(false);
  });

  it('interrupts at the trigger level', () => {
    write(IER, 0x01);
    write(FCR, 0x81);
    type('1234567');
    expect(world.line).toBe(false);
    type('8');
    expect(read(IIR)).toBe(0xc4);
    expect(read(DATA)).toBe(0x31);
    expect(world.line).toBe(false);
  });

  it('below the trigger level interrupts after four characters of silence', () => {
    write(IER, 0x01);
    write(FCR, 0xc1);
    type('x');
    world.advance(RECEIVE_TIMEOUT_NS - 1n, uart, state);
    type('y');
    world.advance(RECEIVE_TIMEOUT_NS - 1n, uart, state);
    expect(read(IIR)).toBe(0xc1);
    world.advance(1n, uart, state);
    expect(world.line).toBe(true);
    expect(read(IIR)).toBe(0xcc);
    expect([read(DATA), world.line]).toEqual([0x78, false]);
    world.advance(RECEIVE_TIMEOUT_NS, uart, state);
    expect([read(IIR), read(DATA), read(IIR)]).toEqual([0xcc, 0x79, 0xc1]);
    expect(world.events.size).toBe(0);
  });

  it('keeps sixteen bytes in order and loses the seventeenth', () => {
    write(FCR, 0x01);
    type('0123456789abcdef');
    expect(uartInput.canReceive(state, world)).toBe(false);
    type('!');
    const seen = Array.from({ length: 16 }, () => String.fromCharCode(read(DATA))).join('');
    expect(seen).toBe('0123456789abcdef');
    expect([read(LSR) & 0x03, read(LSR) & 0x03]).toEqual([0x02, 0x00]);
  });

  it.each([
    ['switching the FIFOs', 0x00],
    ['clearing the receiver', 0x03],
  ])('is emptied by %s', (_name, fcr) => {
    write(FCR, 0x01);
    type('abc');
    write(FCR, fcr);
    expect(read(LSR) & 0x01).toBe(0);
    expect(world.events.size).toBe(0);
  });
});

describe('probing by the Linux driver', () => {
  it('finds a 16550A: interrupt enables, scratch, FIFOs, loopback', () => {
    write(IER, 0);
    expect(read(IER)).toBe(0);
    write(IER, 0x0f);
    expect(read(IER)).toBe(0x0f);
    write(IER, 0);
    write(MCR, 0x1a);
    expect(read(MSR) & 0xf0).toBe(0x90);
    write(MCR, 0);
    expect(read(MSR) & 0xf0).toBe(0xb0);
    write(FCR, 0x01);
    expect(read(IIR) >> 6).toBe(3);
    write(7, 0x5a);
    expect(read(7)).toBe(0x5a);
  });

  it('keeps the divisor apart from data and interrupt enables', () => {
    write(LCR, 0x83);
    write(DATA, 0x02);
    write(IER, 0x01);
    expect([read(DATA), read(IER)]).toEqual([0x02, 0x01]);
    write(LCR, 0x03);
    expect([read(LCR), read(IER), world.takeOutput()]).toEqual([0x03, 0x00, '']);
  });

  it('loops bytes back instead of printing them', () => {
    write(MCR, 0x10);
    expect(uartInput.canReceive(state, world)).toBe(false);
    write(DATA, 0x42);
    expect([world.takeOutput(), read(LSR) & 1, read(DATA)]).toEqual(['', 1, 0x42]);
  });
});

it('answers any access of any width without throwing', () => {
  for (let offset = 0; offset < 0x100; offset++) {
    for (const bytes of [1, 2, 4] as const) {
      uart.write(state, offset, bytes, 2 ** (bytes * 8) - 1, world);
      const value = uart.read(state, offset, bytes, world);
      expect(value >= 0 && value < 256).toBe(true);
    }
  }
});
