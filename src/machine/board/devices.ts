/** Which devices the board has, in order, and where: the order is that of events and of the state hash. */
import { CLINT_BYTES } from '../../devices/clint/device.ts';
import { clintState } from '../../devices/clint/state.ts';
import { GOLDFISH_RTC_BYTES } from '../../devices/goldfish-rtc/device.ts';
import { goldfishRtcState } from '../../devices/goldfish-rtc/state.ts';
import { PLIC_BYTES } from '../../devices/plic/device.ts';
import { plicState } from '../../devices/plic/state.ts';
import { TEST_FINISHER_BYTES } from '../../devices/test-finisher/device.ts';
import { testFinisherState } from '../../devices/test-finisher/state.ts';
import { UART_BYTES } from '../../devices/uart/device.ts';
import { uartState } from '../../devices/uart/state.ts';
import { emptySlotState } from '../../devices/virtio/empty-slot.ts';
import { VIRTIO_MMIO_BYTES } from '../../devices/virtio/registers.ts';
import { virtioBlockState } from '../../devices/virtio-block/state.ts';
import { virtioConsoleState } from '../../devices/virtio-console/state.ts';
import { virtioRngState } from '../../devices/virtio-rng/state.ts';
import { alignUp } from '../../base/bits.ts';
import type { FieldPlace } from '../../memory/struct.ts';
import * as map from './address-map.ts';

/** What hash and snapshot need of a state's declaration. */
export interface StateShape {
  readonly name: string;
  readonly places: readonly FieldPlace[];
  readonly sizeBytes: number;
}

export interface DevicePlace {
  readonly base: number;
  readonly sizeBytes: number;
  /** Absent for devices without a wire into the interrupt controller. */
  readonly irq?: number;
  readonly shape: StateShape;
}

/** Numbers of the devices; the virtio slots follow one another. */
export const CLINT = 0;
export const PLIC = 1;
export const UART = 2;
export const VIRTIO = 3;
export const RTC = VIRTIO + map.VIRTIO_SLOTS;
export const FINISHER = RTC + 1;

function slotShape(slot: number, diskCount: number): StateShape {
  if (slot === map.CONSOLE_SLOT) return virtioConsoleState;
  if (slot === map.RNG_SLOT) return virtioRngState;
  return slot < diskCount ? virtioBlockState : emptySlotState;
}

export function devicePlaces(diskCount: number): readonly DevicePlace[] {
  const slots = Array.from({ length: map.VIRTIO_SLOTS }, (_, slot) => ({
    base: map.VIRTIO_BASE + slot * VIRTIO_MMIO_BYTES,
    sizeBytes: VIRTIO_MMIO_BYTES,
    irq: map.virtioIrq(slot),
    shape: slotShape(slot, diskCount),
  }));
  return [
    { base: map.CLINT_BASE, sizeBytes: CLINT_BYTES, shape: clintState },
    { base: map.PLIC_BASE, sizeBytes: PLIC_BYTES, shape: plicState },
    { base: map.UART_BASE, sizeBytes: UART_BYTES, irq: map.UART_IRQ, shape: uartState },
    ...slots,
    { base: map.RTC_BASE, sizeBytes: GOLDFISH_RTC_BYTES, irq: map.RTC_IRQ, shape: goldfishRtcState },
    { base: map.FINISHER_BASE, sizeBytes: TEST_FINISHER_BYTES, shape: testFinisherState },
  ];
}

/** States begin on lines of their own. */
const STATE_ALIGNMENT = 64;

/** Byte offset of each state from the first one, and the bytes of all. */
export function stateLayout(places: readonly DevicePlace[]): {
  readonly offsets: readonly number[];
  readonly sizeBytes: number;
} {
  const offsets: number[] = [];
  let sizeBytes = 0;
  for (const { shape } of places) {
    offsets.push(sizeBytes);
    sizeBytes += alignUp(shape.sizeBytes, STATE_ALIGNMENT);
  }
  return { offsets, sizeBytes };
}
