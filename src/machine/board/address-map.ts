/** Physical addresses and interrupt numbers of QEMU's `virt` board, which stock kernels and firmware expect. */

export const FINISHER_BASE = 0x10_0000;
export const RTC_BASE = 0x10_1000;
export const CLINT_BASE = 0x200_0000;
export const PLIC_BASE = 0xc00_0000;
export const UART_BASE = 0x1000_0000;
/** The first of the virtio slots, which follow one another. */
export const VIRTIO_BASE = 0x1000_1000;
export const VIRTIO_SLOTS = 8;
export const RAM_BASE = 0x8000_0000;

/** The slots that are always taken; disks fill the others in order, from slot 0. */
export const CONSOLE_SLOT = 6;
export const RNG_SLOT = 7;
export const MAX_DISKS = 6;

export const UART_IRQ = 10;
export const RTC_IRQ = 11;
export const virtioIrq = (slot: number): number => slot + 1;
