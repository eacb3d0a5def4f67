/** Offsets of the MMIO registers (section 4.2.2) and the constants that they show. */
export const MAGIC_VALUE = 0x000;
export const VERSION = 0x004;
export const DEVICE_ID = 0x008;
export const VENDOR_ID = 0x00c;
export const DEVICE_FEATURES = 0x010;
export const DEVICE_FEATURES_SELECT = 0x014;
export const DRIVER_FEATURES = 0x020;
export const DRIVER_FEATURES_SELECT = 0x024;
export const QUEUE_SELECT = 0x030;
export const QUEUE_SIZE_MAX = 0x034;
export const QUEUE_SIZE = 0x038;
export const QUEUE_READY = 0x044;
export const QUEUE_NOTIFY = 0x050;
export const INTERRUPT_STATUS = 0x060;
export const INTERRUPT_ACKNOWLEDGE = 0x064;
export const STATUS = 0x070;
export const QUEUE_DESCRIPTORS_LOW = 0x080;
export const QUEUE_DESCRIPTORS_HIGH = 0x084;
export const QUEUE_DRIVER_LOW = 0x090;
export const QUEUE_DRIVER_HIGH = 0x094;
export const QUEUE_DEVICE_LOW = 0x0a0;
export const QUEUE_DEVICE_HIGH = 0x0a4;
export const SHARED_MEMORY_LENGTH_LOW = 0x0b0;
export const SHARED_MEMORY_LENGTH_HIGH = 0x0b4;
export const SHARED_MEMORY_BASE_LOW = 0x0b8;
export const SHARED_MEMORY_BASE_HIGH = 0x0bc;
export const CONFIG_GENERATION = 0x0fc;
export const CONFIG = 0x100;

export const VIRTIO_MMIO_BYTES = 0x1000;
/** "virt" in memory order. */
export const MAGIC = 0x74726976;
/** "TRMP" in memory order. */
export const VENDOR = 0x504d5254;
