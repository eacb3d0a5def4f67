/** Opens the library. A call of `trampoline.open('Library')` does the same. */
import { lazy, Suspense } from 'react';
import { Button } from '../components/Button.tsx';
import { setLibraryOpen, useLibrary } from './library-view.ts';

const LibraryDialog = lazy(async () => ({ default: (await import('./LibraryDialog.tsx')).LibraryDialog }));

/** Three books, one leaning. */
const ShelfIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path
      d="M2.5 13.5V3h3v10.5zM5.5 13.5V5h3v8.5zM9 5.2l2.6-.8 2.6 8.2-2.6.9z"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinejoin="round"
    />
  </svg>
);

export function LibraryButton() {
  const isOpen = useLibrary((library) => library.isOpen);
  return (
    <>
      <Button look="round" label="Library" onPress={() => setLibraryOpen(true)}>
        <ShelfIcon />
      </Button>
      {isOpen && (
        <Suspense>
          <LibraryDialog />
        </Suspense>
      )}
    </>
  );
}
