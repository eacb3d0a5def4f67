/**
 * Opens the list of commands, by button or F1. The key is taken before the terminal sees it: no guest gets it while the
 * page is there.
 */
import './figure-log.ts';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Boundary } from '../components/Boundary.tsx';
import { Button } from '../components/Button.tsx';

const PaletteDialog = lazy(async () => ({ default: (await import('./PaletteDialog.tsx')).PaletteDialog }));

const CommandsIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M3 4.5 6.5 8 3 11.5M8 11.5h5" fill="none" stroke="currentColor" strokeWidth={1.75} />
  </svg>
);

export function PaletteButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const look = (event: KeyboardEvent): void => {
      if (event.key !== 'F1' || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(true);
    };
    addEventListener('keydown', look, { capture: true });
    return () => removeEventListener('keydown', look, { capture: true });
  }, []);
  return (
    <>
      <Button look="round" label="Commands" onPress={() => setOpen(true)}>
        <CommandsIcon />
      </Button>
      {isOpen && (
        <Boundary what="The list of commands">
          <Suspense>
            <PaletteDialog onClose={() => setOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
