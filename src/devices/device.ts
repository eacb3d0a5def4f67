/**
 * What a device is: a declared state in shared memory and pure functions over it.
 *
 * A device keeps nothing in fields or closures. Everything that must survive a snapshot stands in its struct,
 * or with the machine (pending events, interrupt wires), so that any thread that can see the memory can run
 * it. The world reaches it through the services of the call: time, events, wires, guest memory.
 *
 * A guest can do anything to a device: no access may throw, and no call may work without bound.
 * Accesses that a device does not define read 0 and are ignored when written.
 */
import type { PhysicalMemory } from './physical-memory.ts';

/** Widths that every device answers; an access of 8 bytes is two words unless the device says otherwise. */
export type AccessBytes = 1 | 2 | 4;

/** No event is scheduled later than this: 292 years of virtual time, after which nothing needs to happen. */
export const LAST_EVENT_NS = 0x7fff_ffff_ffff_ffffn;

export interface DeviceServices {
  /** Virtual time since the machine was created, in nanoseconds. */
  nowNs(): bigint;
  /** Asks for `tick(tag)` at a time up to `LAST_EVENT_NS`; one is pending per tag, a second call moves it. */
  schedule(tag: number, atNs: bigint): void;
  cancel(tag: number): void;
  /** Drives this device's wire into the interrupt controller. */
  setLine(level: boolean): void;
  readonly memory: PhysicalMemory;
}

/** For devices that drive a hart's interrupt-pending bits: `bit` is the position in `mip`. */
export interface HartWireServices extends DeviceServices {
  setHartWire(hart: number, bit: number, level: boolean): void;
}

/** For consoles: `output` never refuses a byte; a slow host stops the machine instead. */
export interface ConsoleServices extends DeviceServices {
  output(byte: number): void;
}

export interface Device<State, Config, Services extends DeviceServices = DeviceServices> {
  /** Gives the state its power-on value. The caller has filled its bytes with 0. */
  reset(state: State, config: Config): void;
  /** The register at `offset` as an unsigned number of `bytes` bytes. */
  read(state: State, offset: number, bytes: AccessBytes, services: Services): number;
  /** `value` is unsigned and fits in `bytes` bytes. */
  write(state: State, offset: number, bytes: AccessBytes, value: number, services: Services): void;
  /** Eight bytes at once, for registers that must not be seen half written. */
  read64?(state: State, offset: number, services: Services): bigint;
  write64?(state: State, offset: number, value: bigint, services: Services): void;
  /** A scheduled event has come due. */
  tick(state: State, tag: number, services: Services): void;
}

/** A device that takes typed bytes. `receive` may only be called while `canReceive` holds. */
export interface ConsoleInput<State, Services extends DeviceServices = ConsoleServices> {
  canReceive(state: State, services: Services): boolean;
  receive(state: State, byte: number, services: Services): void;
}
