/** 16550A serial port (National Semiconductor PC16550D): registers as the guest last left them. */
import { array, struct } from '../../memory/struct.ts';

export const FIFO_BYTES = 16;

export const uartState = struct('uart', {
  ier: 'u8',
  /** Bit 0 FIFOs on, bits 7:6 receive trigger; the self-clearing bits are never set. */
  fcr: 'u8',
  lcr: 'u8',
  mcr: 'u8',
  scratch: 'u8',
  /** Divisor latch: kept for the guest; bytes take no time. */
  dll: 'u8',
  dlm: 'u8',
  /** Line-status errors that a read of LSR clears. */
  lineErrors: 'u8',
  /** The transmitter-empty interrupt waits to be taken. */
  transmitPending: 'u8',
  /** Received bytes have waited longer than four characters below the trigger level. */
  timeoutPending: 'u8',
  /** Bytes in `receive`, which holds the oldest one first. */
  receiveCount: 'u8',
  receive: array('u8', FIFO_BYTES),
});

export type UartState = ReturnType<typeof uartState.bind>;
