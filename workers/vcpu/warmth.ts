/**
 * What a visit knows of an image's code from earlier ones, and leaves for later ones. A first visit has nothing, and
 * loads what reads and writes the files only when there is something to read or to write.
 */
import { COLD_START, codeCacheName, type WarmStart } from '../../src/machine/run/warm-start.ts';
import type { Machine } from '../../src/machine/machine.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';

/** How often it is asked whether there is news. Writing takes the thread a tenth of a second. */
const LOOK_EVERY_MS = 5000;
/** What has to be new, in decoded instructions; a translation counts for many. A boot decodes 270,000. */
const NEWS = 8000;

export class Warmth {
  private readonly start: VcpuStart;
  /** What the next machine starts from. */
  known: WarmStart;
  private machine: Machine | undefined;
  private isOn: boolean;
  private savedAt = 0;
  private isSaving = false;
  private readonly looking: ReturnType<typeof setInterval>;

  private constructor(start: VcpuStart, known: WarmStart) {
    this.start = start;
    this.known = known;
    this.isOn = start.code.warms;
    this.looking = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  static async open(start: VcpuStart): Promise<Warmth> {
    return new Warmth(start, start.code.warms && (await isKept(start)) ? await read(start) : COLD_START);
  }

  /** A life has begun. */
  watch(machine: Machine): void {
    this.machine = machine;
    this.savedAt = 0;
    machine.tiers.setWarming(this.isOn);
  }

  /** The vCPU is over, though its thread may not be. */
  end(): void {
    clearInterval(this.looking);
    this.machine = undefined;
  }

  /** Whether code is used before it first runs, and kept for later. */
  set(on: boolean): void {
    this.isOn = on;
    this.machine?.tiers.setWarming(on);
  }

  /** Forgets this image's code, of this visit too, or every image's. */
  async clear(all: boolean): Promise<void> {
    this.known = COLD_START;
    this.machine?.regions?.clear();
    this.savedAt = this.machine?.codeKnown() ?? 0;
    const { removeCode } = await import('../../src/host/browser/code-store.ts');
    await removeCode(all ? undefined : codeCacheName(this.start.plan));
  }

  private async look(): Promise<void> {
    const { machine } = this;
    if (!machine || !this.isOn || this.isSaving || this.start.code.build === '') return;
    const now = machine.codeKnown();
    if (now - this.savedAt < NEWS) return;
    this.isSaving = true;
    this.savedAt = now;
    try {
      const { keepCode } = await import('./code-file.ts');
      this.known = await keepCode(this.start, machine);
    } catch {
      // Full, refused, or another tab writes it: the next look tries again when there is more.
    } finally {
      this.isSaving = false;
    }
  }
}

/** Looked at by itself, so that a first visit loads nothing for it. */
async function isKept({ plan, code }: VcpuStart): Promise<boolean> {
  if (code.build === '') return false;
  try {
    const top = await navigator.storage.getDirectory();
    const folder = await top.getDirectoryHandle('trampoline-code');
    return Boolean(await folder.getFileHandle(codeCacheName(plan)));
  } catch {
    return false;
  }
}

async function read(start: VcpuStart): Promise<WarmStart> {
  const { knownCode } = await import('./code-file.ts');
  return knownCode(start);
}
