/** Opens the benchmarks. A call of `trampoline.open('Benchmarks')` does the same. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { onOpenBenchmarks } from './opening.ts';

const BenchmarksDialog = lazy(async () => ({
  default: (await import('./BenchmarksDialog.tsx')).BenchmarksDialog,
}));

const ChartIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M2.5 13.5h11M4.5 11V7M8 11V3M11.5 11V5.5" fill="none" stroke="currentColor" strokeWidth={1.75} />
  </svg>
);

export function BenchmarksButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => onOpenBenchmarks(() => setOpen(true)), []);
  return (
    <>
      <Button look="round" label="Benchmarks" onPress={() => setOpen(true)}>
        <ChartIcon />
      </Button>
      {isOpen && (
        <Suspense>
          <BenchmarksDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
