/**
 * 16550A registers, one byte apart. A byte written is sent at once, so the transmitter is always empty and
 * its interrupt comes back immediately; Linux' 8250 driver and OpenSBI are content with that, as they are
 * with QEMU. A wider access reaches the register at its offset, as in QEMU.
 * Event tag 0: the receive time-out.
 */
import { at } from '../../base/assert.ts';
import type { ConsoleInput, ConsoleServices, Device } from '../device.ts';
import { FIFO_BYTES, type UartState } from './state.ts';

export const UART_BYTES = 0x100;
export const UART_CLOCK_HZ = 3_686_400;
/** Four characters of ten bits at 115,200 baud. */
export const RECEIVE_TIMEOUT_NS = 347_000n;

const RBR_THR = 0;
const IER = 1;
const IIR_FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

const IER_RECEIVE = 0x01;
const IER_TRANSMIT = 0x02;
const IER_LINE = 0x04;
const IIR_NONE = 0x01;
const IIR_TRANSMIT = 0x02;
const IIR_RECEIVE = 0x04;
const IIR_LINE = 0x06;
const IIR_TIMEOUT = 0x0c;
const IIR_FIFOS_ON = 0xc0;
const FCR_ENABLE = 0x01;
const FCR_CLEAR_RECEIVE = 0x02;
const FCR_CLEAR_TRANSMIT = 0x04;
const FCR_TRIGGER = 0xc0;
const LCR_DIVISOR = 0x80;
const MCR_OUT2 = 0x08;
const MCR_LOOPBACK = 0x10;
const LSR_DATA_READY = 0x01;
const LSR_OVERRUN = 0x02;
const LSR_TRANSMIT_EMPTY = 0x60;
/** Carrier, data set ready, clear to send: somebody is always there. */
const MSR_CONNECTED = 0xb0;
const TRIGGER_LEVELS = [1, 4, 8, 14];

const fifosOn = (state: UartState): boolean => (state.fcr & FCR_ENABLE) !== 0;
const capacity = (state: UartState): number => (fifosOn(state) ? FIFO_BYTES : 1);
const triggerLevel = (state: UartState): number => (fifosOn(state) ? at(TRIGGER_LEVELS, state.fcr >> 6) : 1);

/** The cause of highest priority, as IIR shows it. */
function cause(state: UartState): number {
  if ((state.ier & IER_LINE) !== 0 && state.lineErrors !== 0) return IIR_LINE;
  if ((state.ier & IER_RECEIVE) !== 0) {
    if (state.receiveCount >= triggerLevel(state)) return IIR_RECEIVE;
    if (state.timeoutPending !== 0) return IIR_TIMEOUT;
  }
  if ((state.ier & IER_TRANSMIT) !== 0 && state.transmitPending !== 0) return IIR_TRANSMIT;
  return IIR_NONE;
}

const updateLine = (state: UartState, services: ConsoleServices): void =>
  services.setLine(cause(state) !== IIR_NONE);

/** Starts the receive time-out afresh: at every byte that arrives or is read. */
function restartTimeout(state: UartState, services: ConsoleServices): void {
  state.timeoutPending = 0;
  if (fifosOn(state) && state.receiveCount > 0) services.schedule(0, services.nowNs() + RECEIVE_TIMEOUT_NS);
  else services.cancel(0);
}

function clearReceive(state: UartState, services: ConsoleServices): void {
  state.receiveCount = 0;
  state.receive.fill(0);
  restartTimeout(state, services);
}

function accept(state: UartState, byte: number, services: ConsoleServices): void {
  if (state.receiveCount === capacity(state)) {
    state.lineErrors |= LSR_OVERRUN;
    // A full FIFO keeps what it has; the single register is overwritten.
    if (!fifosOn(state)) state.receive[0] = byte;
  } else {
    state.receive[state.receiveCount++] = byte;
    restartTimeout(state, services);
  }
  updateLine(state, services);
}

