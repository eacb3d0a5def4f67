/** Handing a snapshot from thread to thread without copying it. */
import type { Snapshot } from './file.ts';

/** The memory behind its pages. */
export function buffersOf({ harts, devices, ram, disks }: Snapshot): ArrayBuffer[] {
  const pages = [ram, ...disks].flatMap((list) => [...list.values()]);
  const views = [...harts, devices, ...pages].flatMap((bytes) => bytes ?? []);
  return [...new Set(views.map(({ buffer }) => buffer as ArrayBuffer))];
}
