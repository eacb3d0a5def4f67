/** Opens a lesson that an address names or a visitor brings. */
import { findLesson, readLessonFile } from './source.ts';
import { beginLesson, refuseLesson, showLesson, useLesson } from './lesson.ts';

/** The page's own begin at once where that is wanted; one from elsewhere waits. */
export async function openLesson(name: string, begins = true): Promise<void> {
  const found = await findLesson(name);
  if (!found.ok) return refuseLesson(found.problem);
  showLesson(found.value, begins);
  if (!useLesson.getState().isOffered) await beginLesson();
}

export async function openLessonFile(file: File): Promise<void> {
  const found = await readLessonFile(file);
  if (found.ok) showLesson(found.value, false);
  else refuseLesson(found.problem);
}