function takeByte(state: UartState, services: ConsoleServices): number {
  if (state.receiveCount === 0) return 0;
  const byte = at(state.receive, 0);
  state.receive.copyWithin(0, 1);
  state.receive[--state.receiveCount] = 0;
  restartTimeout(state, services);
  updateLine(state, services);
  return byte;
}

function send(state: UartState, byte: number, services: ConsoleServices): void {
  state.transmitPending = 1;
  if ((state.mcr & MCR_LOOPBACK) !== 0) accept(state, byte, services);
  else services.output(byte);
  updateLine(state, services);
}

function readIir(state: UartState, services: ConsoleServices): number {
  const now = cause(state);
  if (now === IIR_TRANSMIT) {
    state.transmitPending = 0;
    updateLine(state, services);
  }
  return now | (fifosOn(state) ? IIR_FIFOS_ON : 0);
}

function readLsr(state: UartState, services: ConsoleServices): number {
  const status = LSR_TRANSMIT_EMPTY | state.lineErrors | (state.receiveCount > 0 ? LSR_DATA_READY : 0);
  state.lineErrors = 0;
  updateLine(state, services);
  return status;
}

/** In loopback the modem inputs are the modem outputs: RTS, DTR, OUT1, OUT2 come back as CTS, DSR, RI, DCD. */
function modemStatus(state: UartState): number {
  if ((state.mcr & MCR_LOOPBACK) === 0) return MSR_CONNECTED;
  const { mcr } = state;
  return ((mcr & 0x02) << 3) | ((mcr & 0x01) << 5) | ((mcr & 0x0c) << 4);
}

function writeIer(state: UartState, value: number, services: ConsoleServices): void {
  const rising = value & ~state.ier;
  state.ier = value & 0x0f;
  if ((rising & IER_TRANSMIT) !== 0) state.transmitPending = 1;
  updateLine(state, services);
}

function writeFcr(state: UartState, value: number, services: ConsoleServices): void {
  const toggled = ((state.fcr ^ value) & FCR_ENABLE) !== 0;
  state.fcr = (value & FCR_ENABLE) !== 0 ? value & (FCR_ENABLE | FCR_TRIGGER) : 0;
  if (toggled || (value & FCR_CLEAR_RECEIVE) !== 0) clearReceive(state, services);
  if (toggled || (value & FCR_CLEAR_TRANSMIT) !== 0) state.transmitPending = 1;
  updateLine(state, services);
}

export const uart: Device<UartState, undefined, ConsoleServices> = {
  reset(state) {
    state.mcr = MCR_OUT2;
    state.dll = 0x0c;
  },
  read(state, offset, _bytes, services) {
    const divisor = (state.lcr & LCR_DIVISOR) !== 0;
    switch (offset) {
      case RBR_THR:
        return divisor ? state.dll : takeByte(state, services);
      case IER:
        return divisor ? state.dlm : state.ier;
      case IIR_FCR:
        return readIir(state, services);
      case LCR:
        return state.lcr;
      case MCR:
        return state.mcr;
      case LSR:
        return readLsr(state, services);
      case MSR:
        return modemStatus(state);
      case SCR:
        return state.scratch;
      default:
        return 0;
    }
  },
  write(state, offset, _bytes, value, services) {
    const byte = value & 0xff;
    const divisor = (state.lcr & LCR_DIVISOR) !== 0;
    switch (offset) {
      case RBR_THR:
        if (divisor) state.dll = byte;
        else send(state, byte, services);
        break;
      case IER:
        if (divisor) state.dlm = byte;
        else writeIer(state, byte, services);
        break;
      case IIR_FCR:
        writeFcr(state, byte, services);
        break;
      case LCR:
        state.lcr = byte;
        break;
      case MCR:
        state.mcr = byte & 0x1f;
        break;
      case SCR:
        state.scratch = byte;
        break;
    }
  },
  tick(state, _tag, services) {
    state.timeoutPending = state.receiveCount > 0 ? 1 : 0;
    updateLine(state, services);
  },
};

export const uartInput: ConsoleInput<UartState> = {
  canReceive: (state) => (state.mcr & MCR_LOOPBACK) === 0 && state.receiveCount < capacity(state),
  receive: accept,
};
