/** What firmware is told of the kernel after it; apart from {@link ./firmware.ts}, which few machines need. */

const DYNAMIC_MAGIC = 0x4942534fn;
const DYNAMIC_VERSION = 2n;
const SUPERVISOR_MODE = 1n;

/** OpenSBI's `struct fw_dynamic_info`, version 2, for a 64-bit machine. */
export function dynamicInfo(nextAddress: number, bootHart: number): Uint8Array {
  const options = 0n;
  const fields = [
    DYNAMIC_MAGIC,
    DYNAMIC_VERSION,
    BigInt(nextAddress),
    SUPERVISOR_MODE,
    options,
    BigInt(bootHart),
  ];
  const bytes = new Uint8Array(fields.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, field] of fields.entries()) view.setBigUint64(index * 8, field, true);
  return bytes;
}
