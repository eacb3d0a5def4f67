/** Files that bring more than what boots: a lesson, a link's file, a snapshot. */
import type { MachineControl } from './control.ts';

/** By their names: one is text, which has no signature. */
const LESSON_FILE = /\.lesson\.json$/i;
const LINK_FILE = /\.json$/i;
const SNAPSHOT_FILE = /\.trampoline$/i;

/** Opens such a file; false if it is none. */
export async function openBrought(file: File, control: MachineControl): Promise<boolean> {
  if (LESSON_FILE.test(file.name)) {
    await (await import('../lessons/opening.ts')).openLessonFile(file);
    return true;
  }
  if (LINK_FILE.test(file.name)) {
    await (await import('../share/opening.ts')).openFile(file, control);
    return true;
  }
  if (!SNAPSHOT_FILE.test(file.name)) return false;
  const { library } = await import('../library/here.ts');
  await library.importFile(file).catch((error: unknown) => control.reportError(error));
  return true;
}
